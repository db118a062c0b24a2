// A record form saves itself as a draft: <form data-autosave="URL" data-version="N">. Needs session.js before it.
// POST {"version": N, "fields": {name: [values]}}; 200 {version, saved_at}, 409 {who, at, version}, else {error}.
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.portal) return;
  const { show, hide, button, renew, touched, logInLink } = window.portal;
  const EVERY = Number(form.dataset.every || 10) * 1000;
  const OUTLIVES_THE_PAGE = 20_000; // characters: browsers refuse more than 64 kB in such requests
  let version = Number(form.dataset.version || 0);
  let saved = contents();
  let busy = false;
  let halted = false;
  let sent = false;

  const line = Object.assign(document.createElement("p"), { className: "saving-line no-print" });
  line.setAttribute("role", "status");
  line.setAttribute("aria-live", "polite");
  (form.querySelector(".actions") ?? form).after(line);

  function contents() {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || value instanceof File || form.elements[name]?.type === "password") continue;
      (fields[name] ??= []).push(value);
    }
    return JSON.stringify(fields);
  }

  const token = () => form.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  const clock = (text) => {
    if (/^\d{1,2}:\d{2}/.test(text ?? "")) return text.slice(0, 5);
    const date = text ? new Date(text) : new Date();
    return new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }).format(date);
  };

  // The guard of portal.js no longer asks before the page is left.
  const settled = () => form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));

  async function save() {
    const now = contents();
    if (busy || halted || sent || now === saved) return;
    const body = `{"version":${version},"fields":${now}}`;
    busy = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token() },
        body,
        redirect: "manual",
        keepalive: body.length < OUTLIVES_THE_PAGE,
      });
      await heard(answer, now);
    } catch {
      line.textContent = "未能自动保存，将重试";
    } finally {
      busy = false;
    }
  }

  async function heard(answer, now) {
    if (answer.ok) {
      const told = await answer.json();
      version = told.version ?? version;
      form.dataset.version = version;
      saved = now;
      line.textContent = `已自动保存 ${clock(told.saved_at)}`;
      if (contents() === saved) settled();
      hide("login");
      touched();
    } else if (answer.status === 409) conflict(await answer.json().catch(() => ({})));
    else if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) loggedOut();
    else line.textContent = (await answer.json().catch(() => ({}))).error ?? "未能自动保存，将重试";
  }

  // Nothing is sent before the person has chosen: neither side's entries are lost unseen.
  function conflict({ who, at, version: theirs }) {
    halted = true;
    line.textContent = "自动保存已暂停";
    show("conflict", `同事 ${who ?? ""} 于 ${clock(at)} 修改了本页`, "您在此填写的内容还没有保存。",
      button("查看对方内容", () => { sent = true; settled(); location.reload(); }),
      button("继续填写", () => {
        version = theirs ?? version;
        halted = false;
        hide("conflict");
        save();
      }, true));
  }

  function loggedOut() {
    halted = true;
    line.textContent = "未能自动保存";
    hide("session");
    show("login", "登录已过期，内容还在本页", "请在新窗口登录后继续。", logInLink(), button("继续", resume, true));
  }

  async function resume() {
    if (await renew().catch(() => false)) goOn();
    else document.querySelector("[data-saving=login] span").textContent = "还没有登录。请在新窗口登录后，再点“继续”。";
  }

  function goOn() {
    halted = false;
    hide("login");
    save();
  }

  document.addEventListener("portal:renewed", () => { if (document.querySelector("[data-saving=login]")) goOn(); });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  setInterval(save, EVERY);
})();
