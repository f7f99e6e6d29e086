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

// src/exam.js
var STATES = { answered: ["●", "answered"], half: ["◐", "half answered"], open: ["○", "not answered"] };
var OUTCOMES = { right: ["✓", "right"], partly: ["◑", "partly right"], wrong: ["✗", "not right"], open: ["–", "not answered"] };
var NOT_SAVED_AFTER = 5e3;
var EMPTY = { choice: null, confidence: null, n: 0, seconds: null };
var ExamCard = class extends Card {
  constructor(model, el) {
    super(model, el);
    const more = { "change:phase": () => this.onPhase(), "change:saved": () => this.onSaved(), "change:message": () => this.onSaved(), "change:answers": () => this.drawNumbers() };
    for (const [event, listener] of Object.entries(more)) model.on(event, listener);
    Object.assign(this.listeners, more);
    this.ticking = setInterval(() => this.tick(), 500);
  }
  close() {
    clearInterval(this.ticking);
    super.close();
  }
  build(el) {
    super.build(el);
    this.controls = /* @__PURE__ */ new Map();
    this.spent = {};
    this.report = make("div", { class: "report-place", tabindex: "-1", ...KEYS });
    this.place = make("span", {});
    this.clock = make("span", { class: "clock", role: "timer" });
    this.numbers = make("div", { class: "numbers", role: "toolbar", "aria-label": "Questions" });
    this.numbers.addEventListener("keydown", (event) => this.onArrowKey(event));
    this.last = make("div", { class: "last" });
    this.alarm = make("p", { class: "alarm", role: "alert" });
    this.form.before(this.report);
    this.head.after(this.numbers);
    this.end.before(this.last, this.alarm);
  }
  // --- reading the model
  get isHandedIn() {
    return this.model.get("phase") === "handed in";
  }
  entry(item = this.item) {
    return this.model.get("answers")[item.id] ?? EMPTY;
  }
  stateOf(item) {
    if (this.isHandedIn) return OUTCOMES[this.model.get("feedback")[item.id]?.outcome ?? "open"];
    const { choice, confidence } = this.entry(item);
    return STATES[choice && confidence !== null ? "answered" : choice ? "half" : "open"];
  }
  isSaved(item) {
    return (this.model.get("saved")[item.id] ?? 0) === this.entry(item).n;
  }
  // --- drawing
  draw() {
    this.switchTimer();
    this.filling = true;
    super.draw();
    if (this.item && !this.isHandedIn) this.fillIn();
    this.filling = false;
    const report = this.model.get("report");
    if (this.report.drawn !== report) this.report.innerHTML = this.report.drawn = report;
    this.drawNumbers();
    this.drawLast();
    this.tick();
    this.update();
  }
  onPhase() {
    this.controls.clear();
    this.confirming = false;
    this.draw();
    (this.isHandedIn ? this.report : this.content.querySelector(INPUTS))?.focus();
  }
  progress() {
    this.place.textContent = this.item ? `Question ${this.at + 1} of ${this.items.length}` : this.model.get("facts").title;
    return [this.place, this.clock];
  }
  drawNumbers() {
    if (this.numbers.children.length !== this.items.length) this.numbers.replaceChildren(...this.items.map((_, place) => this.numberButton(place)));
    this.items.forEach((item, place) => {
      const [sign, words] = this.stateOf(item);
      const button = this.numbers.children[place];
      button.lastChild.textContent = sign;
      button.setAttribute("aria-label", `Question ${place + 1}, ${words}`);
      button.setAttribute("aria-current", place === this.at ? "step" : "false");
      button.tabIndex = place === this.at ? 0 : -1;
      button.dataset.stands = words;
    });
    this.drawCount();
  }
  numberButton(place) {
    const button = make("button", { type: "button", class: "nr", ...KEYS }, make("span", {}, String(place + 1)), make("span", { class: "sign", "aria-hidden": "true" }));
    button.addEventListener("click", () => this.go(place, button));
    return button;
  }
  onArrowKey(event) {
    const buttons = [...this.numbers.children];
    const here = buttons.indexOf(event.target);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === void 0 || here < 0) return;
    event.preventDefault();
    buttons[to]?.focus();
  }
  question() {
    const { id } = this.item;
    if (!this.controls.has(id)) {
      const nodes = super.question();
      this.controls.set(id, { control: this.control, nodes, fresh: true });
    }
    this.control = this.controls.get(id).control;
    return this.controls.get(id).nodes;
  }
  fillIn() {
    const drawn = this.controls.get(this.item.id);
    const { choice, confidence } = this.entry();
    if (drawn.fresh && choice) this.control.fill(choice);
    drawn.fresh = false;
    for (const input of this.form.querySelectorAll(`input[name="${this.id}-sure"]`)) input.checked = Number(input.value) === confidence;
  }
  answerControls() {
    this.needs = make("span", { class: "soft" });
    return [this.confidence(), this.steps(this.needs)];
  }
  nextControls() {
    return [this.steps()];
  }
  steps(needs = null) {
    const back = this.at > 0 ? this.moveButton("Previous", () => this.go(this.at - 1), "plain") : null;
    const on = this.at + 1 < this.items.length ? this.moveButton("Next", () => this.go(this.at + 1), "go") : null;
    return make("span", { class: "act" }, needs, back, on);
  }
  drawEnd() {
    this.content.replaceChildren(make("p", {}, this.model.get("facts").cover));
    this.actions.replaceChildren(this.moveButton("Begin", () => this.press("begin"), "go"));
    this.showStatus("");
  }
  drawLast() {
    const nothing = this.isHandedIn || !this.items.length;
    this.last.hidden = nothing;
    this.last.replaceChildren(...nothing ? [] : this.confirming ? this.confirmControls() : this.handInControls());
    this.drawCount();
  }
  handInControls() {
    this.count = make("span", { class: "soft" });
    return [this.count, this.moveButton("Hand in", () => this.handIn(), "plain hand-in")];
  }
  confirmControls() {
    const gaps = this.gaps();
    const groups = ["not answered", "half answered"].map((words) => [words, gaps.filter((place) => this.stateOf(this.items[place])[1] === words)]);
    const lists = groups.filter(([, places]) => places.length).map(([words, places]) => `${words[0].toUpperCase()}${words.slice(1)}: ${places.map((place) => place + 1).join(", ")}.`).join(" ");
    const back = this.moveButton(`Back to question ${gaps[0] + 1}`, () => this.go(gaps[0]), "go");
    return [make("span", {}, make("b", {}, "Hand in as it is? "), lists), make("span", { class: "act" }, this.moveButton("Hand in anyway", () => this.press("hand in"), "plain"), back)];
  }
  drawCount() {
    if (!this.count) return;
    const done = this.items.length - this.gaps().length;
    this.count.textContent = `${done} of ${this.items.length} answered. Nothing is told before you hand in.`;
  }
  gaps() {
    return [...this.items.keys()].filter((place) => this.stateOf(this.items[place])[1] !== STATES.answered[1]);
  }
  tick() {
    const ends = this.model.get("ends");
    if (this.model.get("phase") !== "sitting") return void (this.clock.textContent = "");
    if (this.waiting && performance.now() - this.waiting > NOT_SAVED_AFTER) this.warn();
    if (!ends) return;
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1e3));
    this.clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
    if ([300, 60].includes(left) && this.lastAnnounced !== left) this.showStatus(`${left / 60} minute${left > 60 ? "s" : ""} left.`);
    this.lastAnnounced = left;
    if (left === 0 && !(performance.now() - this.timeOverAt < NOT_SAVED_AFTER)) this.timeOver();
  }
  timeOver() {
    this.timeOverAt = performance.now();
    this.press("over");
  }
  // --- status line
  showFeedback(feedback) {
    if (!feedback?.outcome) return super.showFeedback(feedback);
    const kind = { right: "ok", wrong: "no" }[feedback.outcome] ?? "";
    this.showStatus(`${OUTCOMES[feedback.outcome][0]} ${feedback.headline}`, kind);
  }
  onSaved() {
    const open = this.items.filter((item) => !this.isSaved(item));
    const message = this.model.get("message");
    if (!open.length) this.waiting = 0;
    this.alarm.textContent = message ? `✗ ${message}` : "";
    if (!message && this.item && !this.isHandedIn && this.isSaved(this.item) && this.entry().n) this.showStatus("Saved.");
  }
  warn() {
    this.alarm.textContent = "✗ Not saved yet. If the kernel is busy, it will be; if it is gone, run the cell again: what was saved is kept.";
  }
  // --- acting
  missing() {
    return "";
  }
  update() {
    if (this.filling || !this.item || this.isHandedIn) return;
    const choice = this.control.choice();
    const [confidence = null] = this.checked("sure");
    this.needs.textContent = choice && confidence === null ? "Say how sure you are" : !choice && confidence !== null ? `Choose ${this.control.needs}` : "";
    const before = this.entry();
    if (JSON.stringify([choice, confidence]) !== JSON.stringify([before.choice, before.confidence])) this.save({ choice, confidence });
  }
  save(entry) {
    const all = this.model.get("answers");
    const n = 1 + Math.max(0, ...Object.values(all).map((each) => each.n));
    this.waiting ||= performance.now();
    this.showStatus("Saving…");
    this.model.set("answers", { ...all, [this.item.id]: { ...entry, n, seconds: this.seconds() } });
    this.model.save_changes();
  }
  switchTimer() {
    if (this.seen) this.spent[this.seen] = this.seconds();
    this.seen = this.item?.id;
  }
  seconds() {
    const before = this.spent[this.seen] ?? this.model.get("answers")[this.seen]?.seconds ?? 0;
    if (this.since === null) return before || null;
    this.spent[this.seen] = Math.round(1e3 * before + performance.now() - this.since) / 1e3;
    this.since = performance.now();
    return this.spent[this.seen];
  }
  submit() {
    if (this.at + 1 < this.items.length) this.go(this.at + 1);
    else this.last.querySelector("button")?.focus();
  }
  go(place, focus = null) {
    this.confirming = false;
    this.model.set("at", place);
    this.model.save_changes();
    this.drawLast();
    (focus ?? this.content.querySelector(INPUTS) ?? this.actions.querySelector(".go, button"))?.focus();
  }
  handIn() {
    if (!this.gaps().length) return this.press("hand in");
    this.confirming = true;
    this.drawLast();
    this.last.querySelector(".go").focus();
  }
  press(what) {
    this.model.set("press", { n: (this.model.get("press").n ?? 0) + 1, do: what });
    this.model.save_changes();
  }
};
var examCard = {
  render({ model, el }) {
    const card = new ExamCard(model, el);
    return () => card.close();
  }
};
var exam_default = examCard;
export {
  exam_default as default,
  examCard
};
