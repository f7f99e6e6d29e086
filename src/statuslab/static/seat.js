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
function button(words, act, look = "") {
  const element = make("button", { type: "button", class: look }, words);
  element.addEventListener("click", act);
  return element;
}
var letter = (place) => String.fromCharCode(65 + place);
var classOf = (code) => code ? `k${Math.floor(code / 100)}` : "k0";
var many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

// src/question.js
var drawn = 0;
function questionHead(question, heading = "h2") {
  const note = { multiple: "Choose all that fit.", order: "Put them in order.", match: "Find the partner of each." }[question.form];
  const parts = [make(heading, { class: "ask" }, prose(question.ask))];
  if (note) parts.push(make("p", { class: "soft" }, note));
  if (question.wire && question.form !== "line") parts.push(wire(question.wire));
  return parts;
}
function wire(text) {
  const lines = text.split("\n").map((line) => make("span", { class: line[0] === ">" ? "sent" : line[0] === "<" ? "recv" : "" }, `${line}
`));
  return make("pre", { class: "wire", tabindex: "0", "aria-label": "the wire" }, lines);
}
function optionContent(option, place, form) {
  const code = option.code ? make("b", { class: `code ${classOf(option.code)}` }, String(option.code)) : null;
  const text = option.text || option.name;
  const words = form === "line" ? make("code", { class: "line" }, text) : make("span", {}, prose(text));
  const mark2 = form === "line" ? null : make("b", { class: "letter", "aria-hidden": "true" }, letter(place));
  return [mark2, code, text ? words : null];
}
var Answering = class {
  constructor(question, choice, changed) {
    Object.assign(this, { question, choice, changed, name: `question-${++drawn}` });
    this.element = make("fieldset", { class: `answers ${question.form}` }, make("legend", { class: "unseen" }, "Your answer"));
    this.fill();
  }
  fill() {
    const draw = { multiple: () => this.options("checkbox"), number: () => this.number(), order: () => this.order(), match: () => this.match() };
    this.element.append(...(draw[this.question.form] ?? (() => this.options("radio")))());
  }
  // Show a stored answer, which may come from another tab or from before a reload.
  show(choice) {
    if (choice == null || String(choice) === String(this.choice)) return;
    this.choice = choice;
    this.element.replaceChildren(this.element.firstElementChild);
    this.fill();
  }
  lock(locked) {
    this.element.disabled = locked;
  }
  pick(choice) {
    this.choice = choice;
    this.changed(choice);
  }
  options(type) {
    return this.question.options.map((option, place) => {
      const input = make("input", { type, name: this.name, value: place, checked: Boolean(this.choice?.includes(place)) });
      input.addEventListener("change", () => this.picked());
      return make("label", { class: "opt" }, input, optionContent(option, place, this.question.form));
    });
  }
  picked() {
    const chosen = [...this.element.querySelectorAll("input:checked")].map((input) => Number(input.value));
    if (chosen.length) this.pick(chosen);
  }
  number() {
    const input = make("input", { type: "text", inputmode: "numeric", pattern: "-?[0-9]*", autocomplete: "off", id: this.name, value: this.choice?.[0] });
    const send = button("Send", () => this.typed(input), "go");
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.typed(input);
    });
    return [make("label", { for: this.name, class: "soft" }, "Type the number"), make("div", { class: "row" }, input, send)];
  }
  typed(input) {
    const number = Number(input.value.trim());
    const good = input.value.trim() !== "" && Number.isInteger(number);
    input.setAttribute("aria-invalid", String(!good));
    if (good) this.pick([number]);
  }
  order() {
    const places = this.choice ?? this.question.options.map((_, place) => place);
    const rows = places.map((place, at) => {
      const move = (step, words, sign) => {
        const element = button(sign, () => this.moved(places, at, step), "move");
        element.setAttribute("aria-label", `${words}: ${this.question.options[place].text}`);
        element.disabled = at + step < 0 || at + step >= places.length;
        return element;
      };
      return make("li", { class: "opt" }, make("span", { class: "text" }, optionContent(this.question.options[place], place, "order")), move(-1, "move up", "↑"), move(1, "move down", "↓"));
    });
    return [make("ol", {}, rows), this.choice ? null : button("This is my order", () => this.pick(places), "go")].filter(Boolean);
  }
  moved(places, at, step) {
    const next = [...places];
    [next[at], next[at + step]] = [next[at + step], next[at]];
    this.pick(next);
    this.element.replaceChildren(this.element.firstElementChild);
    this.fill();
    const moves = this.element.querySelectorAll("li")[at + step].querySelectorAll("button:not(:disabled)");
    (moves[step < 0 ? 0 : moves.length - 1] ?? moves[0])?.focus();
  }
  match() {
    return this.question.options.map((option, place) => {
      const id = `${this.name}-${place}`;
      const empty = make("option", { value: "" }, "choose …");
      const partners = this.question.partners.map((text, index) => make("option", { value: index, selected: this.choice?.[place] === index }, text));
      const select = make("select", { id }, empty, partners);
      select.addEventListener("change", () => this.matched());
      return make("div", { class: "opt pair" }, make("label", { for: id }, optionContent(option, place, "match")), select);
    });
  }
  matched() {
    const values = [...this.element.querySelectorAll("select")].map((select) => select.value);
    if (values.every((value) => value !== "")) this.pick(values.map(Number));
  }
};
function revealedOptions(question, reveal, choice, votes = []) {
  const last = votes.at(-1);
  const parts = question.form === "number" ? numberMarks(reveal, choice) : optionMarks(question, reveal, choice, last);
  if (reveal.source) parts.push(make("p", { class: "soft source" }, reveal.source));
  return parts;
}
function optionMarks(question, reveal, choice, vote) {
  const places = question.form === "order" ? reveal.right : question.options.map((_, place) => place);
  const rows = places.map((place, at) => {
    const [kind, sign, told] = mark(question.form, reveal, choice, place, at);
    const partner = question.form === "match" ? make("b", { class: "partner" }, `→ ${question.partners[reveal.right[place]]}`) : null;
    const text = make("span", { class: "text" }, make("span", { class: "says" }, optionContent(question.options[place], place, question.form)), partner, make("span", { class: "why" }, prose(reveal.options[place].why)));
    return make("li", { class: `opt ${kind}` }, make("span", { class: "sign", role: "img", "aria-label": told }, sign), text, bar(vote, place));
  });
  return [make(question.form === "order" ? "ol" : "ul", { class: "marks" }, rows)];
}
function mark(form, reveal, choice, place, at) {
  if (form === "order" || form === "match") {
    const good = form === "order" ? choice?.[at] === place : choice?.[place] === reveal.right[place];
    return choice == null ? ["", "·", "not answered"] : good ? ["ok", "✓", "right"] : ["no", "✗", "not right"];
  }
  const chosen = choice?.includes(place);
  if (reveal.options[place].right) return ["ok", "✓", chosen ? "right, your choice" : "right"];
  return chosen ? ["no", "✗", "your choice, not right"] : ["", "–", "not right"];
}
function numberMarks(reveal, choice) {
  const rows = reveal.options.map((option) => {
    const mine = choice?.[0] === option.number;
    const [kind, sign] = option.right ? ["ok", "✓"] : mine ? ["no", "✗"] : ["", "–"];
    return make("li", { class: `opt ${kind}` }, make("span", { class: "sign" }, sign), make("span", { class: "text" }, make("b", {}, String(option.number)), make("span", { class: "why" }, prose(option.why))));
  });
  return [make("ul", { class: "marks" }, rows)];
}
function bar(vote, place) {
  const count = vote?.counts?.[place];
  if (count == null || !vote.answered) return null;
  const share = Math.round(100 * count / vote.answered);
  const fill = make("span", { class: "fill" });
  fill.style.width = `${share}%`;
  return make("span", { class: "bar", role: "img", "aria-label": `${count} of ${vote.answered} chose this` }, fill, make("span", { class: "n" }, String(count)));
}

