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
var BLOCKS = /* @__PURE__ */ new Set(["p", "pre", "table"]);
var pictures = { base: null };
function learn(...parts) {
  for (const part of parts) {
    for (const [text, drawing] of Object.entries(part?.drawn ?? {})) drawings.set(text, drawing);
  }
}
function headed(text, links = {}) {
  const nodes = drawings.get(text)?.nodes ?? [];
  const words = nodes.findIndex(([name]) => name === "p");
  if (words < 0 || !nodes.every((node) => BLOCKS.has(node[0]))) return [prose(text, links), []];
  return [draw(nodes[words][2], links), draw(nodes.toSpliced(words, 1), links)];
}
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
var plain = (text) => drawings.get(text)?.plain ?? String(text ?? "").replaceAll("`", "");
function button(words, act, look = "", attributes = {}) {
  const element2 = make("button", { type: "button", class: look, ...KEYS, ...attributes }, words);
  element2.addEventListener("click", act);
  return element2;
}
var letter = (place) => String.fromCharCode(65 + place);
var classOf = (code) => code >= 100 && code < 600 ? `k${Math.floor(code / 100)}` : "k0";

// src/question.js
var CONFIDENCE = ["guessing", "fairly sure", "certain"];
var drawn = 0;
var Choice = class {
  static needs = "an answer";
  static instruction = "";
  static keys = "";
  // how it is done with keys, where that is not plain
  type = "radio";
  constructor(view) {
    this.view = view;
  }
  draw() {
    return this.view.question.options.map((option, place) => this.row(option, place));
  }
  row(option, place) {
    return make("label", { class: "opt" }, this.input(place), this.view.optionParts(option, place));
  }
  input(place) {
    const input = make("input", { type: this.type, name: this.view.name, value: place, ...KEYS });
    input.addEventListener("change", () => this.view.announce());
    return input;
  }
  get inputs() {
    return [...this.view.element.querySelectorAll("input")];
  }
  read() {
    const chosen = this.inputs.filter((input) => input.checked).map((input) => Number(input.value));
    return chosen.length ? chosen : null;
  }
  fill(choice) {
    for (const input of this.inputs) input.checked = choice.includes(Number(input.value));
  }
};
var Several = class extends Choice {
  static instruction = "Choose all that fit.";
  type = "checkbox";
};
var Line = class extends Choice {
  static needs = "a line";
  static instruction = "Choose the line.";
  draw() {
    return make("div", { class: "lines" }, super.draw());
  }
  row(option, place) {
    const mark = this.view.lettered ? letterMark(place) : null;
    return make("label", { class: "opt wl" }, this.input(place), mark, make("span", {}, wireLine(option.text)));
  }
};
var Typed = class extends Choice {
  static needs = "a number";
  draw() {
    const size = { maxlength: 15, size: 12 };
    this.field = make("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      ...size,
      class: "typed",
      ...KEYS
    });
    const label = make("label", { class: "typing" }, make("span", { class: "soft" }, "Type the number"), this.field);
    if (!this.view.confirm) {
      this.field.addEventListener("input", () => this.view.announce());
      return label;
    }
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.send();
    });
    return make(
      "div",
      { class: "row" },
      label,
      button("Send", () => this.send(), "go")
    );
  }
  send() {
    this.field.setAttribute("aria-invalid", String(!this.read()));
    if (this.read()) this.view.announce();
  }
  read() {
    const text = this.field.value.trim();
    return /^-?\d+$/.test(text) ? [Number(text)] : null;
  }
  fill([number]) {
    this.field.value = String(number);
  }
};
var Order = class extends Choice {
  static needs = "an order (move at least one)";
  static instruction = "Put them in order, first on top.";
  static keys = " Use the buttons, or Alt and the arrow keys.";
  given = false;
  // whether the order shown is an answer
  draw() {
    this.list = make("ol", { class: "order" }, super.draw());
    this.live = make("span", { class: "unseen", "aria-live": "polite" });
    this.accept = this.view.confirm ? button("This is my order", () => this.confirm(), "go") : null;
    this.number();
    return [this.list, this.live, this.accept];
  }
  row(option, place) {
    const text = make("span", { class: "text" }, this.view.optionParts(option, place));
    const shifts = make("span", { class: "shifts" }, this.shift("up", -1, option), this.shift("down", 1, option));
    const rank = make("span", { class: "rank", "aria-hidden": "true" });
    const row = make("li", { class: "opt", "data-place": place }, rank, text, shifts);
    row.addEventListener("keydown", (event) => {
      const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : void 0;
      if (!by) return;
      event.preventDefault();
      this.move(row, by, event.target);
    });
    return row;
  }
  shift(word, by, option) {
    const label = { "data-by": by, "aria-label": `Move ${word}: ${optionLabel(option)}` };
    const act = (event) => this.move(event.currentTarget.closest("li"), by, event.currentTarget);
    return button(by < 0 ? "↑" : "↓", act, "plain shift", label);
  }
  move(row, by, focus) {
    const rows = [...this.list.children];
    const to = rows.indexOf(row) + by;
    if (to < 0 || to >= rows.length) return;
    rows[to][by < 0 ? "before" : "after"](row);
    focus.focus();
    this.number();
    const { code, text } = this.view.question.options[row.dataset.place];
    this.live.textContent = `${optionLabel({ code, text })}: now ${to + 1} of ${rows.length}`;
    this.confirm();
  }
  confirm() {
    if (this.accept?.matches(":focus")) this.list.querySelector("button").focus();
    this.given = true;
    this.accept?.remove();
    this.view.announce();
  }
  number() {
    const rows = [...this.list.children];
    for (const [index, row] of rows.entries()) {
      row.querySelector(".rank").textContent = `${index + 1}.`;
      for (const each of row.querySelectorAll("button")) {
        each.setAttribute("aria-disabled", String(!rows[index + Number(each.dataset.by)]));
      }
    }
  }
  read() {
    return this.given ? [...this.list.children].map((row) => Number(row.dataset.place)) : null;
  }
  fill(choice) {
    const rows = [...this.list.children];
    this.list.append(...choice.map((place) => rows.find((row) => Number(row.dataset.place) === place)));
    this.given = true;
    this.accept?.remove();
    this.number();
  }
};
var Match = class extends Choice {
  static needs = "a match for each";
  static instruction = "Find the partner of each.";
  row(option, place) {
    const choices = partners(this.view.question).map((text2, value) => make("option", { value }, plain(text2)));
    const select = make("select", KEYS, make("option", { value: "" }, "choose…"), choices);
    select.addEventListener("change", () => this.view.announce());
    const text = make("span", { class: "text" }, this.view.optionParts(option, place));
    return make("label", { class: "opt pair" }, text, select);
  }
  get selects() {
    return [...this.view.element.querySelectorAll("select")];
  }
  read() {
    const chosen = this.selects.map((select) => select.value);
    return chosen.includes("") ? null : chosen.map(Number);
  }
  fill(choice) {
    for (const [row, select] of this.selects.entries()) select.value = String(choice[row]);
  }
};
var Task = class extends Choice {
  draw() {
    return [];
  }
  read() {
    return [1];
  }
  fill() {
  }
};
var FORMS = {
  single: Choice,
  predict: Choice,
  multiple: Several,
  line: Line,
  number: Typed,
  order: Order,
  match: Match,
  poll: Choice,
  provoke: Task
};
var QuestionView = class {
  constructor(question, { choice = null, changed = () => {
  }, heading = "span", lettered = false, confirm = false } = {}) {
    learn(question);
    Object.assign(this, { question, changed, lettered, confirm, known: choice });
    this.name = `question-${++drawn}-option`;
    this.form = new FORMS[question.form](this);
    const { instruction, keys } = FORMS[question.form];
    const legend = make("legend", {}, questionPrompt(question, heading, instruction + keys));
    const answers = make("div", { class: `answers ${question.form}` }, this.form.draw());
    this.element = make("fieldset", { class: "question" }, legend, questionWire(question), answers);
    if (choice) this.form.fill(choice);
  }
  // What is missing, for a sentence: "an answer".
  get needs() {
    return FORMS[this.question.form].needs;
  }
  get choice() {
    return this.form.read();
  }
  // Show a stored choice, which may come from another tab or from before a reload.
  show(choice) {
    if (choice == null || String(choice) === String(this.known)) return;
    this.known = choice;
    this.form.fill(choice);
  }
  lock(locked) {
    this.element.disabled = locked;
  }
  announce() {
    this.known = this.choice;
    this.changed(this.known);
  }
  optionParts(option, place) {
    return optionParts(option, this.lettered ? place : null);
  }
};
function confidenceChoice(changed, { levels = CONFIDENCE, chosen = null } = {}) {
  const name = `question-${++drawn}-sure`;
  const choices = levels.map((word, value) => {
    const input = make("input", { type: "radio", name, value, checked: value === chosen, ...KEYS });
    input.addEventListener("change", () => changed(value));
    return make("label", {}, input, make("span", {}, word));
  });
  return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("span", { class: "seg" }, choices));
}
function shownQuestion(question, heading, ...inside) {
  learn(question);
  const prompt = make("div", { class: "prompt" }, questionPrompt(question, heading));
  return make("div", { class: "question" }, prompt, questionWire(question), inside);
}
function questionPrompt(question, heading, instruction = "") {
  const ask = make(heading, { class: "ask" }, headed(question.ask)[0]);
  return [ask, instruction ? make("span", { class: "soft" }, ` ${instruction}`) : null];
}
function questionWire({ ask, wire }) {
  const blocks = headed(ask)[1];
  return [blocks.length ? make("div", { class: "blocks" }, blocks) : null, wireBlock(wire)];
}
function wireBlock(wire) {
  if (!wire) return null;
  const lines = wire.replace(/\n$/, "").split("\n");
  const last = lines.length - 1;
  return make(
    "pre",
    { class: "given" },
    lines.map((line, index) => [wireLine(line), index < last ? "\n" : ""])
  );
}
function wireLine(line) {
  const kind = { ">": "sent", "<": "recv" }[line.slice(0, 2).trimEnd()];
  return kind ? [make("span", { class: kind }, line.slice(0, 2)), line.slice(2)] : [line];
}
var lineParts = (option) => make("span", { class: "wl" }, wireLine(option.text));
var partners = (question) => question.matches ?? question.partners ?? [];
function letterMark(place) {
  return make("b", { class: `letter shape${place % 6}`, "aria-hidden": "true" }, letter(place));
}
function optionParts(option, place = null) {
  const text = option.text || option.name;
  return [
    place != null ? letterMark(place) : null,
    option.code != null ? make("b", { class: `code ${classOf(option.code)}` }, String(option.code)) : null,
    text ? make("span", {}, prose(text)) : null
  ];
}
function choiceWords(question, choice) {
  if (!choice || question.form === "provoke") return "";
  if (question.form === "number") return String(choice[0]);
  if (question.form === "match") {
    const pairs = choice.map((place, row) => [question.options[row], partners(question)[place]]);
    return pairs.map(([option, text]) => `${optionLabel(option)} → ${plain(text)}`).join("; ");
  }
  const words = choice.map((place) => optionLabel(question.options[place]));
  return words.join(question.form === "order" ? " → " : "; ");
}
function markedWords(form, marks) {
  if (form === "order" || form === "match") {
    return marks.map((mark) => `${optionLabel(mark)} (${mark.yours ? plain(mark.yours) : "right"})`).join("; ");
  }
  const chosen = marks.filter((mark) => mark.chosen);
  return chosen.map(optionLabel).join("; ");
}
function optionLabel(option) {
  return [option.code, plain(option.text || option.name)].filter((part) => part != null && part !== "").join(" ");
}
function markedOptions(form, marks, links = {}) {
  const rows = marks.map((mark, index) => markedOption(form, mark, index, links));
  return make(form === "order" ? "ol" : "ul", { class: "marks" }, rows);
}
function markedOption(form, mark, index, links) {
  const [kind, sign, label] = markSign(mark);
  const text = [
    form === "line" ? lineParts(mark) : optionParts(mark),
    mark.beside ? make("span", { class: "beside" }, "→ ", prose(mark.beside)) : null,
    mark.yours ? make("span", { class: "yours" }, prose(mark.yours)) : null,
    mark.why ? make("span", { class: "why" }, prose(mark.why, links)) : null
  ];
  return make(
    "li",
    { class: `opt ${kind}` },
    mark.unmarked ? null : make("span", { class: "sign", role: "img", "aria-label": label }, sign),
    form === "order" ? make("span", { class: "rank", "aria-hidden": "true" }, `${index + 1}.`) : null,
    mark.place != null ? letterMark(mark.place) : null,
    make("span", { class: "text" }, text),
    mark.shares?.length ? make("span", { class: "bars" }, mark.shares.map(bar)) : null
  );
}
function markSign({ right, chosen }) {
  if (right === null) return ["", "·", "not answered"];
  if (right) return ["ok", "✓", "right"];
  return chosen ? ["no", "✗", "not right"] : ["", "–", "not chosen"];
}
function bar({ vote, count, of }, _, all) {
  const share = of ? Math.round(100 * count / of) : 0;
  const fill = make("span", { class: "fill" });
  fill.style.width = `${share}%`;
  fill.hidden = !count;
  const name = all.length > 1 ? `Vote ${vote}: ` : "";
  const label = { role: "img", "aria-label": `${name}${count} of ${of} chose this` };
  return make(
    "span",
    { class: `bar ${vote < all.at(-1).vote ? "earlier" : ""}`, ...label },
    name ? make("span", { class: "vote" }, `Vote ${vote}`) : null,
    make("span", { class: "track" }, fill),
    make("span", { class: "n" }, `${share} % (${count})`)
  );
}

