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
var many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

// src/clock.js
var Clock = class {
  element = make("span", { class: "clock", "aria-hidden": "true" });
  constructor(unit = "") {
    this.unit = unit;
    this.timer = setInterval(() => this.tick(), 250);
  }
  close() {
    clearInterval(this.timer);
  }
  set(left) {
    this.end = left == null ? null : performance.now() + left;
    this.tick();
  }
  words(seconds) {
    if (seconds < 100) return `${seconds}${this.unit}`;
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  // Seconds, or null without a countdown.
  left() {
    return this.end == null ? null : Math.max(0, this.end - performance.now()) / 1e3;
  }
  tick() {
    const left = this.end == null ? null : 1e3 * this.left();
    const text = left == null ? "" : this.words(Math.ceil(left / 1e3));
    if (this.element.textContent !== text) this.element.textContent = text;
    this.element.classList.toggle("soon", left != null && left < 1e4);
  }
};

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
var FROM_THE_NEXT = "You are in from the next question.";
var TOO_LATE = "You came after this vote was closed, so it does not count for you.";
var MOST_NUMBERS = 4;
var NOT_COUNTED = "It does not count for you that this one began without you.";
var ClassView = class {
  confidence = null;
  constructor({ head, main, heading, unit, answer, pending = () => null, ending, exam }) {
    Object.assign(this, { head, main, heading, answer, pending, ending, exam });
    this.clock = new Clock(unit);
  }
  close() {
    this.clock.close();
  }
  show(...parts) {
    this.main.replaceChildren(...parts.flat().filter(Boolean));
  }
  draw(now) {
    this.now = now;
    this.clock.set(now.left_ms);
    this.drawHead();
    const shape = JSON.stringify(shapeOf(now));
    if (shape === this.shape && now.mode !== "exam") {
      this.question?.show((this.pending() ?? now.you.answer)?.choice);
      return;
    }
    this.shape = shape;
    this.question = null;
    this.drawBody();
  }
  drawHead() {
    const { you, title, place: at, of, view, mode, worth } = this.now;
    const value = view === "question" && worth != null && worth !== 1 ? ` · ${many(worth, "point")}` : "";
    const place = (view === "question" || view === "reveal") && mode !== "exam" ? `${at} of ${of}${value}` : "";
    const score = view === "ended" && you.of ? `${points(you.score)} of ${points(you.of)}` : "";
    const far = make("div", { class: "far" }, make("span", { class: "soft" }, place || score), this.clock.element);
    const group = [you.team, title].filter(Boolean).join(" · ");
    this.head.replaceChildren(
      make("div", {}, make("b", { title: you.name }, you.name), make("span", { class: "soft" }, group)),
      far
    );
  }
  drawBody() {
    const { view, mode, you, scoring } = this.now;
    if (view === "lobby") {
      const next = "The first question comes when the host opens it. Nothing to do yet.";
      const team = you.team ? make("p", {}, "Your team: ", make("b", {}, you.team)) : null;
      const how = scoring ? make("p", { class: "soft" }, scoring) : null;
      return this.show(this.title(`You are in, ${you.name}.`), make("p", {}, next), team, how);
    }
    if (view === "ended") return this.drawEnd();
    if (mode === "exam") return this.exam();
    if (!you.in) return this.drawWaiting();
    if (view === "reveal") return this.drawReveal();
    return this.drawQuestion();
  }
  title(words) {
    return make(this.heading, {}, words);
  }
  drawWaiting() {
    const { question } = this.now;
    const shown = question ? make("div", { class: "dim" }, shownQuestion(question, "p")) : null;
    this.show(this.title(FROM_THE_NEXT), make("p", { class: "soft" }, NOT_COUNTED), shown);
  }
  drawQuestion() {
    const { question, you, accepts, note, confidence_levels: levels } = this.now;
    const given = this.pending() ?? you.answer;
    this.confidence = given?.confidence ?? null;
    this.question = answerable(question, this.heading, given?.choice, (choice) => this.send(choice));
    this.question.lock(!accepts);
    const changed = (value) => {
      this.confidence = value;
      this.send(this.question.choice);
    };
    const sure = accepts && question.form !== "poll" ? confidenceChoice(changed, { levels, chosen: this.confidence }) : null;
    const line = you.could ? note : [note, TOO_LATE].filter(Boolean).join(" ");
    this.show(line ? make("p", { class: "note" }, line) : null, this.question.element, sure, this.voteCounts());
  }
  send(choice) {
    const { round, vote } = this.now;
    if (choice) this.answer({ round, vote, choice, confidence: this.confidence });
  }
  voteCounts() {
    const votes = this.now.tally?.votes;
    return votes?.length ? make("p", { class: "soft" }, voteText(votes)) : null;
  }
  drawReveal() {
    const { question, reveal, you, tally, leaders, teams } = this.now;
    this.show(
      resultLine(you.result, "No answer from you this time."),
      revealedQuestion(question, reveal, this.heading, you.answer?.choice, tally?.votes),
      leaderboard(leaders, teams)
    );
  }
  drawEnd() {
    const { you, leaders, teams } = this.now;
    const score = you.of ? `${points(you.score)} of ${many(points(you.of), "point")}.` : "No question was asked.";
    const { words, note, act } = this.ending;
    this.show(
      this.title("That was the class."),
      make("p", { class: "score" }, score),
      note ? make("p", { class: "soft" }, note) : null,
      button(words, act, "go"),
      leaderboard(leaders, teams)
    );
  }
};
function shapeOf(now) {
  if (now.view !== "question") return { ...now, left_ms: null, version: null };
  return [now.phase, now.round, now.vote, now.worth, now.you.in, now.you.could, Boolean(now.tally), now.title];
}
function statusLine(now, { sending = false, lost = false, kept = false, error = "", message = "" }) {
  if (!now) return [lost ? "Connecting …" : "", ""];
  if (sending && lost && kept) return ["Link lost. Your answer is kept here and sent when it is back.", "no"];
  if (sending) return ["Sending …", ""];
  if (error) return [error, "no"];
  if (lost) return ["Link lost. Trying again …", "no"];
  if (message) return [message, "ok"];
  const saved = now.you.answer && now.view === "question" && now.mode !== "exam";
  if (saved) return [savedWords(now), "ok"];
  return ["", ""];
}
function savedWords({ accepts, mode }) {
  if (!accepts) return "✓ Saved.";
  return mode === "speed" ? "✓ Saved. Your first answer counts." : "✓ Saved. You may still change it.";
}
function answerable(question, heading, choice, changed) {
  return new QuestionView(question, { heading, choice, changed, lettered: true, confirm: true });
}
function resultLine(result, nothing) {
  if (!result) return make("p", { class: "result" }, nothing);
  const [kind, sign] = result.right === null ? ["", ""] : result.right ? ["ok", "✓ "] : ["no", "✗ "];
  const earned = result.worth > 1 ? ` · ${points(result.points)} of ${many(points(result.worth), "point")}` : "";
  return make("p", { class: `result ${kind}` }, sign + result.headline + earned);
}
function revealedQuestion(question, reveal, heading, choice, votes) {
  learn(question, reveal);
  const marks = revealedMarks(question, reveal, choice, votes ?? []);
  const source = reveal.source ? make("p", { class: "soft source" }, prose(reveal.source, reveal.links)) : null;
  return shownQuestion(question, heading, markedOptions(question.form, marks, reveal.links), source);
}
function leaderboard(leaders, teams) {
  if (teams?.length) {
    const rows = teams.map(({ team, points: mean, n }) => [team, mean, many(n, "person", "people")]);
    return board("Points for each person of a team", rows);
  }
  if (!leaders?.length) return null;
  const named = leaders.some(([name]) => name);
  return board(named ? "In front" : "In front, without names", leaders);
}
function board(title, rows) {
  const rank = (score) => 1 + rows.filter((other) => other[1] > score).length;
  const items = rows.map(
    ([name, score, more]) => make(
      "li",
      {},
      make("span", { class: "rank" }, `${rank(score)}.`),
      make("span", { class: "name", title: name }, name),
      more ? make("span", { class: "soft" }, more) : null,
      make("b", {}, points(score))
    )
  );
  return make("section", { class: "board" }, make("h2", {}, title), make("ol", {}, items));
}
var voteText = (votes) => votes.map(({ vote, answered, of, counts, numbers, share }) => {
  const right = share == null || counts || numbers?.length ? "" : `, ${Math.round(share * answered)} of them right`;
  return `Vote ${vote}: ${answered} of ${of} answered${right}`;
}).join(" · ");
var points = (score) => String(Number(score.toFixed(1)));
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

// src/seat.js
var KEEP = "Keep my answers in this notebook's memory";
var NAME = "a name for the class to see";
var Seat = class {
  constructor(model, el) {
    this.model = model;
    this.waiting = 0;
    pictures.base = `${model.get("page")}/`;
    this.build(el);
    this.listeners = {
      "change:snap": () => this.draw(),
      "change:state": () => this.onOutcome(),
      "change:linked": () => this.drawStatus(),
      "change:name": () => this.draw()
    };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.draw();
  }
  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    this.view.close();
  }
  get now() {
    const snap = this.model.get("snap");
    return snap.phase ? snap : null;
  }
  build(el) {
    const head = make("div", { class: "head" });
    const main = make("div");
    this.status = make("p", { role: "status", class: "said" });
    el.append(root(make("div", { class: "box seat", ...KEYS }, head, main, this.status)));
    this.view = new ClassView({
      head,
      main,
      heading: "h2",
      unit: " s",
      answer: (answer) => this.send({ do: "answer", ...answer }),
      ending: { words: KEEP, act: () => this.send({ do: "keep" }) },
      exam: () => this.view.show(make("p", {}, EXAM))
    });
  }
  draw() {
    if (!this.model.get("name")) return this.drawJoinForm();
    if (this.now) this.view.draw(this.now);
    this.drawStatus();
  }
  drawJoinForm() {
    const input = make("input", { type: "text", "aria-label": NAME, placeholder: NAME, ...KEYS });
    const join = make("button", { class: "go", ...KEYS }, `Join class ${this.model.get("room")}`);
    const form = make("form", { class: "row" }, input, join);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.send({ do: "join", name: input.value });
    });
    this.view.show(form);
  }
  send(action) {
    this.waiting = (this.model.get("sent").n ?? 0) + 1;
    this.model.set("sent", { n: this.waiting, ...action });
    this.model.save_changes();
    this.drawStatus();
  }
  onOutcome() {
    this.outcome = this.model.get("state");
    if (this.outcome.n === this.waiting) this.waiting = 0;
    this.drawStatus();
  }
  drawStatus() {
    const { saved = true, message = "" } = this.outcome ?? {};
    const [words, kind] = statusLine(this.now, {
      sending: this.waiting > 0,
      lost: Boolean(this.model.get("name")) && !this.model.get("linked"),
      error: saved ? "" : message,
      message: saved ? message : ""
    });
    this.status.textContent = this.waiting && !this.now ? "…" : words || (!this.now && !saved ? message : "");
    this.status.className = `said ${kind}`;
  }
};
var EXAM = "This class is an exam with a paper of your own: open its address in a browser.";
function render({ model, el }) {
  const seat = new Seat(model, el);
  return () => seat.close();
}
var seat_default = { render };
export {
  seat_default as default
};