// src/seat.js
var Seat = class {
  constructor(model, el) {
    this.model = model;
    this.waiting = 0;
    this.build(el);
    this.listeners = { "change:snap": () => this.draw(), "change:state": () => this.onOutcome(), "change:linked": () => this.drawStatus(), "change:name": () => this.draw() };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.ticking = setInterval(() => this.tick(), 250);
    this.draw();
  }
  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    clearInterval(this.ticking);
  }
  get now() {
    return this.model.get("snap");
  }
  build(el) {
    this.head = make("div", { class: "head" });
    this.main = make("div");
    this.status = make("p", { role: "status", class: "said" });
    const box = make("div", { class: "box seat", "data-lm-suppress-shortcuts": "true" }, this.head, this.main, this.status);
    el.append(make("div", { class: "sl" }, box));
    this.clock = make("span", { class: "clock", "aria-hidden": "true" });
  }
  show(...parts) {
    this.main.replaceChildren(...parts.flat().filter(Boolean));
    this.main.querySelectorAll("input, select, button").forEach((each) => each.setAttribute("data-lm-suppress-shortcuts", "true"));
  }
  // --- drawing
  draw() {
    const now = this.now;
    if (!this.model.get("name")) return this.drawJoinForm();
    if (!now.phase) return this.drawStatus();
    this.end = now.left_ms == null ? null : performance.now() + now.left_ms;
    const place = now.round && now.view !== "ended" ? `${now.round} of ${now.of}` : "";
    this.head.replaceChildren(make("b", {}, this.model.get("name")), make("span", { class: "soft" }, now.title), make("span", { class: "aside" }, make("span", { class: "soft" }, place), this.clock));
    const shape = [now.phase, now.round, now.vote, now.you.in].join("|");
    if (shape !== this.shape) this.drawBody();
    else this.answering?.show(now.you.answer?.choice);
    this.shape = shape;
    this.drawStatus();
    this.tick();
  }
  drawJoinForm() {
    const input = make("input", { type: "text", maxlength: 24, "aria-label": "a name for the class to see", placeholder: "a name for the class to see" });
    const form = make("form", { class: "row" }, input, make("button", { class: "go" }, `Join class ${this.model.get("room")}`));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.send({ do: "join", name: input.value });
    });
    this.show(form);
  }
  drawBody() {
    const { view, mode, you, question, accepts, note } = this.now;
    this.answering = null;
    if (view === "lobby") return this.show(make("p", {}, "You are in. The first question comes when the host opens it."));
    if (mode === "exam") return this.show(make("p", {}, "This class is an exam with a paper of your own: open its address in a browser."));
    if (view === "ended") return this.drawEnd();
    if (!you.in) return this.show(make("p", {}, "You are in from the next question."));
    if (view === "reveal") return this.drawReveal();
    this.answering = new Answering(question, you.answer?.choice, (choice) => this.answer(choice));
    this.answering.lock(!accepts);
    this.show(note ? make("p", { class: "note" }, note) : null, questionHead(question), this.answering.element, accepts ? this.confidenceChoice() : null);
  }
  confidenceChoice() {
    const choices = this.now.confidence_levels.map((word, value) => {
      const input = make("input", { type: "radio", name: `sure-${this.shape}`, value });
      input.addEventListener("change", () => {
        this.confidence = value;
        if (this.answering.choice) this.answer(this.answering.choice);
      });
      return make("label", {}, input, make("span", {}, word));
    });
    return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("span", { class: "seg" }, choices));
  }
  drawReveal() {
    const { question, reveal, you, tally } = this.now;
    const line = you.result ? `${you.result.right ? "✓" : "✗"} ${you.result.headline}` : "No answer from you this time.";
    this.show(make("p", { class: `result ${you.result ? you.result.right ? "ok" : "no" : ""}` }, line), questionHead(question), revealedOptions(question, reveal, you.answer?.choice, tally?.votes));
  }
  drawEnd() {
    const { you } = this.now;
    this.show(make("p", { class: "result" }, you.of ? `${Number(you.score.toFixed(1))} of ${many(you.of, "question")}.` : "That was the class."), button("Keep my answers in this notebook's memory", () => this.send({ do: "keep" }), "go"));
  }
  // --- acting
  answer(choice) {
    const { round, vote } = this.now;
    this.send({ do: "answer", choice, confidence: this.confidence ?? 1, round, vote });
  }
  send(action) {
    this.waiting = (this.model.get("sent").n ?? 0) + 1;
    this.action = action.do;
    this.model.set("sent", { n: this.waiting, ...action });
    this.model.save_changes();
    this.drawStatus();
  }
  onOutcome() {
    const state = this.model.get("state");
    if (state.n === this.waiting) this.waiting = 0;
    this.outcome = state;
    this.drawStatus();
  }
  drawStatus() {
    const say = (words, kind = "") => {
      this.status.textContent = words;
      this.status.className = `said ${kind}`;
    };
    if (this.waiting) return say(this.action === "answer" ? "Sending …" : "…");
    if (this.outcome && !this.outcome.saved) return say(this.outcome.message, "no");
    if (this.model.get("name") && !this.model.get("linked")) return say(this.now.phase ? "Link lost. Trying again …" : "Connecting …", this.now.phase ? "no" : "");
    if (this.outcome?.message) return say(this.outcome.message, "ok");
    const saved = this.now.you?.answer && this.now.view === "question";
    say(saved ? this.now.accepts ? "✓ Saved. You may still change it." : "✓ Saved." : "", "ok");
  }
  tick() {
    const left = this.end == null ? null : Math.max(0, this.end - performance.now());
    this.clock.textContent = left == null ? "" : ` ${Math.ceil(left / 1e3)} s`;
  }
};
function render({ model, el }) {
  const seat = new Seat(model, el);
  return () => seat.close();
}
var seat_default = { render };
export {
  seat_default as default
};