// src/quiz.js
var INPUTS = "input, select, button";
var NO_REPLY_AFTER = 5e3;
var NO_REPLY = "No word from the kernel yet. If it is busy, the answer will come; if it is gone, run the cell again: what you answered before is kept.";
var CELL = ".jp-Cell";
var cards = 0;
function readOn(card) {
  const next = card.closest(CELL)?.nextElementSibling;
  for (const story of next?.querySelectorAll("details.told") ?? []) story.open = true;
  next?.scrollIntoView({ block: "start" });
  next?.focus({ preventScroll: true });
}
var Card = class {
  constructor(model, el) {
    this.model = model;
    this.id = `sl-quiz-${++cards}`;
    this.again = /* @__PURE__ */ new Set();
    this.waiting = 0;
    this.since = null;
    this.inView = false;
    this.build(el);
    this.watcher = new IntersectionObserver((seen) => this.onVisible(seen.at(-1).isIntersecting));
    this.watcher.observe(el);
    this.listeners = {
      "change:feedback": () => this.onFeedback(),
      "change:at": () => this.draw(),
      "change:items": () => this.draw(),
      "change:ending": () => this.showEnding()
    };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.draw();
  }
  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    this.watcher.disconnect();
    clearTimeout(this.noReply);
  }
  // Without drawing again, which would take the focus away.
  showEnding() {
    this.end.textContent = this.model.get("ending") ?? "";
  }
  onVisible(inView) {
    this.inView = inView;
    if (inView) this.since ??= performance.now();
  }
  build(el) {
    this.head = make("div", { class: "place" });
    this.reason = make("p", { class: "reason" });
    this.content = make("div");
    this.end = make("p", { class: "ending", "aria-live": "polite" });
    this.status = make("p", { role: "status", class: "said" });
    this.actions = make("div", { class: "actions" });
    this.remark = make("div", { class: "remark" });
    this.form = make(
      "form",
      { class: "qz" },
      this.head,
      this.reason,
      this.content,
      this.status,
      make("div", { class: "foot" }, this.actions, this.remark),
      this.end
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.out = make("div", { class: "out" });
    el.append(root(make("div", { class: "box quiz" }, this.form, this.out)));
  }
  // --- reading the model
  get items() {
    return this.model.get("items");
  }
  get at() {
    return this.model.get("at");
  }
  get item() {
    return this.items[this.at];
  }
  get isTask() {
    return this.item.form === "provoke";
  }
  get isPoll() {
    return this.item.form === "poll";
  }
  get pretest() {
    return this.model.get("mode") === "pretest";
  }
  feedback(item) {
    return item && !this.again.has(item.id) ? this.model.get("feedback")[item.id] : void 0;
  }
  isDone(item) {
    const feedback = this.feedback(item);
    return Boolean(feedback && (feedback.noted || typeof feedback.right === "boolean"));
  }
  // --- drawing
  draw() {
    const done = this.isDone(this.item);
    this.head.replaceChildren(...this.progress());
    this.out.replaceChildren();
    this.remark.replaceChildren(...this.item ? [this.remarkOn(this.item)] : []);
    if (!this.item) return this.drawEnd();
    this.reason.textContent = this.item.reason ?? "";
    this.content.replaceChildren(...done ? this.result() : this.question());
    this.actions.replaceChildren(...done ? this.nextControls() : this.answerControls());
    this.showFeedback(this.feedback(this.item));
    this.showEnding();
    if (done) return;
    this.since = this.inView ? performance.now() : null;
    this.update();
  }
  progress() {
    if (this.items.length < 2) return [];
    const done = this.items.filter((item) => this.isDone(item));
    const right = done.filter((item) => this.feedback(item).right).length;
    const score = this.pretest || !done.length ? "" : ` · ${right} right`;
    const dots = this.items.map(
      (item, index) => make("span", { class: `dot ${index === this.at ? "here" : ""}` }, this.dot(item))
    );
    return [
      make("span", {}, this.item ? `${this.at + 1} of ${this.items.length}${score}` : ""),
      make("span", { "aria-hidden": "true" }, dots)
    ];
  }
  dot(item) {
    if (!this.isDone(item)) return "○";
    const { right } = this.feedback(item);
    return right === void 0 || right === null ? "●" : right ? "✓" : "✗";
  }
  question() {
    this.view = new QuestionView(this.item, { changed: () => this.update() });
    return [this.view.element, this.hint()].filter(Boolean);
  }
  hint() {
    const { hint } = this.item;
    return hint && make("details", { class: "hint" }, make("summary", KEYS, "Hint"), make("p", {}, prose(hint)));
  }
  confidence(chosen = null) {
    this.sure = chosen;
    return confidenceChoice(
      (value) => {
        this.sure = value;
        this.update();
      },
      { chosen }
    );
  }
  answerControls() {
    const id = `${this.id}-needs`;
    this.sure = null;
    this.needs = make("span", { class: "soft", id });
    this.button = make("button", { type: "submit", class: "go", "aria-describedby": id, ...KEYS }, this.item.action);
    const act = (...parts) => make("span", { class: "act" }, ...parts, this.button);
    if (this.isTask) return [act(button("Give up", () => this.send([0]), "plain"))];
    const skip = this.pretest ? button("Skip", () => this.go(this.at + 1), "plain") : null;
    return [this.isPoll ? null : this.confidence(), act(this.needs, skip)].filter(Boolean);
  }
  result() {
    const feedback = this.feedback(this.item);
    learn(this.item, feedback);
    const unmarked = this.item.options.map((option) => ({ ...option, unmarked: true }));
    const marks = feedback.noted ? unmarked : feedback.marks ?? [];
    if (feedback.html) this.out.innerHTML = feedback.html;
    const source = feedback.source ? make("p", { class: "soft source" }, prose(feedback.source, feedback.links)) : null;
    const note = feedback.note ? make("p", { class: "soft note" }, feedback.note) : null;
    return [
      shownQuestion(this.item, "span", markedOptions(this.item.form, marks, feedback.links), source),
      note
    ].filter(Boolean);
  }
  nextControls() {
    const next = this.next();
    const again = this.pretest ? null : button("Try again", () => this.retry(), "plain");
    const words = next === this.at + 1 ? "Next question" : "Back to a missed one";
    const on = next === null ? this.wayOn() : button(words, () => this.go(next), "go");
    return [again, on].filter(Boolean);
  }
  // Only JupyterLab and Notebook have cells that a card can lead to.
  wayOn() {
    return document.querySelector(CELL) && button("Next cell ↓", () => readOn(this.form), "go");
  }
  drawEnd() {
    const count = this.items.filter((item) => this.isDone(item)).length;
    this.content.replaceChildren();
    this.actions.replaceChildren();
    this.showStatus(`${count} of ${this.items.length} answered, kept for the end of the course.`);
  }
  // --- a remark on the question
  // A text to copy; nothing is sent. It is written when the fold is opened, with what is chosen by then.
  remarkOn(item) {
    const text = make("textarea", { readonly: true, rows: 5, "aria-label": "The text to copy", ...KEYS });
    const copied = make("span", { class: "soft", "aria-live": "polite" });
    const copy = button("Copy", () => this.copy(text, copied), "plain");
    const fold = make(
      "details",
      {},
      make("summary", KEYS, "Report this question"),
      make("p", {}, "Is something wrong or unclear? Copy this text, and send it to whoever gave you the course."),
      text,
      make("div", { class: "row" }, copy, copied)
    );
    fold.addEventListener("toggle", () => {
      text.value = this.remarkText(item);
    });
    return fold;
  }
  remarkText(item) {
    const { form, id, version, course } = item;
    const marks = this.feedback(item)?.marks;
    const chosen = this.isDone(item) ? markedWords(form, marks ?? []) : choiceWords(item, this.view?.choice);
    return [
      `Question: ${id}, version ${version}, ${course}`,
      `It asks: ${plain(item.ask)}`,
      `I chose: ${chosen || "(nothing yet)"}`,
      "What is wrong or unclear: "
    ].join("\n");
  }
  async copy(text, copied) {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      copied.textContent = "Copied.";
    } catch {
      copied.textContent = "Selected: press Ctrl-C, or ⌘-C on a Mac.";
    }
  }
  // --- status line
  showFeedback(feedback) {
    const mark = feedback?.right === true ? "✓ " : feedback?.right === false ? "✗ " : "";
    const words = feedback?.noted ? "Noted." : feedback?.headline;
    this.showStatus(words ? mark + words : "", feedback?.right === true ? "ok" : feedback?.right === false ? "no" : "");
  }
  showStatus(words, kind = "") {
    this.status.textContent = words;
    this.status.className = `said ${kind}`;
  }
  // --- acting
  missing() {
    const sure = this.isTask || this.isPoll || this.sure !== null;
    const parts = [this.view.choice ? null : this.view.needs, sure ? null : "how sure you are"];
    const missing = parts.filter(Boolean).join(" and ");
    return missing && `Choose ${missing}`;
  }
  update() {
    if (this.isDone(this.item) || !this.button) return;
    const missing = this.missing();
    this.needs.textContent = missing;
    if (!missing && !this.waiting && !this.feedback(this.item)) this.showStatus("");
    this.button.setAttribute("aria-disabled", String(Boolean(missing || this.waiting)));
  }
  submit() {
    if (!this.item || this.isDone(this.item) || this.waiting) return;
    const missing = this.missing();
    if (missing) return this.showStatus(`${missing} first.`);
    this.send(this.view.choice);
  }
  send(choice) {
    if (this.waiting) return;
    this.waiting = this.latest() + 1;
    const confidence = this.sure ?? 1;
    const seconds = this.since === null ? null : Math.round(performance.now() - this.since) / 1e3;
    this.model.set("answer", { n: this.waiting, id: this.item.id, choice, confidence, seconds });
    this.model.save_changes();
    this.again.delete(this.item.id);
    this.showStatus(this.item.action === "Check" ? "Checking…" : "Running…");
    this.noReply = setTimeout(() => this.showStatus(NO_REPLY), NO_REPLY_AFTER);
    this.update();
  }
  // The number of the latest answer, which may have been given in another tab.
  latest() {
    const numbers = Object.values(this.model.get("feedback")).map((feedback) => feedback.n ?? 0);
    return Math.max(this.model.get("answer").n ?? 0, ...numbers);
  }
  onFeedback() {
    const mine = this.waiting && this.feedback(this.item)?.n === this.waiting;
    if (this.waiting && !mine) return;
    clearTimeout(this.noReply);
    this.waiting = 0;
    if (mine && this.pretest && this.isDone(this.item)) return this.onNoted();
    if (mine && !this.isDone(this.item)) return this.onOpen();
    this.draw();
    if (mine) (this.actions.querySelector(".go") ?? this.actions.querySelector("button"))?.focus();
  }
  onOpen() {
    this.showFeedback(this.feedback(this.item));
    this.update();
  }
  onNoted() {
    this.go(this.at + 1);
    if (this.item) this.showStatus("Noted.");
  }
  next() {
    if (this.at + 1 < this.items.length) return this.at + 1;
    if (this.pretest) return this.items.length > 1 ? this.items.length : null;
    const missed = this.items.findIndex((item, index) => index !== this.at && this.feedback(item)?.right === false);
    return missed < 0 ? null : missed;
  }
  go(place) {
    this.model.set("at", place);
    this.model.save_changes();
    this.form.querySelector(INPUTS)?.focus();
  }
  retry() {
    this.again.add(this.item.id);
    this.draw();
    this.form.querySelector(INPUTS)?.focus();
  }
};
var quiz_default = {
  render({ model, el }) {
    const card = new Card(model, el);
    return () => card.close();
  }
};
export {
  Card,
  INPUTS,
  quiz_default as default
};
