// A question of any form: drawing it, answering it, marking the answer. Choices are positions in the order shown.
// The page does not have the key before the reveal.

import { button, classOf, letter, make, prose } from "./dom.js";

let drawn = 0;

export function questionHead(question, heading = "h2") {
  const note = { multiple: "Choose all that fit.", order: "Put them in order.", match: "Find the partner of each." }[question.form];
  const parts = [make(heading, { class: "ask" }, prose(question.ask))];
  if (note) parts.push(make("p", { class: "soft" }, note));
  if (question.wire && question.form !== "line") parts.push(wire(question.wire));
  return parts;
}

function wire(text) {
  const lines = text.split("\n").map((line) => make("span", { class: line[0] === ">" ? "sent" : line[0] === "<" ? "recv" : "" }, `${line}\n`));
  return make("pre", { class: "wire", tabindex: "0", "aria-label": "the wire" }, lines);
}

export function optionContent(option, place, form) {
  const code = option.code ? make("b", { class: `code ${classOf(option.code)}` }, String(option.code)) : null;
  const text = option.text || option.name;
  const words = form === "line" ? make("code", { class: "line" }, text) : make("span", {}, prose(text));
  const mark = form === "line" ? null : make("b", { class: "letter", "aria-hidden": "true" }, letter(place));
  return [mark, code, text ? words : null];
}

// The input for one question. `changed(choice)` is called with each complete answer.
export class Answering {
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
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") this.typed(input); });
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
}

// --- After the reveal

export function revealedOptions(question, reveal, choice, votes = []) {
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
  const share = Math.round((100 * count) / vote.answered);
  const fill = make("span", { class: "fill" });
  fill.style.width = `${share}%`;
  return make("span", { class: "bar", role: "img", "aria-label": `${count} of ${vote.answered} chose this` }, fill, make("span", { class: "n" }, String(count)));
}
