// Several files at once: each is sent by itself, so one that breaks or is refused stops no other.
// Without script the same form sends them together.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const list = form.querySelector("[data-uploads]");
  const said = form.querySelector("[data-uploads-said]"); // read out: what became of each file, not every per cent
  const SIGNED_OUT = "登录已过期：请在新窗口登录，再刷新本页重新上传";

  const element = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });

  function line(file) {
    const item = document.createElement("li");
    const head = element("div", "uploads-line", "");
    const state = element("span", "uploads-state", "等待上传");
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `“${file.name}”上传进度`);
    head.append(element("span", "uploads-name", file.name), state);
    item.append(head, bar);
    list.append(item);
    return {
      progress(part) {
        bar.value = part;
        state.textContent = part < 1 ? `${Math.floor(part * 100)}%` : "正在检查文件…";
      },
      end(kept, text) {
        item.className = kept ? "uploads-kept" : "uploads-refused";
        state.textContent = text;
        said.textContent = text.includes(file.name) ? text : `${file.name}：${text}`;
      },
    };
  }

  // What the server says, in words; `kept` only when it says so itself.
  function verdict(request) {
    if (request.responseURL.includes("/login/") || request.status === 401) return [false, SIGNED_OUT];
    if (request.status === 413) return [false, `文件超过${form.dataset.maxSize}，请压缩或拆分后再上传`];
    if (request.status === 403) return [false, "登录状态已变化，请刷新本页后重新上传"];
    const answer = request.response;
    if (request.status === 201 && answer?.kept?.length) return [true, "已上传"];
    return [false, answer?.refused?.join("；") || "上传未成功，请稍后重试"];
  }

  function send(file, shown) {
    return new Promise((done) => {
      const body = new FormData();
      for (const [name, value] of new FormData(form)) if (name !== input.name) body.append(name, value);
      body.append(input.name, file, file.name);
      const request = new XMLHttpRequest();
      const end = (kept, text) => { shown.end(kept, text); done(kept); };
      request.open("POST", form.getAttribute("action") || location.href.split("#")[0]);
      request.responseType = "json";
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => event.lengthComputable && shown.progress(event.loaded / event.total));
      request.upload.addEventListener("load", () => shown.progress(1));
      request.addEventListener("load", () => end(...verdict(request)));
      request.addEventListener("error", () => end(false, "上传中断，请检查网络后重新选择该文件"));
      request.addEventListener("abort", () => end(false, "上传已取消"));
      request.send(body);
    });
  }

  // The list of papers above the form, as the server draws it now.
  async function refresh() {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const selector of ["[data-papers]", "form[data-upload] .actions"]) {
      const now = document.querySelector(selector);
      const fresh = page.querySelector(selector);
      if (now && fresh) now.replaceChildren(...fresh.childNodes);
    }
  }

  async function sendAll(files) {
    const max = Number(form.dataset.maxBytes);
    const lines = files.map((file) => [file, line(file)]);
    let kept = 0;
    for (const [file, shown] of lines) {
      if (file.size > max) shown.end(false, `“${file.name}”超过${form.dataset.maxSize}，请压缩或拆分后再上传`);
      else if (await send(file, shown)) kept += 1;
    }
    return kept;
  }

  let busy = false;
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

  form.addEventListener("submit", async (event) => {
    const files = [...input.files];
    if (!files.length || busy) { if (busy) event.preventDefault(); return; }
    event.preventDefault();
    document.querySelector(".error-summary")?.remove();
    list.replaceChildren();
    busy = true;
    button.disabled = true;
    const kept = await sendAll(files);
    busy = false;
    button.disabled = false;
    input.value = "";
    if (!kept) return;
    if (new URLSearchParams(location.search).has("replaces")) location.assign(location.pathname);
    else await refresh().catch(() => location.reload());
  });
})();
