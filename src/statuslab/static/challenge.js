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

// src/challenge.js
var KEYS2 = { "data-lm-suppress-shortcuts": "true" };
var SIGNS = { waiting: "○", seen: "✓", near: "≈", done: "✓" };
var WAITING = "Waiting. Nothing of yours has come by since this cell ran.";
var Card = class {
  constructor(model, el) {
    this.model = model;
    this.build(el);
    this.listener = () => this.draw();
    model.on("change:shown", this.listener);
    this.draw();
  }
  close() {
    this.model.off("change:shown", this.listener);
  }
  get shown() {
    return this.model.get("shown");
  }
  build(el) {
    const { heading, task, where, address: address2 } = this.model.get("facts");
    this.stages = make("ol", { class: "stages" });
    this.now = make("div", { class: "now", role: "status" });
    this.hints = make("ol", { class: "hints" });
    this.judged = make("div", { class: "judged" });
    this.box = make(
      "section",
      { class: "box challenge", "aria-label": heading },
      make("p", { class: "heading" }, heading),
      make("p", { class: "task" }, prose(task)),
      this.lab(where, address2),
      this.stages,
      this.now,
      this.hints,
      this.hintButton(),
      this.judged
    );
    el.append(root(this.box));
  }
  lab(where, address2) {
    const copied = make("span", { role: "status", class: "soft" });
    const copy = this.button("Copy", async () => {
      await navigator.clipboard?.writeText(address2);
      copied.textContent = navigator.clipboard ? "✓ copied" : "select it and copy it by hand";
    });
    copy.setAttribute("aria-label", "Copy the lab's address");
    return make(
      "div",
      { class: "address" },
      make("span", { class: "soft" }, `${where}:`),
      make("code", {}, address2),
      copy,
      copied
    );
  }
  hintButton() {
    this.ask = this.button("", () => {
      this.model.set("hint_requests", (this.model.get("hint_requests") ?? 0) + 1);
      this.model.save_changes();
    });
    this.price = make("span", { class: "soft" }, "Each hint takes a fifth off the score.");
    this.asking = make("div", { class: "wishing" }, this.ask, this.price);
    return this.asking;
  }
  button(words, act) {
    const button = make("button", { type: "button", ...KEYS2 }, words);
    button.addEventListener("click", act);
    return button;
  }
  // --- drawing
  draw() {
    const { state, html } = this.shown;
    this.box.className = `box challenge ${state}`;
    this.drawStages();
    this.drawNow();
    this.drawHints();
    if (this.judged.dataset.drawn === html) return;
    this.judged.dataset.drawn = html;
    this.judged.innerHTML = html;
    for (const fold of this.judged.querySelectorAll("summary")) fold.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  drawStages() {
    const { stages } = this.shown;
    const at = stages.findIndex((stage) => !stage.done);
    this.stages.hidden = !stages.length;
    this.stages.replaceChildren(
      ...stages.map((stage, index) => {
        const [css, sign, label] = stage.done ? ["ok", "✓", "done"] : index === at ? ["open", "▸", "next"] : ["", "○", "later"];
        return make(
          "li",
          { class: css },
          make("span", { class: "sign", role: "img", "aria-label": label }, sign),
          make("span", {}, prose(stage.goal))
        );
      })
    );
  }
  drawNow() {
    const { state, seen, message, news, notice } = this.shown;
    this.now.replaceChildren(
      ...[
        news ? make("p", { class: "news" }, news) : null,
        seen ? make("p", { class: "seen" }, `The lab saw: ${seen}`) : null,
        seen || state === "done" ? null : make("p", { class: "soft" }, WAITING),
        message ? make("p", { class: "says" }, `${SIGNS[state]} `, prose(message)) : null,
        notice ? make("p", { class: "news" }, `⚠ ${notice}`) : null
      ].filter(Boolean)
    );
  }
  drawHints() {
    const { hints, state } = this.shown;
    const left = this.model.get("facts").hints - hints.length;
    this.hints.hidden = !hints.length;
    this.hints.replaceChildren(...hints.map((hint) => make("li", {}, prose(hint))));
    this.asking.hidden = state === "done" || !left;
    this.ask.textContent = hints.length ? `One more hint (${left} left)` : `A hint (${left} left)`;
  }
};
function render({ model, el }) {
  const card = new Card(model, el);
  return () => card.close();
}
var challenge_default = { render };
export {
  challenge_default as default
};
