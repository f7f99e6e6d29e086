// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}
function prose(text) {
  return String(text ?? "").split(/`([^`\n]+)`/).map((part, index) => index % 2 ? make("code", {}, part) : part);
}

// src/quiz.js
var CONFIDENCE = ["guessing", "fairly sure", "certain"];
var KEYS = { "data-lm-suppress-shortcuts": "true" };
var INPUTS = "input, select, button";
var NO_REPLY_AFTER = 5e3;
var NO_REPLY = "No word from the kernel yet. If it is busy, the answer will come; if it is gone, run the cell again: what you answered before is kept.";
var cards = 0;
function optionParts(option) {
  return [option.code != null ? make("b", { class: "code" }, String(option.code)) : null, make("span", {}, prose(option.text))];
}
function wireLine(line) {
  const kind = { ">": "sent", "<": "recv" }[line.slice(0, 2).trimEnd()];
  return kind ? [make("span", { class: kind }, line.slice(0, 2)), line.slice(2)] : [line];
}
function wire(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  return make("pre", { class: "given" }, lines.flatMap((line, index) => [...wireLine(line), index < lines.length - 1 ? "\n" : ""]));
}
var Choice = class {
  needs = "an answer";
  instruction = "";
  constructor(card) {
    this.card = card;
  }
  draw() {
    return this.card.item.options.map((option, place) => this.row(option, place));
  }
  row(option, place) {
    return make("label", { class: "opt" }, this.input("radio", place), optionParts(option));
  }
  input(type, place) {
    return make("input", { type, name: `${this.card.id}-option`, value: place, ...KEYS });
  }
  choice() {
    const chosen = this.card.checked("option");
    return chosen.length ? chosen : null;
  }
  fill(choice) {
    for (const input of this.card.form.querySelectorAll(`input[name="${this.card.id}-option"]`)) input.checked = choice.includes(Number(input.value));
  }
};
var Several = class extends Choice {
  instruction = "Choose all that fit.";
  row(option, place) {
    return make("label", { class: "opt" }, this.input("checkbox", place), optionParts(option));
  }
};
var Line = class extends Choice {
  needs = "a line";
  instruction = "Choose the line.";
  draw() {
    return [make("div", { class: "lines" }, super.draw())];
  }
  row(option, place) {
    return make("label", { class: "opt wl" }, this.input("radio", place), make("span", {}, wireLine(option.text)));
  }
};
var Typed = class extends Choice {
  needs = "a number";
  draw() {
    const attributes = { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 15, size: 12, class: "typed", ...KEYS };
    this.field = make("input", attributes);
    this.field.addEventListener("input", () => this.card.update());
    return [make("label", { class: "typing" }, make("span", { class: "soft" }, "Your number"), this.field)];
  }
  choice() {
    const text = this.field.value.trim();
    return /^-?\d+$/.test(text) ? [Number(text)] : null;
  }
  fill([number]) {
    this.field.value = String(number);
  }
};
var Order = class extends Choice {
  needs = "an order (move at least one)";
  instruction = "Put them in order, first on top: with the buttons, or Alt and the arrow keys.";
  moved = false;
  draw() {
    this.list = make("ol", { class: "order" }, this.card.item.options.map((option, place) => this.row(option, place)));
    this.live = make("span", { class: "unseen", "aria-live": "polite" });
    this.number();
    return [this.list, this.live];
  }
  row(option, place) {
    const moves = [["Up", -1], ["Down", 1]].map(([word, by]) => {
      const button = make("button", { type: "button", class: "plain shift", "data-by": by, "aria-label": `${word}: ${label(option)}`, ...KEYS }, by < 0 ? "↑" : "↓");
      button.addEventListener("click", () => this.move(row, by, button));
      return button;
    });
    const row = make("li", { class: "opt", "data-place": place }, make("span", { class: "rank", "aria-hidden": "true" }), make("span", { class: "text" }, optionParts(option)), make("span", { class: "shifts" }, moves));
    row.addEventListener("keydown", (event) => {
      const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : void 0;
      if (!by) return;
      event.preventDefault();
      this.move(row, by, event.target);
    });
    return row;
  }
  move(row, by, focus) {
    const rows = [...this.list.children];
    const to = rows.indexOf(row) + by;
    if (to < 0 || to >= rows.length) return;
    rows[to][by < 0 ? "before" : "after"](row);
    focus.focus();
    this.moved = true;
    this.number();
    this.live.textContent = `${row.querySelector(".text").textContent}: now ${to + 1} of ${rows.length}`;
    this.card.update();
  }
  number() {
    const rows = [...this.list.children];
    rows.forEach((row, index) => {
      row.querySelector(".rank").textContent = `${index + 1}.`;
      for (const button of row.querySelectorAll("button")) {
        button.setAttribute("aria-disabled", String(!rows[index + Number(button.dataset.by)]));
      }
    });
  }
  choice() {
    return this.moved ? [...this.list.children].map((row) => Number(row.dataset.place)) : null;
  }
  fill(choice) {
    const rows = [...this.list.children];
    this.list.append(...choice.map((place) => rows.find((row) => Number(row.dataset.place) === place)));
    this.moved = true;
    this.number();
  }
};
var Match = class extends Choice {
  needs = "a match for each";
  row(option) {
    const choices = this.card.item.matches.map((text, place) => make("option", { value: place }, text.replaceAll("`", "")));
    const select = make("select", KEYS, make("option", { value: "" }, "choose…"), choices);
    return make("label", { class: "opt pair" }, make("span", { class: "text" }, optionParts(option)), select);
  }
  choice() {
    const chosen = [...this.card.form.querySelectorAll("select")].map((select) => select.value);
    return chosen.includes("") ? null : chosen.map(Number);
  }
  fill(choice) {
    this.card.form.querySelectorAll("select").forEach((select, row) => {
      select.value = String(choice[row]);
    });
  }
};
var Task = class extends Choice {
  draw() {
    return [];
  }
  choice() {
    return [1];
  }
};
var FORMS = { single: Choice, predict: Choice, multiple: Several, line: Line, number: Typed, order: Order, match: Match, provoke: Task };
function label(option) {
  return [option.code, option.text.replaceAll("`", "")].filter((part) => part !== null && part !== "").join(" ");
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
    this.listeners = { "change:feedback": () => this.onFeedback(), "change:at": () => this.draw(), "change:items": () => this.draw(), "change:ending": () => this.showEnding() };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.draw();
  }
  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    this.watcher.disconnect();
    clearTimeout(this.noReply);
  }
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
    this.form = make("form", { class: "qz" }, this.head, this.reason, this.content, this.status, this.actions, this.end);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.form.addEventListener("change", () => this.update());
    this.out = make("div", { class: "out" });
    el.append(make("div", { class: "sl" }, make("div", { class: "box quiz" }, this.form, this.out)));
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
    const dots = this.items.map((item, index) => make("span", { class: `dot ${index === this.at ? "here" : ""}` }, this.dot(item)));
    return [make("span", {}, this.item ? `${this.at + 1} of ${this.items.length}${score}` : ""), make("span", { "aria-hidden": "true" }, dots)];
  }
  dot(item) {
    if (!this.isDone(item)) return "○";
    const { right } = this.feedback(item);
    return right === void 0 || right === null ? "●" : right ? "✓" : "✗";
  }
  prompt(instruction = "") {
    return [make("span", { class: "q" }, prose(this.item.ask)), instruction && make("span", { class: "soft" }, ` ${instruction}`)].filter(Boolean);
  }
  wire() {
    return this.item.wire ? wire(this.item.wire) : null;
  }
  question() {
    this.control = new FORMS[this.item.form](this);
    const hint = this.item.hint && make("details", { class: "hint" }, make("summary", KEYS, "Hint"), make("p", {}, prose(this.item.hint)));
    const all = make("fieldset", {}, make("legend", {}, this.prompt(this.control.instruction)), this.wire(), this.control.draw());
    return [all, hint].filter(Boolean);
  }
  confidence() {
    const choices = CONFIDENCE.map((word, value) => make("label", {}, make("input", { type: "radio", name: `${this.id}-sure`, value, ...KEYS }), make("span", {}, word)));
    return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("span", { class: "seg" }, choices));
  }
  answerControls() {
    this.needs = make("span", { class: "soft", id: `${this.id}-needs` });
    this.button = make("button", { type: "submit", class: "go", "aria-describedby": `${this.id}-needs`, ...KEYS }, this.item.action);
    const skip = this.pretest ? this.moveButton("Skip", () => this.go(this.at + 1), "plain") : null;
    if (this.isTask) return [make("span", { class: "act" }, this.moveButton("Give up", () => this.send([0]), "plain"), this.button)];
    return [this.confidence(), make("span", { class: "act" }, this.needs, skip, this.button)];
  }
  result() {
    const feedback = this.feedback(this.item);
    const list = this.item.form === "order" ? "ol" : "ul";
    const marks = (feedback.marks ?? []).map((mark, index) => this.marked(mark, index));
    const source = feedback.source && make("p", { class: "soft source" }, feedback.source);
    const note = feedback.note && make("p", { class: "soft note" }, feedback.note);
    if (feedback.html) this.out.innerHTML = feedback.html;
    const noted = feedback.noted ? this.item.options.map((option) => make("li", { class: "opt" }, optionParts(option))) : [];
    return [make("p", { class: "asked" }, this.prompt()), this.wire(), make(list, { class: "marks" }, marks, noted), source, note].filter(Boolean);
  }
  marked(mark, index) {
    const [kind, sign, label2] = mark.right ? ["ok", "✓", "right"] : mark.chosen ? ["no", "✗", "not right"] : ["", "–", "not chosen"];
    const yours = mark.yours ? make("span", { class: "yours" }, prose(mark.yours)) : null;
    const beside = mark.beside ? make("span", { class: "beside" }, "→ ", prose(mark.beside)) : null;
    const why = mark.why ? make("span", { class: "why" }, prose(mark.why)) : null;
    const rank = this.item.form === "order" ? make("span", { class: "rank", "aria-hidden": "true" }, `${index + 1}.`) : null;
    const line = this.item.form === "line" ? make("span", { class: "wl" }, wireLine(mark.text)) : optionParts(mark);
    const text = make("span", { class: "text" }, line, beside, yours, why);
    return make("li", { class: `opt ${kind}` }, make("span", { class: "sign", role: "img", "aria-label": label2 }, sign), rank, text);
  }
  nextControls() {
    const next = this.next();
    const again = this.pretest ? null : this.moveButton("Try again", () => this.retry(), next === null ? "go" : "plain");
    const on = next === null ? null : this.moveButton(next === this.at + 1 ? "Next question" : "Back to a missed one", () => this.go(next), "go");
    return [again, on].filter(Boolean);
  }
  moveButton(words, act, look) {
    const button = make("button", { type: "button", class: look, ...KEYS }, words);
    button.addEventListener("click", act);
    return button;
  }
  drawEnd() {
    const count = this.items.filter((item) => this.isDone(item)).length;
    this.content.replaceChildren();
    this.actions.replaceChildren();
    this.showStatus(`${count} of ${this.items.length} answered, kept for the end of the course.`);
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
  checked(name) {
    return [...this.form.querySelectorAll(`input[name="${this.id}-${name}"]:checked`)].map((input) => Number(input.value));
  }
  missing() {
    const parts = [this.control.choice() ? null : this.control.needs, this.isTask || this.checked("sure").length ? null : "how sure you are"];
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
    this.send(this.control.choice());
  }
  send(choice) {
    if (this.waiting) return;
    this.waiting = (this.model.get("answer").n ?? 0) + 1;
    const [confidence = 1] = this.checked("sure");
    const seconds = this.since === null ? null : Math.round(performance.now() - this.since) / 1e3;
    this.model.set("answer", { n: this.waiting, id: this.item.id, choice, confidence, seconds });
    this.model.save_changes();
    this.again.delete(this.item.id);
    this.showStatus(this.item.action === "Check" ? "Checking…" : "Running…");
    this.noReply = setTimeout(() => this.showStatus(NO_REPLY), NO_REPLY_AFTER);
    this.update();
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
var quizCard = {
  render({ model, el }) {
    const card = new Card(model, el);
    return () => card.close();
  }
};
var quiz_default = quizCard;
export {
  CONFIDENCE,
  Card,
  FORMS,
  INPUTS,
  KEYS,
  quiz_default as default,
  quizCard
};
