// The view of a session: a ring that empties, a breath, what was said last, and the way out.
import { mayRing } from "./bell.js";
import { breathe, hold } from "./breath.js";
import { getSwitch, setSwitch } from "./kept.js";
import { serverNow } from "./line.js";
import { choiceButton, clock, linesOf, picturesOf, relight } from "./shown.js";
import { words } from "./words.js";

const at = (id) => document.getElementById(id);
const RING = 1000;
const LATE = 31 * 60 * 1000;

export class SessionView {
  constructor(onPress) {
    this.onPress = onPress;
    this.standing = null;
    this.lock = null;
    this.quiet = false;
    at("to-chat").addEventListener("click", () => this.show(false));
    at("to-session").addEventListener("click", () => this.show(true));
    this.toggle("dim", "no", (on) => { document.body.dataset.dim = on ? "yes" : "no"; });
    this.toggle("breath", "yes", (on) => { at("ring").dataset.breathing = on ? "yes" : "no"; });
    this.toggle("sound", "yes", () => this.hint());
    document.addEventListener("visibilitychange", () => this.stayAwake());
  }

  toggle(name, usual, put) {
    const button = at(name);
    const set = (on) => {
      button.setAttribute("aria-pressed", on ? "true" : "false");
      put(on);
    };
    set(getSwitch(name, usual) === "yes");
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      setSwitch(name, on ? "yes" : "no");
      set(on);
    });
  }

  get running() {
    if (!this.standing || this.standing.phase === "idle") return false;
    // Whoever comes back much later finds the conversation, not a ring that ran out.
    return this.standing.phase === "paused" || serverNow() < this.standing.until + LATE;
  }

  get seen() {
    return document.body.dataset.view === "session";
  }

  // A message of the coach, in the order in which they come.
  take(message) {
    if (message.mine || !("standing" in message)) {
      if (!message.mine && this.running) this.card(message);
      return;
    }
    const before = this.running;
    this.standing = message.standing;
    if (!this.running) {
      this.figure([]);
      breathe();
    }
    hold(this.standing.still);
    if (this.running) {
      this.card(message);
      if (!before) this.show(true);
    } else if (before) this.show(false);
    this.tick();
    this.stayAwake();
  }

  // What was said before the page was opened, of which only the end counts.
  takeAll(messages) {
    this.quiet = true;
    for (const message of messages) this.take(message);
    this.quiet = false;
    if (this.running) this.show(true);
  }

  card(message) {
    const steers = message.choices.flat().filter((choice) => choice.steer);
    const others = message.choices.map((row) => row.filter((choice) => !choice.steer));
    at("session-card").replaceChildren(linesOf(message));
    if (message.pictures) this.figure(picturesOf(message));
    if (message.breath) breathe(message.breath);
    this.fill(at("session-choices"), others.flat());
    at("session").dataset.asks = others.flat().length ? "yes" : "no";
    if (steers.length) this.fill(at("session-steer"), steers);
    this.hint();
  }

  figure(pictures) {
    at("session-figure").replaceChildren(...pictures.slice(-1));
    at("session").dataset.figure = pictures.length ? "yes" : "no";
    relight();
  }

  // The same buttons again keep the finger and the focus that are on them.
  fill(place, choices) {
    const held = place.contains(document.activeElement) ? document.activeElement.dataset : null;
    place.replaceChildren(...choices.map((choice) => choiceButton(choice, this.onPress)));
    if (!held) return;
    const same = [...place.children].find((one) => one.dataset.steer === held.steer && held.steer);
    (same ?? place.querySelector("button") ?? at("session-title")).focus();
  }

  hint() {
    const on = at("sound").getAttribute("aria-pressed") === "true";
    at("sound").title = on && !mayRing() ? words.silent : "";
  }

  show(session) {
    if (this.quiet) return;
    const was = this.seen;
    document.body.dataset.view = session ? "session" : "chat";
    at("session").hidden = !session;
    for (const id of ["top", "chat", "foot"]) at(id).hidden = session;
    at("to-session").hidden = session || !this.running;
    if (session && !was) at("session-title").focus();
    if (!session && was) {
      at("log").lastElementChild?.scrollIntoView({ block: "end" });
      // Not where one writes: a telephone would push its keyboard over what was said.
      (this.running ? at("to-session") : at("log").lastElementChild ?? at("write")).focus();
    }
  }

  tick() {
    const standing = this.standing;
    if (!this.running) {
      if (this.seen) this.show(false);
      at("to-session").hidden = true;
      return;
    }
    const now = standing.phase === "paused" ? standing.pausedAt : serverNow();
    const left = standing.until - now;
    const timed = standing.phase !== "coming_out";
    const part = Math.min(1, Math.max(0, left / (standing.until - standing.since)));
    at("session").dataset.phase = standing.phase;
    at("session-title").textContent = standing.title;
    at("session-label").textContent = standing.label;
    at("session-time").textContent = timed ? clock(left) : "";
    at("bar-time").textContent = timed ? clock(left) : standing.label;
    at("ring-left").style.strokeDashoffset = String(RING * (1 - (timed ? part : 0)));
    at("to-session").hidden = this.seen;
  }

  async stayAwake() {
    const wanted = this.running && document.visibilityState === "visible";
    if (!wanted) {
      this.lock?.release().catch(() => {});
      this.lock = null;
    } else if (!this.lock || this.lock.released) {
      try {
        this.lock = await navigator.wakeLock?.request("screen") ?? null;
      } catch {
        this.lock = null;
      }
    }
    document.body.dataset.awake = this.lock && !this.lock.released ? "yes" : "no";
  }
}
