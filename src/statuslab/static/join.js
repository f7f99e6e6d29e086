// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
var KEYS = { "data-lm-suppress-shortcuts": "true" };
function make(name, attributes = {}, ...children) {
  const element2 = document.createElement(name);
  for (const [key2, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element2.setAttribute(key2, value === true ? "" : value);
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
  const base2 = pictures.base ?? location.href.replace(/[?#].*$/, "").replace(/^(.*\/r\/[^/]+).*$/, "$1/");
  return new URL(src.replace(/^.*\//, "images/"), base2).href;
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
  constructor({ head: head2, main: main2, heading, unit, answer, pending = () => null, ending, exam }) {
    Object.assign(this, { head: head2, main: main2, heading, answer, pending, ending, exam });
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
  const known2 = reveal.options.map((option) => option.number);
  const others = [.../* @__PURE__ */ new Set([...choice ?? [], ...typed])].filter((number) => !known2.includes(number));
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

// src/link.js
var SILENCE = 25e3;
var FIRST = 6e3;
var EACH = 2e3;
var RequestError = class extends Error {
  constructor(status, problem, wait) {
    super(problem.detail || problem.title || `the class answered ${status}`);
    this.status = status;
    this.kind = String(problem.type ?? "").split("/").pop();
    this.wait = wait;
    const ours = String(problem.type ?? "").startsWith("/problems/");
    this.temporary = !ours || [408, 429, 502, 503, 504].includes(status);
  }
};
async function call(path, { token, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    signal,
    cache: "no-store"
  });
  const data = await response.json().catch(() => ({}));
  if (response.ok) return data;
  throw new RequestError(response.status, data, Number(response.headers.get("Retry-After") ?? 0) * 1e3);
}
var sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function callWithRetries(path, options, onRetry) {
  for (let wait = 300; ; wait = Math.min(wait * 2, 5e3)) {
    try {
      return await call(path, { ...options, signal: AbortSignal.timeout(8e3) });
    } catch (error) {
      if (error instanceof RequestError && !error.temporary) throw error;
      onRetry(error);
      await sleep(Math.max(error.wait ?? 0, wait * (0.7 + Math.random() * 0.6)));
    }
  }
}
var Stream = class {
  constructor(path, snapshot, token, onEvent, onLink) {
    Object.assign(this, { path, snapshot, token, onEvent, onLink, stopped: false, asks: false, wait: 500 });
    this.wake = () => {
      if (document.visibilityState === "visible" && !this.open) this.retryNow?.();
    };
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.run();
  }
  stop() {
    this.stopped = true;
    this.control?.abort();
    clearTimeout(this.asking);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }
  async run() {
    while (!this.stopped) {
      try {
        await this.read();
      } catch (error) {
        if (error instanceof RequestError && !error.temporary) return this.refused(error);
      }
      this.open = false;
      if (this.stopped) return;
      if (!this.asks) this.onLink(false);
      await new Promise((done) => {
        this.retryNow = done;
        setTimeout(done, this.wait * (0.5 + Math.random()));
      });
      this.wait = Math.min(this.wait * 2, 8e3);
    }
  }
  refused(error) {
    this.stop();
    this.onEvent("refused", error);
  }
  async read() {
    this.control = new AbortController();
    const headers = { Accept: "text/event-stream" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    this.watch();
    this.began = performance.now();
    this.flows = false;
    if (!this.asks) {
      clearTimeout(this.asking);
      this.asking = setTimeout(() => this.ask(), FIRST);
    }
    const response = await fetch(this.path, { headers, signal: this.control.signal, cache: "no-store" });
    if (!response.ok) throw new RequestError(response.status, await response.json().catch(() => ({})));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      if (this.asks && performance.now() - this.began > FIRST) continue;
      this.watch();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) this.frame(frame);
    }
  }
  async ask() {
    if (this.stopped || this.flows) return;
    try {
      const now = await call(this.snapshot, { token: this.token, signal: AbortSignal.timeout(8e3) });
      if (this.stopped || this.flows) return;
      this.asks = true;
      this.onLink(true, true);
      this.onEvent("snapshot", now);
    } catch (error) {
      this.asks = false;
      if (error instanceof RequestError && !error.temporary) return this.refused(error);
      this.onLink(false);
    }
    this.asking = setTimeout(() => this.ask(), EACH);
  }
  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.control.abort(), SILENCE);
  }
  // A comment, which comes a second after the first frame: no proxy holds back what follows.
  beat() {
    if (!this.flows) this.onLink(true);
    this.flows = true;
    this.asks = false;
    clearTimeout(this.asking);
  }
  frame(text) {
    const field = (name) => text.split("\n").filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
    const event = field("event");
    if (!event) return this.beat();
    if (!this.open && !this.asks) this.onLink(true);
    this.open = true;
    this.wait = 500;
    this.onEvent(event, JSON.parse(field("data") || "{}"));
  }
};

// src/place.js
var found = location.pathname.match(/^(.*)\/r\/([^/]+)/);
var room = decodeURIComponent(found?.[2] ?? "").toUpperCase();
var base = found?.[1] ?? location.pathname.replace(/\/[^/]*$/, "");
var apiUrl = (path) => `${base}/api/${room}/${path}`;
var pageUrl = (code, path = "") => `${base}/r/${encodeURIComponent(code)}${path}`;

// src/join.js
var head = document.getElementById("head");
var main = document.getElementById("main");
var state = document.getElementById("state");
var storage = {
  get(key2) {
    try {
      return JSON.parse(localStorage.getItem(key2));
    } catch {
      return null;
    }
  },
  set(key2, value) {
    try {
      localStorage.setItem(key2, JSON.stringify(value));
    } catch {
    }
  },
  remove(key2) {
    try {
      localStorage.removeItem(key2);
    } catch {
    }
  }
};
function random(bytes) {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(
    /[+/=]/g,
    (sign) => ({ "+": "-", "/": "_" })[sign] ?? ""
  );
}
function setStatus(words, kind = "") {
  if (state.textContent !== words) state.textContent = words;
  state.className = kind;
}
function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}
var KEEP = 'What you missed can come back in your own notebook: keep this file, and in the review page bring it in with classroom.keep("FILE").';
var key = `statuslab-class-${room}`;
function askCode(words = "") {
  const input = make("input", {
    id: "code",
    name: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: "6",
    required: true
  });
  const form = make(
    "form",
    { class: "join" },
    make("h1", {}, "Join a class"),
    make("label", { for: "code" }, "Code on the screen"),
    input,
    make("button", { class: "go" }, "Go on")
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) location.href = pageUrl(input.value.trim().toUpperCase());
  });
  show(form);
  setStatus(words, words ? "no" : "");
  input.focus();
}
function askName(words = "", { nameless = false, hub_user: user } = {}) {
  const stored = storage.get(key) ?? {};
  const input = make("input", {
    id: "name",
    name: "name",
    autocomplete: "nickname",
    required: true,
    value: stored.name
  });
  const asked = [
    make("label", { for: "name" }, "A name for the class to see"),
    input,
    make("p", { class: "soft" }, "It need not be your own. Your answers stay with the host of this class.")
  ];
  const unasked = user ? `You join as ${user}.` : "Nobody gives a name here.";
  const unnamed = make("p", { class: "soft" }, `${unasked} Your answers stay with the host of this class.`);
  const given = nameless || user;
  const go = make("button", { class: "go" }, "Join");
  const form = make("form", { class: "join" }, make("h1", {}, `Class ${room}`), given ? unnamed : asked, go);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    await join(given ? "" : input.value, user);
    go.disabled = false;
  });
  show(form);
  setStatus(words, words ? "no" : "");
  (given ? go : input).focus();
}
async function join(name, user) {
  const stored = storage.get(key) ?? {};
  const nonce = stored.nonce ?? random(24);
  storage.set(key, { nonce, name });
  setStatus("Joining …");
  try {
    const player = await callWithRetries(
      apiUrl("players"),
      { body: { name, nonce } },
      () => setStatus("Link lost. Trying again …", "no")
    );
    storage.set(key, { nonce, name: player.name, token: player.token, user });
    enter(player.token);
  } catch (error) {
    if (error.status === 404) return askCode(error.message);
    if (error.status === 410 || error.kind === "removed") storage.remove(key);
    setStatus(error.message, "no");
  }
}
var Class = class {
  constructor(token) {
    this.token = token;
    this.page = random(9);
    this.clicks = 0;
    this.unsent = /* @__PURE__ */ new Map();
    this.linked = false;
    this.view = new ClassView({
      head,
      main,
      heading: "h1",
      answer: (answer) => this.answer(answer),
      pending: () => this.unsent.get(`${this.now.round}:${this.now.vote}`),
      ending: { words: "Keep my answers", note: KEEP, act: () => this.download() },
      exam: () => this.loadPaper()
    });
    this.outboxKey = `${key}-unsent`;
    for (const body of storage.get(this.outboxKey) ?? []) this.send(body);
    this.stream = new Stream(
      apiUrl("stream"),
      apiUrl("me"),
      token,
      (event, data) => this.onEvent(event, data),
      (linked2) => {
        this.linked = linked2;
        this.drawStatus();
      }
    );
  }
  onEvent(event, data) {
    if (event === "snapshot") return this.draw(data);
    if (event === "bye") return;
    this.stop();
    if (event === "elsewhere") return this.openElsewhere(data.why);
    if (event === "removed") return this.removed(data.why ?? "The host took you out of this class.");
    if (data.status === 401) {
      storage.remove(key);
      return askName("This class does not know you any more. Join again.");
    }
    if (data.status === 404) return askCode(data.message);
    this.removed(data.message);
  }
  stop() {
    this.stream.stop();
    this.view.close();
  }
  openElsewhere(why) {
    show(
      make("h1", {}, "Open on another page"),
      make("p", {}, why ?? ""),
      button("Go on here", () => enter(this.token), "go")
    );
    setStatus("");
  }
  removed(why) {
    const again = button("The host let me in again", () => enter(this.token), "plain");
    show(make("h1", {}, "You are out of this class"), make("p", {}, why), again);
    setStatus("");
  }
  draw(snapshot) {
    this.now = snapshot;
    this.view.draw(snapshot);
    this.drawStatus();
  }
  async download() {
    try {
      const results = await callWithRetries(
        apiUrl("results"),
        { token: this.token },
        () => setStatus("Link lost. Trying again …", "no")
      );
      const address2 = URL.createObjectURL(new Blob([JSON.stringify(results, null, 1)], { type: "application/json" }));
      make("a", { href: address2, download: `statuslab-class-${room}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address2), 1e4);
      setStatus("Kept in your downloads.", "ok");
    } catch (error) {
      setStatus(error.message, "no");
    }
  }
  // --- exam
  async loadPaper() {
    if (this.loading) return;
    this.loading = true;
    try {
      this.paper = (await callWithRetries(apiUrl("paper"), { token: this.token }, () => this.drawStatus())).questions;
      for (const each of this.paper) each.saved = Boolean(each.answer);
      this.place = Math.min(this.place ?? 0, this.paper.length - 1);
      this.drawPaperQuestion();
    } catch (error) {
      setStatus(error.message, "no");
    } finally {
      this.loading = false;
    }
  }
  drawPaperQuestion() {
    const each = this.paper[this.place];
    if (!each) return show(make("p", {}, "This paper has no questions."));
    const { accepts, note } = this.now;
    const nav = make("nav", { class: "dots", "aria-label": "questions" });
    this.dots = this.paper.map(
      (_, at) => button(
        "",
        () => {
          this.place = at;
          this.drawPaperQuestion();
        },
        at === this.place ? "dot here" : "dot"
      )
    );
    nav.append(...this.dots);
    this.markPaper();
    if (each.reveal) {
      const marked = revealedQuestion(each.question, each.reveal, "h1", each.answer?.choice);
      return show(nav, resultLine(each.result, "Not answered."), marked);
    }
    const given = this.unsent.get(`${each.round}:1`) ?? each.answer;
    const view = answerable(each.question, "h1", given?.choice, (choice) => this.answerPaper(each, choice));
    view.lock(!accepts);
    show(nav, accepts || !note ? null : make("p", { class: "note" }, note), view.element, this.nextInPaper());
  }
  // Mark the questions whose answers are on the host's disk.
  markPaper() {
    for (const [at, dot] of (this.dots ?? []).entries()) {
      const { saved } = this.paper[at];
      dot.textContent = `${at + 1}${saved ? " ✓" : ""}`;
      dot.setAttribute("aria-label", `question ${at + 1}${saved ? ", answered" : ""}`);
    }
    this.drawStatus();
  }
  // What is saved of the paper, where nothing is wrong.
  paperStatus() {
    const each = this.paper?.[this.place];
    if (!each || this.now?.view !== "question") return "";
    const answered = `${this.paper.filter((one) => one.saved).length} of ${this.paper.length} answered.`;
    return each.saved ? `${savedWords(this.now)} ${answered}` : answered;
  }
  nextInPaper() {
    if (this.place + 1 >= this.paper.length) {
      return make("p", { class: "soft" }, "The last one. You may go back until the host closes the paper.");
    }
    const next = () => {
      this.place += 1;
      this.drawPaperQuestion();
      main.focus();
    };
    return button("Next", next, "plain");
  }
  answerPaper(each, choice) {
    if (!choice) return;
    each.answer = { choice };
    this.answer({ round: each.round, vote: 1, choice, confidence: null });
  }
  // --- answering
  answer(answer) {
    this.clicks += 1;
    this.send({ ...answer, page: this.page, click: this.clicks });
  }
  async send(body) {
    const place = `${body.round}:${body.vote}`;
    const waiting = this.unsent.has(place);
    this.unsent.set(place, body);
    this.storeUnsent();
    if (waiting) return;
    while (this.unsent.has(place)) {
      const sent = this.unsent.get(place);
      const done = await this.deliver(sent);
      if (this.unsent.get(place) === sent) this.unsent.delete(place);
      this.storeUnsent(done);
    }
  }
  async deliver(body) {
    this.error = "";
    try {
      const saved = await callWithRetries(apiUrl("answers"), { token: this.token, body }, (error) => {
        this.retrying = !(error instanceof RequestError) || error.status !== 429;
        this.drawStatus();
      });
      const { now } = this;
      const answered = now?.mode === "exam" && this.paper?.find((each) => each.round === saved.round);
      if (answered) {
        answered.saved = true;
        this.markPaper();
      } else if (now && now.round === saved.round && now.vote === saved.vote)
        now.you.answer = { choice: saved.choice, confidence: saved.confidence };
      return true;
    } catch (error) {
      this.error = error.message;
      return false;
    } finally {
      this.retrying = false;
    }
  }
  storeUnsent() {
    storage.set(this.outboxKey, [...this.unsent.values()]);
    this.drawStatus();
  }
  // --- status line
  drawStatus() {
    const lost = !this.linked || Boolean(this.retrying && this.unsent.size);
    const message = this.now?.mode === "exam" ? this.paperStatus() : "";
    setStatus(...statusLine(this.now, { sending: this.unsent.size > 0, kept: true, lost, error: this.error, message }));
  }
};
var current = null;
function enter(token) {
  current?.stop();
  setStatus("Connecting …");
  current = new Class(token);
}
var known = storage.get(key);
if (!room) askCode();
else if (known?.token && !known.user) enter(known.token);
else
  call(apiUrl("screen?once=1")).then(
    // On a hub somebody else may have logged in with this browser since.
    (seen) => known?.token && known.user === seen.hub_user ? enter(known.token) : askName("", seen),
    (error) => {
      if (error.status === 404) askCode("There is no class with this code here.");
      else if (known?.token) enter(known.token);
      else askName();
    }
  );
