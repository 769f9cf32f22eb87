// The circle that grows with the breath in and falls with the breath out.
const USUAL = { inhale: 4, hold: 0, exhale: 6, still: false };
const SMALL = "scale(.62)";
const LARGE = "scale(1)";
const RISE = "cubic-bezier(.45, .05, .55, .95)";
const FALL = "cubic-bezier(.4, 0, .6, 1)";

const circle = document.querySelector(".breath");
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
let counts = USUAL;
let held = false;
let motion = null;

function move() {
  motion?.cancel();
  motion = null;
  if (reduced.matches || counts.still || held) return;
  const seconds = counts.inhale + counts.hold + counts.exhale;
  motion = circle.animate([
    { transform: SMALL, offset: 0, easing: RISE },
    { transform: LARGE, offset: counts.inhale / seconds, easing: "linear" },
    { transform: LARGE, offset: (counts.inhale + counts.hold) / seconds, easing: FALL },
    { transform: SMALL, offset: 1 },
  ], { duration: seconds * 1000, iterations: Infinity });
}

// Breathe by these counts of seconds from now on, or by the usual ones.
export function breathe(asked = USUAL) {
  const same = ["inhale", "hold", "exhale", "still"].every((name) => asked[name] === counts[name]);
  if (same && motion) return;
  counts = asked;
  move();
}

// Whoever told the coach that nothing shall move sees it stand.
export function hold(still) {
  if (held === still) return;
  held = still;
  move();
}

reduced.addEventListener("change", move);
move();
