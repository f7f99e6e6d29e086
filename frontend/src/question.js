// One question of any form: drawing it, answering it, marking the answer. Widgets and class pages all use this view.
//
// A question is {form, ask, wire, options: [{code, text, name}], matches or partners: [text]}, without its key.
// A choice is a list of positions in the order shown, or of one typed number. It is null while it is incomplete.

import { button, classOf, headed, KEYS, learn, letter, make, plain, prose } from "./dom.js";

export const CONFIDENCE = ["guessing", "fairly sure", "certain"];
let drawn = 0;

// --- The forms of questions. Each draws its controls, and reads the choice from them.

class Choice {
  static needs = "an answer";
  static instruction = "";
  static keys = ""; // how it is done with keys, where that is not plain
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
}

class Several extends Choice {
  static instruction = "Choose all that fit.";
  type = "checkbox";
}

class Line extends Choice {
  static needs = "a line";
  static instruction = "Choose the line.";

  draw() {
    return make("div", { class: "lines" }, super.draw());
  }

  row(option, place) {
    const mark = this.view.lettered ? letterMark(place) : null;
    return make("label", { class: "opt wl" }, this.input(place), mark, make("span", {}, wireLine(option.text)));
  }
}

class Typed extends Choice {
  static needs = "a number";

  draw() {
    const size = { maxlength: 15, size: 12 };
    this.field = make("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      ...size,
      class: "typed",
      ...KEYS,
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
      button("Send", () => this.send(), "go"),
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
}

class Order extends Choice {
  static needs = "an order (move at least one)";
  static instruction = "Put them in order, first on top.";
  static keys = " Use the buttons, or Alt and the arrow keys.";
  given = false; // whether the order shown is an answer

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
      const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
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
    focus.focus(); // moving an element takes the focus away
    this.number();
    const { code, text } = this.view.question.options[row.dataset.place];
    this.live.textContent = `${optionLabel({ code, text })}: now ${to + 1} of ${rows.length}`;
    this.confirm();
  }

  confirm() {
    if (this.accept?.matches(":focus")) this.list.querySelector("button").focus(); // before it disappears
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
}

class Match extends Choice {
  static needs = "a match for each";
  static instruction = "Find the partner of each.";

  row(option, place) {
    const choices = partners(this.view.question).map((text, value) => make("option", { value }, plain(text)));
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
}

// Something to do in the lab: nothing is chosen here.
class Task extends Choice {
  draw() {
    return [];
  }

  read() {
    return [1];
  }

  fill() {}
}

const FORMS = {
  single: Choice,
  predict: Choice,
  multiple: Several,
  line: Line,
  number: Typed,
  order: Order,
  match: Match,
  poll: Choice,
  provoke: Task,
};

// --- Asking

// A question to be answered. `changed(choice)` is called with each change, `choice` being null while it is incomplete.
// `confirm`: a number and an untouched order count when a button says so; for pages that send each choice at once.
export class QuestionView {
  constructor(
    question,
    { choice = null, changed = () => {}, heading = "span", lettered = false, confirm = false } = {},
  ) {
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
}

export function confidenceChoice(changed, { levels = CONFIDENCE, chosen = null } = {}) {
  const name = `question-${++drawn}-sure`;
  const choices = levels.map((word, value) => {
    const input = make("input", { type: "radio", name, value, checked: value === chosen, ...KEYS });
    input.addEventListener("change", () => changed(value));
    return make("label", {}, input, make("span", {}, word));
  });
  return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("span", { class: "seg" }, choices));
}

// --- Showing

// A question without controls, for example above its marks. `inside` is what stands below it.
export function shownQuestion(question, heading, ...inside) {
  learn(question);
  const prompt = make("div", { class: "prompt" }, questionPrompt(question, heading));
  return make("div", { class: "question" }, prompt, questionWire(question), inside);
}

// A question on the wall: with its options, and what to do.
export function wallQuestion(question, heading) {
  learn(question);
  const options = question.options.map((option, place) => {
    const text = question.form === "line" ? lineParts(option) : optionParts(option);
    return make("div", { class: "opt" }, letterMark(place), make("span", { class: "text" }, text));
  });
  const typed = question.form === "number" ? "Type the number." : FORMS[question.form].instruction;
  const matches = partners(question).map((text) => make("li", { class: "opt" }, prose(text)));
  const answers = make("div", { class: `answers ${question.form}` }, options);
  return make(
    "div",
    { class: "question" },
    make("div", { class: "prompt" }, questionPrompt(question, heading, typed)),
    questionWire(question),
    matches.length
      ? make("div", { class: "pairs" }, answers, make("ul", { class: "partners" }, matches))
      : options.length
        ? answers
        : null,
  );
}

function questionPrompt(question, heading, instruction = "") {
  const ask = make(heading, { class: "ask" }, headed(question.ask)[0]);
  return [ask, instruction ? make("span", { class: "soft" }, ` ${instruction}`) : null];
}

// What stands below the words of a question: its code blocks, tables and images, and its wire.
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
    lines.map((line, index) => [wireLine(line), index < last ? "\n" : ""]),
  );
}

function wireLine(line) {
  const kind = { ">": "sent", "<": "recv" }[line.slice(0, 2).trimEnd()];
  return kind ? [make("span", { class: kind }, line.slice(0, 2)), line.slice(2)] : [line];
}

const lineParts = (option) => make("span", { class: "wl" }, wireLine(option.text));
const partners = (question) => question.matches ?? question.partners ?? [];

// The letter that people call an option by, on a shape and a color of its own.
function letterMark(place) {
  return make("b", { class: `letter shape${place % 6}`, "aria-hidden": "true" }, letter(place));
}

// `place` is the option's place in the order shown where it has a letter.
function optionParts(option, place = null) {
  const text = option.text || option.name;
  return [
    place != null ? letterMark(place) : null,
    option.code != null ? make("b", { class: `code ${classOf(option.code)}` }, String(option.code)) : null,
    text ? make("span", {}, prose(text)) : null,
  ];
}

// What was chosen, in words: a choice of an open question, or the marks of an answered one.
export function choiceWords(question, choice) {
  if (!choice || question.form === "provoke") return "";
  if (question.form === "number") return String(choice[0]);
  if (question.form === "match") {
    const pairs = choice.map((place, row) => [question.options[row], partners(question)[place]]);
    return pairs.map(([option, text]) => `${optionLabel(option)} → ${plain(text)}`).join("; ");
  }
  const words = choice.map((place) => optionLabel(question.options[place]));
  return words.join(question.form === "order" ? " → " : "; ");
}

export function markedWords(form, marks) {
  if (form === "order" || form === "match") {
    return marks.map((mark) => `${optionLabel(mark)} (${mark.yours ? plain(mark.yours) : "right"})`).join("; ");
  }
  const chosen = marks.filter((mark) => mark.chosen);
  return chosen.map(optionLabel).join("; ");
}

function optionLabel(option) {
  return [option.code, plain(option.text || option.name)].filter((part) => part != null && part !== "").join(" ");
}

// --- Marking

// Marks in reading order: [{code, text, place, right, chosen, yours, beside, why, shares: [{vote, count, of}]}].
// `place` gives the letter; `right` is null where nothing was answered; `beside` is the right partner, `yours` what the
// learner did, `shares` how many chose it in each vote; `unmarked` is true where no sign stands before it.
export function markedOptions(form, marks, links = {}) {
  const rows = marks.map((mark, index) => markedOption(form, mark, index, links));
  return make(form === "order" ? "ol" : "ul", { class: "marks" }, rows);
}

function markedOption(form, mark, index, links) {
  const [kind, sign, label] = markSign(mark);
  const text = [
    form === "line" ? lineParts(mark) : optionParts(mark),
    mark.beside ? make("span", { class: "beside" }, "→ ", prose(mark.beside)) : null,
    mark.yours ? make("span", { class: "yours" }, prose(mark.yours)) : null,
    mark.why ? make("span", { class: "why" }, prose(mark.why, links)) : null,
  ];
  return make(
    "li",
    { class: `opt ${kind}` },
    mark.unmarked ? null : make("span", { class: "sign", role: "img", "aria-label": label }, sign),
    form === "order" ? make("span", { class: "rank", "aria-hidden": "true" }, `${index + 1}.`) : null,
    mark.place != null ? letterMark(mark.place) : null,
    make("span", { class: "text" }, text),
    mark.shares?.length ? make("span", { class: "bars" }, mark.shares.map(bar)) : null,
  );
}

function markSign({ right, chosen }) {
  if (right === null) return ["", "·", "not answered"];
  if (right) return ["ok", "✓", "right"];
  return chosen ? ["no", "✗", "not right"] : ["", "–", "not chosen"];
}

// How many of those who could answer chose an option. The vote has its name where there were several.
function bar({ vote, count, of }, _, all) {
  const share = of ? Math.round((100 * count) / of) : 0;
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
    make("span", { class: "n" }, `${share} % (${count})`),
  );
}
