// A bowl struck softly: partials that beat a little against each other and fade at their own pace.
const PARTIALS = [[1, 1, 5.5], [1.003, 0.6, 5], [2.71, 0.42, 3], [2.716, 0.25, 2.6], [5.15, 0.14, 1.4]];
const GROUND = 196;
const LOUD = 0.16;

let context = null;

// Browsers let a page sound only after something was done in it.
export function allowSound() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  context ??= new Context();
  if (context.state === "suspended") context.resume().catch(() => {});
}

export const mayRing = () => context?.state === "running";

export function ring() {
  if (!mayRing()) return;
  const now = context.currentTime;
  const all = new GainNode(context, { gain: LOUD });
  all.connect(context.destination);
  for (const [ratio, loud, seconds] of PARTIALS) {
    const tone = new OscillatorNode(context, { frequency: GROUND * ratio });
    const fade = new GainNode(context, { gain: 0 });
    fade.gain.setValueAtTime(0, now);
    fade.gain.linearRampToValueAtTime(loud, now + 0.012);
    fade.gain.exponentialRampToValueAtTime(0.0001, now + seconds);
    tone.connect(fade).connect(all);
    tone.start(now);
    tone.stop(now + seconds);
  }
}
