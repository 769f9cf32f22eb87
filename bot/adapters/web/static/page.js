// The page put together: who this is, what was said before, and what is said from now on.
import { allowSound, ring } from "./bell.js";
import { Conversation, getSwitch, setSwitch } from "./kept.js";
import { Live, enter, say, serverNow } from "./line.js";
import { askToNotify, canNotify, isFront, notify } from "./notice.js";
import { SessionView } from "./session.js";
import { countDown, messageElement, textOf } from "./shown.js";
import { words } from "./words.js";

const at = (id) => document.getElementById(id);
const log = at("log");
const session = new SessionView((choice, button) => press(choice.press, button));
let kept = null;

const tellLine = (text) => { at("line").textContent = text; };
let stranger = false;
const lost = () => tellLine(stranger ? words.cookies : words.lost);
const found = () => { if (at("line").textContent) tellLine(""); };

const known = (id) => id && log.querySelector(`[data-id="${CSS.escape(id)}"]`);
const atEnd = () => {
  const main = at("chat");
  return main.scrollHeight - main.scrollTop - main.clientHeight < 160;
};
// To the end; of a message that is taller than the screen its beginning is what is read first.
const toEnd = () => {
  const [main, last] = [at("chat"), log.lastElementChild];
  const tall = last && last.offsetHeight > main.clientHeight - 24;
  main.scrollTop = tall ? last.offsetTop - log.offsetTop - 8 : main.scrollHeight;
};

function put(message) {
  const there = known(message.id) ?? known(message.replaces);
  const follows = atEnd();
  const pressed = (choice, button) => press(choice.press, button);
  const made = messageElement(message, pressed, () => { if (follows) toEnd(); });
  if (!there) log.append(made);
  else {
    const held = there.contains(document.activeElement);
    there.replaceWith(made);
    if (held) (made.querySelector("button") ?? log).focus({ preventScroll: true });
  }
  countDown();
  if (follows || message.mine) toEnd();
}

// Something that the coach says, now: shown, told to who listens, and rung.
function hear(message) {
  if (known(message.id)) return;
  const practising = session.running;
  put(message);
  if (message.id) kept.put(message);
  session.take(message);
  const sounds = !message.silent && message.kind !== "reply" && message.kind !== "check_in";
  // A warning that ends a session is told before whatever else is being read.
  const alarms = practising && message.lines.some((line) => line.style === "warning");
  (sounds || alarms ? at("told-now") : at("told")).replaceChildren(document.createTextNode(textOf(message)));
  if (sounds) notify(words.name, textOf(message));
  if ((sounds || message.bell) && isFront() && at("sound").getAttribute("aria-pressed") === "true") ring();
}

function wrote(text) {
  const message = { id: `mine-${Date.now()}-${Math.random()}`, mine: true, text, at: Math.round(serverNow()) };
  put(message);
  kept.put(message);
  return message;
}

async function send(what) {
  const answer = await say(what, lost);
  if (!answer) {
    tellLine(words.unsent);
    return false;
  }
  stranger = answer.stranger === true;
  if (stranger) {
    lost();
    return false;
  }
  found();
  if (answer.erased) begin(answer.you);
  for (const message of answer.messages) hear(message);
  return true;
}

async function speak(text) {
  wrote(text);
  if (!await send({ text })) {
    at("write").value ||= text;
  }
}

async function press(payload, button) {
  if (button?.getAttribute("aria-busy") === "true") return;
  const message = button?.closest("[data-id]")?.dataset.id;
  button?.setAttribute("aria-busy", "true");
  await send(message ? { press: payload, message } : { press: payload });
  button?.removeAttribute("aria-busy");
}

function begin(you) {
  kept?.clear();
  kept = new Conversation(you);
  log.replaceChildren();
  live.you = you;
  live.open();
}

let live = null;

async function start() {
  const entered = await enter(lost, (told) => tellLine(told.map(textOf).join(" ")));
  found();
  kept = new Conversation(entered.you);
  const before = kept.load();
  before.messages.forEach(put);
  toEnd();
  session.takeAll(before.messages);
  live = new Live({
    you: entered.you,
    after: () => kept.load().after,
    onOpen: found,
    onLost: lost,
    onStranger: () => location.reload(),
    onMessage: (message) => {
      kept.seen(message.id);
      hear(message);
    },
  });
  document.documentElement.dataset.ready = "yes";
  performance.mark("karani-ready");
  if (!before.messages.length) await send({ text: "/start" });
}

at("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("write").value.trim();
  if (!text) return;
  at("write").value = "";
  speak(text);
});
at("write").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("say").requestSubmit();
});

const menu = at("menu");
at("menu-open").addEventListener("click", () => menu.showModal());
at("menu-close").addEventListener("click", () => menu.close());
menu.addEventListener("click", (event) => { if (event.target === menu) menu.close(); });
for (const button of menu.querySelectorAll("[data-press]")) {
  button.addEventListener("click", () => {
    menu.close();
    wrote(button.textContent);
    send({ press: button.dataset.press });
  });
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
at("zone-name").textContent = zone ?? "";
at("zone").parentElement.hidden = !zone;
at("zone").addEventListener("click", () => {
  menu.close();
  speak(`/timezone ${zone}`);
});
at("here").addEventListener("click", () => {
  menu.close();
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      wrote(words.shared);
      send({ location: [coords.latitude, coords.longitude] });
    },
    () => tellLine(words.nowhere),
  );
});

at("notify").parentElement.hidden = !canNotify();
at("notify").addEventListener("click", async () => {
  menu.close();
  tellLine(await askToNotify() ? words.notified : words.unnotified);
});

for (const radio of at("looks").querySelectorAll("input")) {
  radio.checked = radio.value === getSwitch("look", "auto");
  radio.addEventListener("change", () => {
    setSwitch("look", radio.value);
    dispatchEvent(new Event("karani:look"));
  });
}
at("clear").addEventListener("click", () => {
  menu.close();
  kept.clear();
  log.replaceChildren();
  tellLine(words.cleared);
});

// Another tab of the same browser: what it wrote shows here too.
addEventListener("storage", (event) => {
  if (!kept || event.key !== kept.key) return;
  for (const message of kept.load().messages) {
    if (known(message.id)) continue;
    put(message);
    if (!message.mine) session.take(message);
  }
});

addEventListener("pointerdown", allowSound);
addEventListener("keydown", allowSound);
setInterval(() => {
  countDown();
  session.tick();
}, 500);
start();
