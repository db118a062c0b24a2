// What an official typed stays in this tab until it was accepted: <form data-keep="case-2024001-v3">.
// The page that follows an accepted decision says so with data-keep-accepted="case-2024001-v3" on any element.
(() => {
  "use strict";

  const PREFIX = "portal-keep:";
  const TYPED = "input:not([type=hidden], [type=file], [type=password], [type=submit]), textarea, select";
  let shelf;
  try { shelf = window.sessionStorage; } catch { return; }

  const ours = () => Object.keys(shelf).filter((key) => key.startsWith(PREFIX));
  for (const element of document.querySelectorAll("[data-keep-accepted]")) shelf.removeItem(PREFIX + element.dataset.keepAccepted);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[action$='/logout/']")) ours().forEach((key) => shelf.removeItem(key));
  });

  const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(TYPED));
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

  function remember(form) {
    const typed = fields(form)
      .filter((field) => (isChoice(field) ? field.checked : field.value !== ""))
      .map((field) => [field.name, field.value]);
    try { shelf.setItem(PREFIX + form.dataset.keep, JSON.stringify(typed)); } catch { /* full: the page itself still has it */ }
  }

  // What the server has drawn, such as a refused decision with its errors, is newer than what was kept.
  function restore(form) {
    let typed;
    try { typed = JSON.parse(shelf.getItem(PREFIX + form.dataset.keep)) ?? []; } catch { return false; }
    let any = false;
    for (const [name, value] of typed) {
      for (const field of fields(form).filter((one) => one.name === name)) {
        const group = fields(form).filter((one) => one.name === name && isChoice(one));
        if (isChoice(field) && field.value === value && !group.some((one) => one.defaultChecked) && !field.checked) field.checked = any = true;
        else if (!isChoice(field) && field.value === "") { field.value = value; any ||= field.value === value; }
      }
    }
    return any;
  }

  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (restore(form)) {
      const note = Object.assign(document.createElement("p"), { className: "saving-line", textContent: "已恢复您上次填写、尚未提交的内容。" });
      const clear = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: "清除" });
      clear.addEventListener("click", () => { form.reset(); shelf.removeItem(PREFIX + form.dataset.keep); note.remove(); });
      note.setAttribute("role", "status");
      note.append(" ", clear);
      form.prepend(note);
    }
    form.addEventListener("input", () => remember(form));
    form.addEventListener("change", () => remember(form));
  }
})();
