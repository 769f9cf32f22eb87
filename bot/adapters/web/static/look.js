"use strict";
// Runs before the first paint: night or day, by the reader's wish, their system, or their clock.
(() => {
  const NIGHT_BEGINS = 20;
  const NIGHT_ENDS = 7;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const wished = () => {
    try {
      return localStorage.getItem("karani.look");
    } catch {
      return null;
    }
  };
  const look = () => {
    const wish = wished();
    if (wish === "night" || wish === "day") return wish;
    const hour = new Date().getHours();
    return dark.matches || hour >= NIGHT_BEGINS || hour < NIGHT_ENDS ? "night" : "day";
  };
  const put = () => {
    document.documentElement.dataset.look = look();
    const ground = document.documentElement.dataset.look === "night" ? "#12141C" : "#FAF6EF";
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", ground);
  };
  dark.addEventListener("change", put);
  addEventListener("karani:look", put);
  setInterval(put, 60000);
  put();
})();
