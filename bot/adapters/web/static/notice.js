// What reaches somebody whose page is behind others: one bell, a mark on the tab, a notification.
const title = document.title;
const FRONT = "karani.front";
const own = String(Math.random());

// Of several tabs the one that was looked at last rings, so that one bell is heard and not three.
const toFront = () => {
  try {
    if (!document.hidden) localStorage.setItem(FRONT, own);
  } catch {
    // Then each rings.
  }
};
const leave = () => {
  try {
    if (localStorage.getItem(FRONT) === own) localStorage.removeItem(FRONT);
  } catch {
    // As above.
  }
};
export const isFront = () => {
  try {
    return (localStorage.getItem(FRONT) ?? own) === own;
  } catch {
    return true;
  }
};

export const canNotify = () => "Notification" in window && Notification.permission !== "denied";

// Whether the person lets the browser tell them.
export async function askToNotify() {
  return await Notification.requestPermission() === "granted";
}

export function notify(name, text) {
  if (!document.hidden) return;
  document.title = `\u2022 ${title}`;
  if (!isFront() || !canNotify() || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(name, { body: text, tag: "karani" });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
  } catch {
    // Some telephones show none for a page.
  }
}

addEventListener("focus", toFront);
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = title;
  toFront();
});
toFront();
