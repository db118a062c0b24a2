// How long the page of a case and each of its papers were in sight, told once when the page is left or put aside.
// <form data-seen> holds the address and the token; a paper is a <details class="file" data-paper="guid">.
(() => {
  "use strict";

  const form = document.querySelector("form[data-seen]");
  if (!form || !navigator.sendBeacon) return;
  const spent = new Map();
  let since = performance.now();

  const open = () => [...document.querySelectorAll("details[data-paper][open]")].map((box) => box.dataset.paper);
  let inSight = open();

  function count() {
    const now = performance.now();
    if (since !== null) for (const name of ["page", ...inSight]) spent.set(name, (spent.get(name) ?? 0) + now - since);
    since = document.visibilityState === "visible" ? now : null;
    inSight = open();
  }

  function tell() {
    count();
    const told = new FormData(form);
    for (const [name, milliseconds] of spent) told.set(name, String(Math.round(milliseconds / 1000)));
    navigator.sendBeacon(form.action, told);
  }

  document.addEventListener("toggle", count, true);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? tell() : count()));
  window.addEventListener("pagehide", tell);
})();
