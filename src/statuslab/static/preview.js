// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
var KEYS = { "data-lm-suppress-shortcuts": "true" };
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
function element([name, { src, alt, scope, class: look2 }, inside], links) {
  if (!ELEMENTS.has(name)) return null;
  const code = name === "code" || name === "pre";
  return make(name, { src: src && address(src), alt, scope, class: look2 }, code ? inside : draw(inside, links));
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
function button(words, act, look2 = "", attributes = {}) {
  const element2 = make("button", { type: "button", class: look2, ...KEYS, ...attributes }, words);
  element2.addEventListener("click", act);
  return element2;
}
var letter = (place) => String.fromCharCode(65 + place);
var classOf = (code) => code >= 100 && code < 600 ? `k${Math.floor(code / 100)}` : "k0";
var many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

// src/question.js
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
function shownQuestion(question, heading, ...inside) {
  learn(question);
  const prompt = make("div", { class: "prompt" }, questionPrompt(question, heading));
  return make("div", { class: "question" }, prompt, questionWire(question), inside);
}
function wallQuestion(question, heading) {
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
    matches.length ? make("div", { class: "pairs" }, answers, make("ul", { class: "partners" }, matches)) : options.length ? answers : null
  );
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

// src/class_view.js
var ORDINALS = ["1st", "2nd", "3rd", ...Array.from({ length: 11 }, (_, index) => `${index + 4}th`)];
var MOST_NUMBERS = 4;
function answerable(question, heading, choice, changed) {
  return new QuestionView(question, { heading, choice, changed, lettered: true, confirm: true });
}
function revealedQuestion(question, reveal, heading, choice, votes) {
  learn(question, reveal);
  const marks = revealedMarks(question, reveal, choice, votes ?? []);
  const source = reveal.source ? make("p", { class: "soft source" }, prose(reveal.source, reveal.links)) : null;
  return shownQuestion(question, heading, markedOptions(question.form, marks, reveal.links), source);
}
function revealedMarks(question, reveal, choice, votes) {
  if (question.form === "number") return numberMarks(reveal, choice, votes);
  const places = question.form === "order" ? reveal.right : question.options.map((_, place) => place);
  return places.map((place, at) => ({
    ...question.options[place],
    place,
    why: reveal.options[place].why,
    ...shares(votes, place),
    ...arrangedMark(question, reveal, choice, place, at)
  }));
}
function shares(votes, place) {
  const counted = votes.filter((each) => each.counts?.[place] != null && each.of);
  return { shares: counted.map(({ vote, counts, of }) => ({ vote, count: counts[place], of })) };
}
function arrangedMark(question, reveal, choice, place, at) {
  const partners2 = question.partners;
  const beside = question.form === "match" ? partners2[reveal.right[place]] : "";
  if (question.form !== "order" && question.form !== "match") {
    const chosen = Boolean(choice?.includes(place));
    const { right: right2 } = reveal.options[place];
    return { right: right2, unmarked: right2 === null, chosen, yours: chosen ? "your choice" : "" };
  }
  if (choice == null) return { right: null, beside };
  const right = question.form === "order" ? choice[at] === place : choice[place] === reveal.right[place];
  const put = question.form === "order" ? ORDINALS[choice.indexOf(place)] : partners2[choice[place]];
  return { right, chosen: true, beside, yours: right ? "" : `you: ${put}` };
}
function numberMarks(reveal, choice, votes) {
  const typed = votes.at(-1)?.numbers?.slice(0, MOST_NUMBERS).map(([number]) => number) ?? [];
  const known = reveal.options.map((option) => option.number);
  const others = [.../* @__PURE__ */ new Set([...choice ?? [], ...typed])].filter((number) => !known.includes(number));
  const also = others.map((number) => ({ number, right: false, why: "" }));
  return [...reveal.options, ...also].map(({ number, right, why }) => {
    const chosen = choice?.[0] === number;
    const yours = chosen ? "your choice" : "";
    return { code: number, right, why, chosen, yours, shares: numberShares(votes, number) };
  });
}
function numberShares(votes, number) {
  const count = ({ numbers }) => numbers.find((each) => each[0] === number)?.[1] ?? 0;
  return votes.filter((vote) => vote.numbers?.length).map((vote) => ({ ...vote, count: count(vote) }));
}

// src/preview.js
var EVERY = 700;
var PATIENCE = 5e3;
var FOLLOWS = "This page follows the file: save it, and look here.";
var main = document.getElementById("main");
var state = document.getElementById("state");
var drawn2 = /* @__PURE__ */ new Map();
var version = "";
function draw2(now) {
  document.title = `${now.title} · preview`;
  const articles = now.questions.map((each, place) => article(each, place + 1));
  main.replaceChildren(make("h1", {}, now.title), summary(now), ...articles);
}
function summary({ mistakes, warnings, questions }) {
  const list = (name, lines) => lines.length ? make(
    "section",
    { class: name },
    make("h2", {}, many(lines.length, name)),
    make(
      "ul",
      {},
      lines.map((line) => make("li", {}, line))
    )
  ) : null;
  const counted = make("p", { class: "soft" }, `${many(questions.length, "question")} to show.`);
  return make("div", {}, counted, list("mistake", mistakes), list("warning", warnings));
}
function article(each, number) {
  const text = JSON.stringify([each, number]);
  const known = drawn2.get(each.id);
  if (known?.text === text) return known.element;
  const { question, reveal } = each;
  const view = (name, element3) => make("section", { class: name.split(" ").at(-1) }, make("h3", {}, name), element3);
  const element2 = make(
    "article",
    {},
    make("h2", {}, `${number}. `, make("code", {}, each.id), make("span", { class: "soft" }, each.place)),
    make(
      "div",
      { class: "views" },
      view("On a phone", answerable(question, "h4", null, () => {
      }).element),
      view("After the reveal", revealedQuestion(question, reveal, "h4", null)),
      view("On the wall", wallQuestion(question, "h4"))
    ),
    each.hint ? make("p", { class: "soft" }, "Hint on a card: ", each.hint) : null
  );
  drawn2.set(each.id, { text, element: element2 });
  return element2;
}
async function look() {
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const response = await fetch("state", { headers, signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 200) {
      draw2(await response.json());
      version = response.headers.get("ETag") ?? "";
    }
    state.textContent = response.status < 400 ? FOLLOWS : `The preview met a fault (${response.status}).`;
  } catch {
    state.textContent = "The preview has ended. Start `statuslab bank preview` again.";
  }
  setTimeout(look, EVERY);
}
look();
