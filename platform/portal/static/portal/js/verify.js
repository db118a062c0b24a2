// Checks the proof of a record's history in the visitor's own browser; nothing is sent anywhere.
// The same checks as verify_bundle.py: signed checkpoint (C2SP), RFC 6962 paths, columns against payload, versions.
(() => {
  "use strict";

  const FORMAT = "jl-history-bundle/1";
  const FIELDS = [
    "id", "recorded_at", "transaction_id", "object_type", "object_id", "object_version", "operation", "actor_id",
    "actor_name", "role", "unit", "action", "reason", "subject", "request_id", "channel", "rule_version", "payload",
  ];
  const REPEATED = FIELDS.filter((name) => !["id", "recorded_at", "payload"].includes(name));
  const LOG = 1, WITNESS = 4;
  const form = document.querySelector("form[data-verify]");
  const result = document.querySelector("[data-verify-result]");
  if (!form || !result) return;

  class Fault extends Error {}
  class NoEd25519 extends Error {}
  const require = (holds, why) => { if (!holds) throw new Fault(why); };

  const utf8 = (text) => new TextEncoder().encode(text);
  const decoded = (text) => {
    require(typeof text === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0, "不是 Base64 文本");
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  };
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const length = (number) => new Uint8Array([number >>> 24, number >>> 16, number >>> 8, number]);
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

  async function keyOf(text, algorithm) {
    const [name, id, ...rest] = text.trim().split("+");
    const material = decoded(rest.join("+"));
    const expected = (await sha256(joined(utf8(`${name}\n`), material))).slice(0, 4);
    require(material.length === 33 && material[0] === algorithm && hex(expected) === id, "公钥有误");
    return { name, id, bytes: material.slice(1) };
  }

  function signedBy(note, key) {
    require(typeof note === "string", "没有检查点");
    const cut = note.lastIndexOf("\n\n");
    require(cut > 0, "检查点没有签名");
    for (const line of note.slice(cut + 2).split("\n")) {
      const [dash, name, data] = line.split(" ");
      if (dash !== "—" || name !== key.name || !data) continue;
      const bytes = decoded(data);
      if (hex(bytes.slice(0, 4)) === key.id) return { body: note.slice(0, cut + 1), signature: bytes.slice(4) };
    }
    throw new Fault(`${key.name} 没有签名`);
  }

  async function requireSignature(key, message, signature) {
    let imported;
    try { imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]); }
    catch (error) { throw error.name === "DataError" ? new Fault("公钥有误") : new NoEd25519(); }
    require(await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message), `${key.name} 的签名不成立`);
  }

  function headOf(body, key) {
    const lines = body.split("\n");
    require(lines[0] === key.name, "检查点属于另一份历史记录");
    require(/^[1-9][0-9]{0,14}$/.test(lines[1]), "检查点无法识别");
    return { size: Number(lines[1]), root: decoded(lines[2]) };
  }

  async function rootFrom(leaf, index, size, path) {
    require(Number.isSafeInteger(index) && index >= 0 && index < size, "树中没有这个位置");
    let found = leaf, fn = BigInt(index), sn = BigInt(size - 1);
    for (const text of path) {
      const one = decoded(text);
      require(sn > 0n && one.length === 32, "证明路径的长度不对");
      if (fn & 1n || fn === sn) {
        found = await sha256(joined([1], one, found));
        while (fn && !(fn & 1n)) { fn >>= 1n; sn >>= 1n; }
      } else found = await sha256(joined([1], found, one));
      fn >>= 1n; sn >>= 1n;
    }
    require(sn === 0n, "证明路径的长度不对");
    return found;
  }

  async function entryOf(entry, head) {
    const parts = [length(12), utf8("jl-ledger/v1")];
    const payload = decoded(entry.fields.payload);
    for (const name of FIELDS) {
      const value = entry.fields[name];
      require(value === null || typeof value === "string", `缺少 ${name}`);
      const bytes = name === "payload" ? payload : value === null ? null : utf8(value);
      parts.push(...(bytes === null ? [new Uint8Array([255, 255, 255, 255])] : [length(bytes.length), bytes]));
    }
    const leaf = await sha256(joined([0], ...parts));
    require(/^[0-9]{1,15}$/.test(entry.index), "位置有误");
    const root = await rootFrom(leaf, Number(entry.index), head.size, entry.path);
    require(hex(root) === hex(head.root), "这条记录不在已签名的树中");
    const told = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    for (const name of REPEATED) {
      const said = told[name] === null ? null : String(told[name]);
      require(entry.fields[name] === said, `${name} 与原文不一致`);
    }
    return told;
  }

  function requireAsked(bundle, told, number) {
    if (bundle.subject) return require(told.subject === bundle.subject, "这条记录说的是另一件事");
    require(`${told.object_type}:${told.object_id}` === bundle.record, "这条记录属于另一个对象");
    return require(told.object_version === number, `缺少第 ${number} 版`);
  }

  async function check(bundle, logText, witnessText) {
    require(bundle && bundle.format === FORMAT && Array.isArray(bundle.entries), "这不是证明文件");
    const log = await keyOf(logText, LOG);
    const { body, signature } = signedBy(bundle.checkpoint, log);
    const found = { head: headOf(body, log), entries: [], signed: true, witnessed: null };
    try {
      await requireSignature(log, utf8(body), signature);
      if (witnessText.trim()) {
        const witness = await keyOf(witnessText, WITNESS);
        const told = signedBy(bundle.checkpoint, witness);
        require(told.signature.length === 72, `${witness.name} 的签名不成立`);
        const moment = new DataView(told.signature.buffer, told.signature.byteOffset).getBigUint64(0);
        await requireSignature(witness, utf8(`cosignature/v1\ntime ${moment}\n${told.body}`), told.signature.slice(8));
        found.witnessed = new Date(Number(moment) * 1000);
      }
    } catch (error) {
      if (!(error instanceof NoEd25519)) throw error;
      found.signed = false;
    }
    let last = -1;
    for (const entry of bundle.entries) {
      try {
        const told = await entryOf(entry, found.head);
        require(Number(entry.index) > last, "记录的顺序不对");
        requireAsked(bundle, told, found.entries.length + 1);
        found.entries.push(told);
      } catch (error) { throw new Fault(`第 ${entry && entry.index} 条：${error.message}`); }
      last = Number(entry.index);
    }
    require(found.entries.length > 0, "文件里没有记录");
    return found;
  }

  const made = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const moment = (date) => date.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });

  function callout(tone, title, ...lines) {
    return made("div", `callout callout-${tone}`, made("p", "callout-title", title), made("div", "", ...lines.map((line) => made("p", "", line))));
  }

  const short = (text) => (text.length > 24 ? `${text.slice(0, 20)}…` : text);

  function table(entries) {
    const heads = ["时间", "动作", "人员", "单位", "对象", "版本"];
    const cells = (told) => [
      moment(new Date(told.recorded_at)), told.action, told.actor_name, told.unit || "—", `${told.object_type} ${short(told.object_id)}`, String(told.object_version),
    ];
    const rows = entries.slice(0, 500).map((told) => made("tr", "", ...cells(told).map((text, place) => {
      const cell = made("td", "", text);
      cell.dataset.label = heads[place];
      return cell;
    })));
    const head = made("thead", "", made("tr", "", ...heads.map((text) => made("th", "", text))));
    const box = made("div", "table-box", made("table", "data-table data-table-stacks", head, made("tbody", "", ...rows)));
    const more = entries.length > rows.length ? [made("p", "soft", `只列出前 ${rows.length} 条。`)] : [];
    return made("details", "", made("summary", "", `查看 ${entries.length} 条记录`), box, ...more);
  }

  let turn = 0;
  async function run() {
    const file = form.querySelector("#bundle").files[0];
    if (!file) return;
    const mine = ++turn;
    result.replaceChildren(made("p", "soft", "正在核验…"));
    let shown;
    try {
      if (!window.crypto || !crypto.subtle) throw new NoEd25519();
      const found = await check(JSON.parse(await file.text()), form.querySelector("#log-key").value, form.querySelector("#witness-key").value);
      const lines = [`${found.entries.length} 条记录都在 ${found.head.size} 条记录的树中，内容与当时一致。`];
      if (found.witnessed) lines.push(`全国平台见证于 ${moment(found.witnessed)}。`);
      shown = found.signed
        ? [callout("success", "核验通过", ...lines), table(found.entries)]
        : [callout("warning", "记录与检查点一致，签名未核验", ...lines, "此浏览器不能核验 Ed25519 签名，请换用新版浏览器或下面的独立核验程序。"), table(found.entries)];
    } catch (error) {
      shown = [error instanceof NoEd25519
        ? callout("warning", "此浏览器不能核验", "请用 https 打开本页，换用新版浏览器，或用下面的独立核验程序。")
        : callout("danger", "核验不通过", error instanceof Fault ? error.message : "文件无法读取。")];
    }
    if (mine === turn) result.replaceChildren(...shown);
  }

  form.addEventListener("change", run);
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
})();
