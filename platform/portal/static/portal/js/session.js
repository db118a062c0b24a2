// Five minutes before the session ends a bar says so. Every request of any tab counts from anew.
// window.portal.renew() asks for more time and gives every form of the page a token that is valid now.
(() => {
  "use strict";

  const seconds = Number(document.body.dataset.sessionSeconds);
  const WARN_BEFORE = 5 * 60 * 1000;
  const KEY = "portal-last-request";
  let last = Date.now();
  let timer = 0;
  let bar = null;

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // One bar at the bottom of the window for everything that must be seen while typing; it never takes the focus.
  function show(name, title, text, ...buttons) {
    let shelf = document.querySelector(".saving-shelf");
    if (!shelf) {
      shelf = element("div", { className: "saving-shelf no-print" });
      shelf.setAttribute("role", "region");
      shelf.setAttribute("aria-label", "保存与登录提示");
      shelf.setAttribute("aria-live", "polite");
      document.body.append(shelf);
    }
    hide(name);
    const box = element("div", { className: `saving-bar saving-bar-${name}` },
      element("p", {}, element("strong", { textContent: title }), element("span", { textContent: text })),
      element("div", { className: "saving-acts" }, ...buttons));
    box.dataset.saving = name;
    shelf.append(box);
    return box;
  }

  function hide(name) {
    document.querySelector(`.saving-shelf [data-saving="${name}"]`)?.remove();
  }

  const button = (label, act, main = false) => {
    const made = element("button", { type: "button", className: main ? "btn btn-primary" : "btn", textContent: label });
    made.addEventListener("click", act);
    return made;
  };

  // Answers whether there is a session; without one every field stays as it is.
  async function renew() {
    const answer = await fetch("/session/ping/", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return false;
    const { csrf_token: token } = await answer.json();
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
    touched();
    return true;
  }

  function touched() {
    last = Date.now();
    try { localStorage.setItem(KEY, String(last)); } catch { /* a browser that keeps nothing counts by this tab alone */ }
    look();
  }

  function look() {
    clearTimeout(timer);
    if (!seconds) return;
    const left = last + seconds * 1000 - Date.now();
    if (left > WARN_BEFORE) {
      if (bar) { hide("session"); bar = null; }
      timer = setTimeout(look, Math.min(left - WARN_BEFORE, 60_000));
    } else if (left > 0) {
      warn(Math.ceil(left / 60_000));
      timer = setTimeout(look, Math.min(left, 15_000));
    } else ended();
  }

  function warn(minutes) {
    const text = `还有约${minutes}分钟。点“继续使用”后重新计时，已填写的内容不受影响。`;
    if (bar?.dataset.state === "soon") { bar.querySelector("span").textContent = text; return; }
    bar = show("session", "登录即将到期", text, button("继续使用", keep, true));
    bar.dataset.state = "soon";
  }

  function ended() {
    if (bar?.dataset.state === "ended") return;
    bar = show("session", "登录已过期，内容还在本页", "请在新窗口登录后，回到本页点“继续”。",
      logInLink(), button("继续", keep, true));
    bar.dataset.state = "ended";
  }

  const logInLink = () => element("a", { className: "btn", href: "/login/", target: "_blank", rel: "noopener", textContent: "在新窗口登录" });

  async function keep() {
    const alive = await renew().catch(() => null);
    if (alive) document.dispatchEvent(new CustomEvent("portal:renewed"));
    else if (alive === false) ended();
    else bar?.querySelector("span")?.replaceChildren("网络不通，请稍后再点一次。");
  }

  window.portal = { show, hide, button, renew, touched, ended, logInLink };
  document.addEventListener("htmx:afterRequest", touched);
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY || !(Number(event.newValue) > last)) return;
    last = Number(event.newValue);
    look();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("pageshow", (event) => { if (!event.persisted) touched(); });
  look();
})();
