// Small comforts. Every page does its work without them.
(() => {
  "use strict";

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A link of the error summary moves the focus into its field, not only the page to it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.closest(".field")?.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });

  // Leaving a form with unsaved entries asks first; sending it does not.
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod !== "dialog") dirty.delete(event.target);
  });
  document.addEventListener("portal:saved", (event) => dirty.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });

  // The first press opens the box; the second stands under the same finger's reach and has the focus.
  document.addEventListener("toggle", (event) => {
    const box = event.target;
    if (box.matches("details.confirm") && box.open) box.querySelector("button:not([hidden])")?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && event.target.closest("details.confirm[open]");
    if (!box) return;
    box.open = false;
    box.querySelector("summary").focus();
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
