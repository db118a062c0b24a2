// Keys for officials: j k o c r d n, and ? for the card. None of them decides anything: r and d lead to the form,
// c claims, which can be let go again, n takes the next case. Nothing happens while somebody types.
(() => {
  "use strict";

  const list = document.querySelector("table[data-list]");
  const rows = () => [...(list?.querySelectorAll("tbody tr") ?? [])];
  const isTyping = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  function step(by) {
    if (!list) return follow(by > 0 ? "a[data-key='j']" : "a[data-key='k']");
    const all = rows();
    const now = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by))];
    if (!next) return;
    all[now]?.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    next.querySelector("a[data-open]").focus();
  }

  const chosen = () => list?.querySelector("tr[aria-current]");
  const follow = (selector) => document.querySelector(selector)?.click();
  const press = (root, selector) => root?.querySelector(selector)?.click();

  function lead(selector) {
    const field = document.querySelector(selector);
    if (!field) return;
    for (let box = field.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => press(chosen(), "a[data-open]"),
    c: () => press(list ? chosen() : document, "button[data-claim]"),
    r: () => lead("#id_note"),
    d: () => lead("#decision summary, #decision a, #decision button:not([hidden])"),
    n: () => press(document, "button[data-next]"),
    "?": () => card.open ? card.close() : card.showModal(),
  };

  const card = document.getElementById("keys-card");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target)) return;
    if (card?.open && event.key !== "?") return;
    const act = KEYS[event.key];
    if (!act || (event.key === "?" && !card)) return;
    event.preventDefault();
    act();
  });
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => card.showModal());
  }
})();
