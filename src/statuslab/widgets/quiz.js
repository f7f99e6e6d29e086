// The quiz card: shows items, sends one attempt at a time, shows what Python said of it.
// It holds no key and grades nothing. Text goes in by textContent; only feedback.html, made in Python, is markup.

const CONFIDENCE = ["guessing", "fairly sure", "certain"];
const KEYS = { "data-lm-suppress-shortcuts": "true" }; // JupyterLab would take b, x and the arrows for commands
let cards = 0;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

function prose(text) {
  return text.split(/`([^`\n]+)`/).map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

function says(option) {
  return [option.code ? make("b", { class: "code" }, String(option.code)) : null, make("span", {}, prose(option.text))];
}

class Card {
  constructor(model, el) {
    this.model = model;
    this.id = `sl-quiz-${++cards}`;
    this.again = new Set(); // items whose feedback is put aside for another try
    this.waiting = 0; // the attempt that Python has not answered yet
    this.built(el);
    this.listeners = { "change:feedback": () => this.answered(), "change:at": () => this.draw(), "change:items": () => this.draw() };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.draw();
  }

  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
  }

  built(el) {
    this.head = make("div", { class: "place" });
    this.content = make("div");
    this.status = make("p", { role: "status", class: "said" });
    this.actions = make("div", { class: "actions" });
    this.form = make("form", { class: "qz" }, this.head, this.content, this.status, this.actions);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.form.addEventListener("change", () => this.ready());
    this.out = make("div", { class: "out" });
    el.append(make("div", { class: "sl" }, make("div", { class: "box quiz" }, this.form, this.out)));
  }

  // --- what the model says

  get items() { return this.model.get("items"); }
  get at() { return this.model.get("at"); }
  get item() { return this.items[this.at]; }
  get pretest() { return this.model.get("mode") === "pretest"; }

  feedback(item) {
    return item && !this.again.has(item.id) ? this.model.get("feedback")[item.id] : undefined;
  }

  isDone(item) {
    const feedback = this.feedback(item);
    return Boolean(feedback && (feedback.noted || feedback.marks?.length));
  }

  // --- drawing

  draw() {
    const done = this.isDone(this.item);
    this.head.replaceChildren(...this.progress());
    this.out.replaceChildren();
    if (!this.item) return this.drawEnd();
    this.content.replaceChildren(...(done ? this.result() : this.question()));
    this.actions.replaceChildren(...(done ? this.moves() : this.asks()));
    this.say(this.feedback(this.item));
    if (!done) this.ready();
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
    return right === undefined || right === null ? "●" : right ? "✓" : "✗";
  }

  asked() {
    const item = this.item;
    const many = item.form === "multiple" ? make("span", { class: "soft" }, " Choose all that fit.") : null;
    return [make("span", { class: "q" }, prose(item.ask)), many];
  }

  wire() {
    return this.item.wire ? make("pre", { class: "given" }, this.item.wire) : null;
  }

  question() {
    const options = this.item.options.map((option) => this.option(option));
    const hint = this.item.hint && make("details", { class: "hint" }, make("summary", KEYS, "Hint"), make("p", {}, prose(this.item.hint)));
    const all = make("fieldset", {}, make("legend", {}, this.asked()), this.wire(), options);
    return [all, hint].filter(Boolean);
  }

  option(option) {
    const type = this.item.form === "multiple" ? "checkbox" : "radio";
    const input = make("input", { type, name: `${this.id}-option`, value: option.index, ...KEYS });
    return make("label", { class: "opt" }, input, says(option));
  }

  asks() {
    const choices = CONFIDENCE.map((word, value) =>
      make("label", {}, make("input", { type: "radio", name: `${this.id}-sure`, value, ...KEYS }), make("span", {}, word)));
    this.needs = make("span", { class: "soft", id: `${this.id}-needs` });
    this.button = make("button", { type: "submit", class: "go", "aria-describedby": `${this.id}-needs`, ...KEYS }, this.item.action);
    const skip = this.pretest ? this.move("Skip", () => this.go(this.at + 1), "plain") : null;
    const sure = make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("span", { class: "seg" }, choices));
    return [sure, make("span", { class: "act" }, this.needs, skip, this.button)];
  }

  result() {
    const feedback = this.feedback(this.item);
    const marks = new Map((feedback.marks ?? []).map((mark) => [mark.index, mark]));
    const options = this.item.options.map((option) => this.marked(option, marks.get(option.index)));
    const source = feedback.source && make("p", { class: "soft source" }, feedback.source);
    if (feedback.html) this.out.innerHTML = feedback.html;
    return [make("p", { class: "asked" }, this.asked()), this.wire(), make("ul", { class: "marks" }, options), source].filter(Boolean);
  }

  marked(option, mark) {
    if (!mark) return make("li", { class: "opt" }, says(option));
    const [kind, sign, told] = mark.right ? ["ok", "✓", "right"] : mark.chosen ? ["no", "✗", "not right"] : ["", "–", "not chosen"];
    const chosen = mark.chosen ? make("span", { class: "yours" }, "your choice") : null;
    const why = make("span", { class: "why" }, prose(mark.why ?? ""));
    const text = make("span", { class: "text" }, says(option), chosen, why);
    return make("li", { class: `opt ${kind}` }, make("span", { class: "sign", role: "img", "aria-label": told }, sign), text);
  }

  moves() {
    const next = this.next();
    const again = this.pretest ? null : this.move("Try again", () => this.retry(), next === null ? "go" : "plain");
    const on = next === null ? null : this.move(next === this.at + 1 ? "Next question" : "Back to a missed one", () => this.go(next), "go");
    return [again, on].filter(Boolean);
  }

  move(words, act, look) {
    const button = make("button", { type: "button", class: look, ...KEYS }, words);
    button.addEventListener("click", act);
    return button;
  }

  drawEnd() {
    const count = this.items.filter((item) => this.isDone(item)).length;
    this.content.replaceChildren();
    this.actions.replaceChildren();
    this.tell(`${count} of ${this.items.length} answered, kept for the end of the course.`);
  }

  // --- speaking

  say(feedback) {
    const mark = feedback?.right === true ? "✓ " : feedback?.right === false ? "✗ " : "";
    const words = feedback?.noted ? "Noted." : feedback?.headline;
    this.tell(words ? mark + words : "", feedback?.right === true ? "ok" : feedback?.right === false ? "no" : "");
  }

  tell(words, kind = "") {
    this.status.textContent = words;
    this.status.className = `said ${kind}`;
  }

  // --- acting

  checked(name) {
    return [...this.form.querySelectorAll(`input[name="${this.id}-${name}"]:checked`)].map((input) => Number(input.value));
  }

  missing() {
    const parts = [this.checked("option").length ? null : "an answer", this.checked("sure").length ? null : "how sure you are"];
    const missing = parts.filter(Boolean).join(" and ");
    return missing && `Choose ${missing}`;
  }

  ready() {
    if (this.isDone(this.item) || !this.button) return;
    const missing = this.missing();
    this.needs.textContent = missing;
    if (!missing && !this.waiting && !this.feedback(this.item)) this.tell("");
    this.button.setAttribute("aria-disabled", String(Boolean(missing || this.waiting)));
  }

  submit() {
    if (!this.item || this.isDone(this.item) || this.waiting) return;
    const missing = this.missing();
    if (missing) return this.tell(`${missing} first.`);
    this.waiting = (this.model.get("attempt").n ?? 0) + 1;
    const [confidence] = this.checked("sure");
    this.model.set("attempt", { n: this.waiting, id: this.item.id, selected: this.checked("option"), confidence });
    this.model.save_changes();
    this.again.delete(this.item.id);
    this.tell(this.item.action === "Check" ? "Checking…" : "Running…");
    this.ready();
  }

  answered() {
    const mine = this.waiting && this.feedback(this.item)?.n === this.waiting;
    if (this.waiting && !mine) return;
    this.waiting = 0;
    if (mine && this.pretest && this.isDone(this.item)) return this.noted();
    if (mine && !this.isDone(this.item)) return this.refused();
    this.draw();
    if (mine) (this.actions.querySelector(".go") ?? this.actions.querySelector("button"))?.focus();
  }

  refused() {
    this.say(this.feedback(this.item));
    this.ready();
  }

  noted() {
    this.go(this.at + 1);
    if (this.item) this.tell("Noted.");
  }

  next() {
    if (this.at + 1 < this.items.length) return this.at + 1;
    if (this.pretest) return this.items.length > 1 ? this.items.length : null;
    const missed = this.items.findIndex((item, index) => index !== this.at && this.feedback(item)?.right === false);
    return missed < 0 ? null : missed;
  }

  go(place) {
    this.model.set("at", place); // draws, by the listener
    this.model.save_changes();
    this.form.querySelector("input, button")?.focus();
  }

  retry() {
    this.again.add(this.item.id);
    this.draw();
    this.form.querySelector("input")?.focus();
  }
}

function render({ model, el }) {
  const card = new Card(model, el);
  return () => card.close();
}

export default { render };
