// Messages as elements. Text is only ever text: nothing here reads markup.
import { serverNow } from "./line.js";
import { words } from "./words.js";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const clock = (milliseconds) => {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const padded = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${padded(seconds % 60)}`;
};

const TAGS = { heading: "h3", quote: "blockquote" };
const LISTS = { step: "ol", item: "ul" };

// A small picture beside a line, which says the same in words.
const besideOf = (line) => (line.beside ? pictureElement("span", line.beside) : null);

function lineElement(line) {
  const made = element(TAGS[line.style] ?? "p", { class: line.style }, besideOf(line), line.text);
  if (line.until) made.append(" ", element("span", { class: "left", "data-until": line.until }));
  return made;
}

export function linesOf(message) {
  const body = element("div", { class: "lines" });
  let list = null;
  for (const line of message.lines) {
    const kind = LISTS[line.style];
    if (!kind) {
      list = null;
      body.append(lineElement(line));
      continue;
    }
    if (!list || list.localName !== kind) body.append(list = element(kind));
    list.append(element("li", {}, besideOf(line), line.text));
  }
  return body;
}

export function choiceButton(choice, onPress) {
  const button = element("button", { type: "button", "data-press": choice.press }, choice.label);
  if (choice.steer) button.dataset.steer = choice.steer;
  button.addEventListener("click", () => onPress(choice, button));
  return button;
}

function rowsOf(message, onPress) {
  if (!message.choices?.length) return null;
  const rows = element("div", { class: "choices" });
  for (const row of message.choices) {
    rows.append(element("div", { class: "row" },
      ...row.map((choice) => choiceButton(choice, onPress))));
  }
  return rows;
}

function filesOf(message) {
  return (message.files ?? []).map((file) => {
    if (!file.data) return element("p", { class: "note" }, file.name);
    const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    const link = element("a", { class: "file", href: address, download: file.name });
    link.append(words.saved, " ", file.name);
    return element("p", {}, link);
  });
}

const hour = (at) => {
  const when = new Date(at);
  const padded = (number) => String(number).padStart(2, "0");
  const text = `${padded(when.getHours())}:${padded(when.getMinutes())}`;
  return element("time", { datetime: when.toISOString() }, text);
};

// A picture in the light that the page is in; when that changes, so does the picture.
const light = () => document.documentElement.dataset.look;
const addressIn = (at, look) => `${at}/${look}.png`;

function pictureElement(name, picture, onShown) {
  const image = element("img", { src: addressIn(picture.at, light()), alt: picture.alt });
  image.addEventListener("load", () => onShown?.());
  image.addEventListener("error", () => image.parentElement?.remove());
  return element(name, { "data-at": picture.at }, image);
}

export const picturesOf = (message, onShown) =>
  (message.pictures ?? []).map((picture) => pictureElement("figure", picture, onShown));

export function relight() {
  for (const figure of document.querySelectorAll("[data-at]")) {
    const dimmed = document.body.dataset.dim === "yes" && figure.closest("#session");
    figure.firstChild.src = addressIn(figure.dataset.at, dimmed ? "night" : light());
  }
}
const watcher = new MutationObserver(relight);
watcher.observe(document.documentElement, { attributeFilter: ["data-look"] });
watcher.observe(document.body, { attributeFilter: ["data-dim"] });

export function messageElement(message, onPress, onShown) {
  const mine = message.mine === true;
  const made = element("li", {
    class: `message ${mine ? "mine" : "coach"}`, "data-id": message.id, "data-kind": message.kind,
    tabindex: "-1",
  });
  made.append(element("span", { class: "unseen" }, `${mine ? words.you : words.coach} `));
  if (mine) made.append(element("p", { class: "said" }, message.text));
  else {
    made.append(...picturesOf(message, onShown), linesOf(message), ...filesOf(message));
    const rows = rowsOf(message, onPress);
    if (rows) made.append(rows);
  }
  made.append(hour(message.at));
  return made;
}

export const textOf = (message) => message.lines.map((line) => line.text).join(" ");

// What still counts down, on every card that says until when.
export function countDown() {
  for (const span of document.querySelectorAll(".left")) {
    const left = Number(span.dataset.until) - serverNow();
    span.textContent = left > 0 ? `(${clock(left)})` : "";
    if (left <= 0) span.classList.remove("left");
  }
}
