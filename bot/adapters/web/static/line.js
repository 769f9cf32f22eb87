// The line to the coach: what is said goes out until it arrives, what comes is never missed.
const BROKEN_AFTER = 40000;
const GIVE_UP_AFTER = 120000;
const LONGEST_PAUSE = 8000;

let offset = 0;
const setClock = (now) => { offset = now - Date.now(); };
// The server's clock, which everything that is timed stands on.
export const serverNow = () => Date.now() + offset;

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

const headers = { "Content-Type": "application/json" };
const post = (path, body) =>
  fetch(path, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" });

const keyed = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("");

// Posts until there is an answer; the key lets the coach act on it once.
async function insist(path, body, onWaiting) {
  const begun = Date.now();
  for (let wait = 500; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
    try {
      const response = await post(path, body);
      if (response.status < 500) return response;
    } catch {
      // Cut off, or the coach is being started again.
    }
    if (Date.now() - begun > GIVE_UP_AFTER) return null;
    onWaiting?.();
    await pause(wait);
  }
}

// Who this browser is; `onTold` gets what the coach says where nobody more is let in.
export async function enter(onWaiting, onTold) {
  for (;;) {
    const response = await insist("/enter", {}, onWaiting);
    const entered = await response?.json().catch(() => null);
    if (response?.ok) {
      setClock(entered.now);
      return entered;
    }
    if (entered?.messages) onTold(entered.messages);
    else onWaiting?.();
    await pause(LONGEST_PAUSE);
  }
}

// The answer, `stranger` if this browser keeps no cookie, or null if it did not arrive.
export async function say(what, onWaiting) {
  const said = { ...what, key: keyed() };
  let response = await insist("/say", said, onWaiting);
  if (response?.status === 401) {
    await insist("/enter", {}, onWaiting);
    response = await insist("/say", said, onWaiting);
  }
  if (response?.status === 401) return { stranger: true, messages: [] };
  if (!response || response.status === 400 || response.status === 403) return null;
  const answer = await response.json();
  setClock(answer.now);
  return answer;
}

export class Live {
  constructor({ you, after, onMessage, onOpen, onLost, onStranger }) {
    Object.assign(this, { you, after, onMessage, onOpen, onLost, onStranger });
    this.wait = 500;
    this.open();
    const again = () => { if (document.visibilityState === "visible" && !this.alive) this.open(); };
    document.addEventListener("visibilitychange", again);
    addEventListener("online", () => this.open());
    addEventListener("pagehide", () => this.source.close());
    addEventListener("pageshow", (event) => { if (event.persisted) this.open(); });
  }

  get alive() {
    return this.source?.readyState === EventSource.OPEN && Date.now() - this.heard < BROKEN_AFTER;
  }

  open() {
    this.source?.close();
    clearTimeout(this.timer);
    const source = this.source = new EventSource(`/live?after=${encodeURIComponent(this.after())}`);
    const heard = (event) => {
      this.heard = Date.now();
      const value = JSON.parse(event.data);
      setClock(value.now);
      return value;
    };
    this.heard = Date.now();
    source.addEventListener("hello", (event) => {
      if (heard(event).you !== this.you) this.onStranger();
      this.wait = 500;
      this.onOpen();
    });
    source.addEventListener("beat", heard);
    source.addEventListener("message", (event) => this.onMessage(heard(event)));
    source.addEventListener("error", () => {
      if (this.source !== source) return;
      source.close();
      this.onLost();
      this.timer = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(2 * this.wait, LONGEST_PAUSE);
    });
    this.timer = setTimeout(() => this.check(source), BROKEN_AFTER);
  }

  check(source) {
    if (this.source !== source) return;
    if (this.alive) this.timer = setTimeout(() => this.check(source), BROKEN_AFTER / 4);
    else this.open();
  }
}
