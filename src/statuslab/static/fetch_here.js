// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
var KEYS = { "data-lm-suppress-shortcuts": "true" };
var root = (...children) => make("div", { class: "sl mathjax_ignore tex2jax_ignore" }, ...children);
function make(name, attributes = {}, ...children) {
  const element2 = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element2.setAttribute(key, value === true ? "" : value);
  }
  element2.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element2;
}
var drawings = /* @__PURE__ */ new Map();
var ELEMENTS = /* @__PURE__ */ new Set(["p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "img"]);
var pictures = { base: null };
function draw(nodes, links) {
  return nodes.map((node) => typeof node === "string" ? linked(node, links) : element(node, links));
}
function element([name, { src, alt, scope, class: look }, inside], links) {
  if (!ELEMENTS.has(name)) return null;
  const code = name === "code" || name === "pre";
  return make(name, { src: src && address(src), alt, scope, class: look }, code ? inside : draw(inside, links));
}
function address(src) {
  if (src.startsWith("data:image/")) return src;
  const base = pictures.base ?? location.href.replace(/[?#].*$/, "").replace(/^(.*\/r\/[^/]+).*$/, "$1/");
  return new URL(src.replace(/^.*\//, "images/"), base).href;
}
function prose(text, links = {}) {
  const drawing = drawings.get(text);
  if (drawing) return draw(drawing.nodes, links);
  const parts = String(text ?? "").split(/`([^`\n]+)`/);
  return parts.map((part, index) => index % 2 ? make("code", {}, part) : linked(part, links));
}
function linked(text, links) {
  const words = Object.keys(links ?? {}).sort((one, other) => other.length - one.length);
  const first = words.find((each) => text.includes(each));
  if (first === void 0) return text;
  const [before, ...after] = text.split(first);
  const link = make("a", { href: links[first], target: "_blank", rel: "noopener", ...KEYS }, first);
  return [linked(before, links), link, linked(after.join(first), links)];
}
function button(words, act, look = "", attributes = {}) {
  const element2 = make("button", { type: "button", class: look, ...KEYS, ...attributes }, words);
  element2.addEventListener("click", act);
  return element2;
}

// src/fetch_here.js
var OTHER = { localhost: "127.0.0.1", "127.0.0.1": "localhost", "[::1]": "127.0.0.1" };
var LONGEST = 600;
var SLOWEST = 6e4;
var PATIENCE = 2e4;
var otherName = (hostname) => OTHER[hostname] ?? "";
async function perform(task, host = otherName(location.hostname), slowest = SLOWEST, left = void 0) {
  const report = { run: task.run, origin: location.origin, browser: browserName(), results: [] };
  const lab = (port) => `http://${host}:${task.ports[port]}`;
  const marker = (at) => fetch(`${lab("teahouse")}/get?fetch_here=${task.run}-${at}`, { cache: "no-store", ...MARKER });
  try {
    await marker(0);
  } catch {
    return { ...report, refused: true };
  }
  for (const [index, { port, path, init }] of task.requests.entries()) {
    report.results.push(await outcome(lab(port) + path, init, [AbortSignal.timeout(slowest), left]));
    await marker(index + 1).catch(() => {
    });
  }
  return report;
}
var MARKER = { mode: "no-cors", credentials: "omit" };
async function outcome(url, init, signals) {
  const leave = AbortSignal.any(signals.filter(Boolean));
  try {
    const response = await fetch(url, { ...init, signal: leave });
    const { type, status, redirected } = response;
    const head = { type, status, redirected, url: response.url, headers: [...response.headers] };
    try {
      return { ...head, body: (await response.text()).slice(0, LONGEST) };
    } catch (error) {
      return { ...head, error: `${error.name}: ${error.message}` };
    }
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}
function browserName() {
  const brands = (navigator.userAgentData?.brands ?? []).filter(({ brand }) => !/not.?a.?brand/i.test(brand));
  const named = brands.find(({ brand }) => brand !== "Chromium") ?? brands[0];
  if (named) return `${named.brand} ${named.version}`;
  const agent = navigator.userAgent;
  const [, name, version] = agent.match(/(Firefox|Edg|Chrome)\/(\d+)/) ?? agent.match(/()Version\/(\d+).*Safari/) ?? [];
  return version ? `${name || "Safari"} ${version}` : "this browser";
}
var alone = (work) => navigator.locks ? navigator.locks.request("statuslab-fetch-here", work) : work();
var Card = class {
  constructor(model, el) {
    this.model = model;
    this.left = new AbortController();
    this.now = make("p", { class: "now", role: "status" });
    this.again = button("Send it again", () => this.send());
    this.result = make("div", { class: "result" });
    this.box = make("div", { class: "box fetched" });
    this.box.append(make("div", { class: "doing" }, this.now, this.again), this.result);
    el.append(root(this.box));
    this.listener = () => this.draw();
    model.on("change:shown", this.listener);
    this.draw();
    this.begin();
  }
  close() {
    this.left.abort();
    clearTimeout(this.waiting);
    this.model.off("change:shown", this.listener);
  }
  // A card that another tab has begun is not begun twice.
  begin() {
    const { elsewhere } = this.model.get("task");
    const began = this.model.get("began");
    if (elsewhere || !otherName(location.hostname)) this.stay(elsewhere);
    else if (!began) this.send();
    else if (!this.model.get("report").run) this.say("This request was begun in a tab that is gone. Send it again.");
  }
  stay(why) {
    this.again.hidden = true;
    this.show(this.model.get("task").recording);
    this.say(why || `This page is at ${location.hostname}, not on the machine of the lab. Below is a recording.`);
  }
  async send() {
    this.again.disabled = true;
    this.say("Sending ...");
    const number = (this.model.get("began") ?? 0) + 1;
    this.put("began", number);
    const task = this.model.get("task");
    const { signal } = this.left;
    const report = await alone(() => perform({ ...task, run: `${task.run}-${number}` }, void 0, void 0, signal));
    this.again.disabled = false;
    if (signal.aborted) return;
    if (report.refused) {
      this.show(task.recording);
      this.say("This browser did not let the page reach the lab. Below is a recording. Is the lab still running?");
      return;
    }
    this.say("Asking the kernel what the wire had ...");
    this.waiting = setTimeout(() => this.say("The kernel does not answer. Run the cell again."), PATIENCE);
    this.put("report", report);
  }
  put(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }
  say(words) {
    this.now.replaceChildren(...prose(words));
  }
  draw() {
    const { html, says } = this.model.get("shown");
    if (says) {
      clearTimeout(this.waiting);
      this.say(says);
    }
    if (html) this.show(html);
  }
  // Markup comes from Python only.
  show(html) {
    this.result.innerHTML = html;
    for (const fold of this.result.querySelectorAll("summary")) fold.setAttribute("data-lm-suppress-shortcuts", "true");
  }
};
function render({ model, el }) {
  const card = new Card(model, el);
  return () => card.close();
}
var fetch_here_default = { render };
export {
  browserName,
  fetch_here_default as default,
  otherName,
  perform
};
