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
function shownQuestion(question2, heading, ...inside) {
  learn(question2);
  const prompt = make("div", { class: "prompt" }, questionPrompt(question2, heading));
  return make("div", { class: "question" }, prompt, questionWire(question2), inside);
}
function wallQuestion(question2, heading) {
  learn(question2);
  const options = question2.options.map((option, place) => {
    const text = question2.form === "line" ? lineParts(option) : optionParts(option);
    return make("div", { class: "opt" }, letterMark(place), make("span", { class: "text" }, text));
  });
  const typed = question2.form === "number" ? "Type the number." : FORMS[question2.form].instruction;
  const matches = partners(question2).map((text) => make("li", { class: "opt" }, prose(text)));
  const answers = make("div", { class: `answers ${question2.form}` }, options);
  return make(
    "div",
    { class: "question" },
    make("div", { class: "prompt" }, questionPrompt(question2, heading, typed)),
    questionWire(question2),
    matches.length ? make("div", { class: "pairs" }, answers, make("ul", { class: "partners" }, matches)) : options.length ? answers : null
  );
}
function questionPrompt(question2, heading, instruction = "") {
  const ask2 = make(heading, { class: "ask" }, headed(question2.ask)[0]);
  return [ask2, instruction ? make("span", { class: "soft" }, ` ${instruction}`) : null];
}
function questionWire({ ask: ask2, wire: wire2 }) {
  const blocks = headed(ask2)[1];
  return [blocks.length ? make("div", { class: "blocks" }, blocks) : null, wireBlock(wire2)];
}
function wireBlock(wire2) {
  if (!wire2) return null;
  const lines = wire2.replace(/\n$/, "").split("\n");
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
var partners = (question2) => question2.matches ?? question2.partners ?? [];
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
function revealedQuestion(question2, reveal2, heading, choice, votes) {
  learn(question2, reveal2);
  const marks = revealedMarks(question2, reveal2, choice, votes ?? []);
  const source = reveal2.source ? make("p", { class: "soft source" }, prose(reveal2.source, reveal2.links)) : null;
  return shownQuestion(question2, heading, markedOptions(question2.form, marks, reveal2.links), source);
}
function votedQuestion(question2, heading, votes) {
  if (!question2.options.length || votes.at(-1)?.counts == null) return wallQuestion(question2, heading);
  const marks = question2.options.map((option, place) => ({
    ...option,
    place,
    unmarked: true,
    ...shares(votes, place)
  }));
  return shownQuestion(question2, heading, markedOptions(question2.form, marks));
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
function board(title2, rows) {
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
  return make("section", { class: "board" }, make("h2", {}, title2), make("ol", {}, items));
}
var voteText = (votes) => votes.map(({ vote, answered, of, counts, numbers, share }) => {
  const right = share == null || counts || numbers?.length ? "" : `, ${Math.round(share * answered)} of them right`;
  return `Vote ${vote}: ${answered} of ${of} answered${right}`;
}).join(" · ");
var points = (score) => String(Number(score.toFixed(1)));
function revealedMarks(question2, reveal2, choice, votes) {
  if (question2.form === "number") return numberMarks(reveal2, choice, votes);
  const places = question2.form === "order" ? reveal2.right : question2.options.map((_, place) => place);
  return places.map((place, at) => ({
    ...question2.options[place],
    place,
    why: reveal2.options[place].why,
    ...shares(votes, place),
    ...arrangedMark(question2, reveal2, choice, place, at)
  }));
}
function shares(votes, place) {
  const counted = votes.filter((each) => each.counts?.[place] != null && each.of);
  return { shares: counted.map(({ vote, counts, of }) => ({ vote, count: counts[place], of })) };
}
function arrangedMark(question2, reveal2, choice, place, at) {
  const partners2 = question2.partners;
  const beside = question2.form === "match" ? partners2[reveal2.right[place]] : "";
  if (question2.form !== "order" && question2.form !== "match") {
    const chosen = Boolean(choice?.includes(place));
    const { right: right2 } = reveal2.options[place];
    return { right: right2, unmarked: right2 === null, chosen, yours: chosen ? "your choice" : "" };
  }
  if (choice == null) return { right: null, beside };
  const right = question2.form === "order" ? choice[at] === place : choice[place] === reveal2.right[place];
  const put = question2.form === "order" ? ORDINALS[choice.indexOf(place)] : partners2[choice[place]];
  return { right, chosen: true, beside, yours: right ? "" : `you: ${put}` };
}
function numberMarks(reveal2, choice, votes) {
  const typed = votes.at(-1)?.numbers?.slice(0, MOST_NUMBERS).map(([number]) => number) ?? [];
  const known = reveal2.options.map((option) => option.number);
  const others = [.../* @__PURE__ */ new Set([...choice ?? [], ...typed])].filter((number) => !known.includes(number));
  const also = others.map((number) => ({ number, right: false, why: "" }));
  return [...reveal2.options, ...also].map(({ number, right, why }) => {
    const chosen = choice?.[0] === number;
    const yours = chosen ? "your choice" : "";
    return { code: number, right, why, chosen, yours, shares: numberShares(votes, number) };
  });
}
function numberShares(votes, number) {
  const count = ({ numbers }) => numbers.find((each) => each[0] === number)?.[1] ?? 0;
  return votes.filter((vote) => vote.numbers?.length).map((vote) => ({ ...vote, count: count(vote) }));
}

// src/fit.js
var STEP = 0.5;
var BETTER = 1.06;
var WRAPPED = 1.25;
var EASY = 36;
var TIGHTEST = 14;
function fit(box, layouts2, { least = 24, most = 72 } = {}) {
  const broken = layouts2.map((layout) => ({ ...layout, words: "broken" }));
  const best = largest(box, layouts2, least, most) ?? largest(box, broken, least, most) ?? largest(box, broken, TIGHTEST, least) ?? { layout: broken[0], size: TIGHTEST };
  arrange(box, best.layout, best.size);
}
function largest(box, layouts2, least, most) {
  let best = null;
  for (const layout of layouts2) {
    const factor = layout.wrap && best?.size > EASY ? WRAPPED : BETTER;
    const from = best ? best.size * factor : least;
    if (from > most || !fits(box, layout, from)) continue;
    best = { layout, size: search(box, layout, from, most) };
  }
  return best;
}
function search(box, layout, low, most) {
  if (fits(box, layout, most)) return most;
  let high = most;
  while (high - low > STEP) {
    const middle = (low + high) / 2;
    if (fits(box, layout, middle)) low = middle;
    else high = middle;
  }
  return low;
}
function fits(box, layout, size) {
  arrange(box, layout, size);
  return box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth && !runsOver(box);
}
function runsOver(box) {
  const parts = "[data-part], .opt, .text, .ask, .given, .blocks, .blocks > *, .text pre, .board li";
  return [...box.querySelectorAll(parts)].some((part) => part.scrollWidth > part.clientWidth);
}
function arrange(box, layout, size) {
  for (const key of Object.keys(box.dataset)) if (!(key in layout)) delete box.dataset[key];
  Object.assign(box.dataset, layout);
  box.style.setProperty("--fit", String(size));
}
function columns(count) {
  return [1, 2, 3, 4].filter((n) => n <= Math.max(1, count) && (count % n === 0 || n === 2 && count > 3));
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
async function call(path, { token: token2, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token2) headers.Authorization = `Bearer ${token2}`;
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
var Stream = class {
  constructor(path, snapshot, token2, onEvent2, onLink) {
    Object.assign(this, { path, snapshot, token: token2, onEvent: onEvent2, onLink, stopped: false, asks: false, wait: 500 });
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

// src/live_run.js
function liveRun(run) {
  const shown = run.steps.findLast((step) => step.matters) ?? run.steps.at(-1);
  const steps = run.steps.map((step) => make("li", { class: step === shown ? "shown" : "" }, stepParts(step)));
  return make(
    "section",
    { class: "live" },
    make("h1", {}, run.title),
    make("ol", { class: "steps", "data-part": true }, steps),
    shown ? wire(shown) : null
  );
}
function stepParts({ says, who, request, status }) {
  return [
    make("p", {}, who ? make("b", {}, `${who}: `) : null, prose(says)),
    make("p", { class: "wl" }, `${request} → `, pill(status))
  ];
}
var pill = (status) => make("b", { class: `code ${classOf(status)}` }, status ? String(status) : "nothing");
function wire({ lines, layer, status }) {
  const rows = lines.map(([mark, role, text]) => {
    const css = { ">": "sent", "<": "recv" }[mark] ?? "soft";
    const words = mark === "<" && role === "start" ? make("b", { class: `code ${classOf(status)}` }, text) : text;
    return make("span", { class: "row" }, make("span", { class: css }, `${mark} `), words, "\n");
  });
  return make(
    "div",
    { class: "shown" },
    make("pre", { class: "wl", "data-part": true }, rows),
    make("p", { class: "soft" }, layer ? `answered by: ${layer}` : "nobody answered")
  );
}

// src/place.js
var found = location.pathname.match(/^(.*)\/r\/([^/]+)/);
var room = decodeURIComponent(found?.[2] ?? "").toUpperCase();
var base = found?.[1] ?? location.pathname.replace(/\/[^/]*$/, "");
var apiUrl = (path) => `${base}/api/${room}/${path}`;
var pageUrl = (code, path = "") => `${base}/r/${encodeURIComponent(code)}${path}`;

// src/projector.js
var head = document.getElementById("head");
var main = document.getElementById("main");
var state = document.getElementById("state");
var token = wallToken();
function wallToken() {
  const key = `wall ${room}`;
  const given = location.hash.slice(1);
  try {
    if (given) {
      sessionStorage.setItem(key, given);
      history.replaceState(null, "", location.pathname);
    }
    return given || sessionStorage.getItem(key);
  } catch {
    return given || null;
  }
}
var strip = {
  title: make("b", {}),
  place: make("span", { class: "place" }),
  note: make("p", { class: "note" }),
  count: make("span", { class: "count" }),
  people: make("span", {}),
  how: make("p", { class: "how" }),
  address: make("p", { class: "address" }),
  code: make("p", { class: "code" }),
  qr: make("img", { alt: "" }),
  clock: new Clock()
};
var corner = make("div", { class: "corner" }, make("div", {}, strip.how, strip.address, strip.code), strip.qr);
head.append(
  make("div", { class: "about" }, make("p", { class: "title" }, strip.title, strip.place), strip.note),
  make("p", { class: "answered" }, strip.count, strip.people),
  strip.clock.element,
  corner
);
function write(element2, text) {
  if (element2.textContent !== text) element2.textContent = text;
}
var LONG = 40;
function drawStrip(now) {
  const asking = now.round && now.view !== "ended" && now.mode !== "exam";
  write(strip.title, now.title || "Class");
  write(strip.place, asking ? `${now.place ?? now.round} of ${now.of}` : "");
  const note = now.view === "question" && now.projector_note || "";
  write(strip.note, note);
  const counts = now.answered != null && now.view === "question" && !now.live && note.length < LONG;
  write(strip.count, counts ? String(now.answered) : "");
  write(strip.people, counts ? ` of ${now.could ?? now.players} answered` : "");
  strip.clock.set(now.left_ms);
  head.hidden = now.view === "lobby";
  write(strip.how, now.locked ? "Nobody else can join." : "Join at");
  write(strip.address, now.locked ? "" : shortAddress(now));
  write(strip.code, now.locked ? "" : now.room);
  if (!strip.qr.src) Object.assign(strip.qr, { src: pageUrl(room, "/qr.svg"), alt: `QR code of ${now.join_url}` });
  strip.qr.hidden = now.locked;
}
function shortAddress({ join_url: url, room: code }) {
  return url.replace(/^http:\/\//, "").replace(new RegExp(`/r/${code}$`, "i"), "");
}
var ONE = [{}];
var layouts = ONE;
var sizes = {};
var drawn = "";
var kept = {};
function show(parts, arrangements2 = ONE, limits = {}) {
  main.replaceChildren(...parts.flat().filter(Boolean));
  for (const code of main.querySelectorAll("code")) code.classList.toggle("whole", code.textContent.length <= 26);
  [layouts, sizes] = [arrangements2, limits];
  refit();
}
function refit() {
  fit(main, layouts, sizes);
  for (const list of main.querySelectorAll(".names")) hideWhatIsCut(list);
}
function hideWhatIsCut(list) {
  for (const name of list.children) name.style.visibility = "";
  const bottom = list.getBoundingClientRect().bottom + 1;
  for (const name of list.children) {
    if (name.getBoundingClientRect().bottom > bottom) name.style.visibility = "hidden";
  }
}
function ask(now, parts, count, board2 = null) {
  const last = now.tally?.votes.at(-1);
  const all = arrangements(now.question, count, board2, last?.counts ?? last?.numbers?.length);
  if (kept.round === now.round) all.unshift({ ...kept.layout, words: "", board: board2 ? "beside" : "" });
  show([...parts, board2], all);
  kept = { round: now.round, layout: { ...main.dataset } };
}
var title = (words) => make("h1", {}, words);
var soft = (words) => make("p", { class: "soft" }, words);
function draw2(now) {
  drawStrip(now);
  const next = JSON.stringify(stageOf(now));
  if (next !== drawn) now.live ? show([liveRun(now.live)], LIVE) : VIEWS[now.view](now);
  drawn = next;
}
function stageOf(now) {
  const inStrip = { left_ms: 0, version: 0, answered: 0, could: 0 };
  const players = now.view === "lobby" || now.view === "ended" ? now.players : 0;
  return { ...now, ...inStrip, players };
}
var LIVE = wrapped([{ side: "wide" }, { side: "even" }]);
function arrangements({ ask: asked, form, wire: wire2 }, count, board2, bars) {
  if (!count) return wrapped([{}]);
  const cols = columns(["line", "order"].includes(form) ? 1 : count);
  const below = cols.map((each) => each > 1 ? { cols: each, bars: "under" } : { cols: each });
  const given = wire2 || headed(asked)[1].length ? ["even", "wide"].map((side) => ({ side, under: "ask" })) : [];
  let all = [...given, ...below, ...["even", "wide", "narrow"].map((side) => ({ side }))];
  if (bars) all.push(...all.filter((each) => each.side).map((each) => ({ ...each, bars: "under" })));
  if (board2) all = all.flatMap((each) => ["beside", "below"].map((where) => ({ ...each, board: where })));
  return wrapped(all);
}
function wrapped(layouts2) {
  return [...layouts2, ...layouts2.map((each) => ({ ...each, wrap: "lines" }))];
}
var MANY = 24;
function lobby(now) {
  const names = (now.names ?? []).map((name) => make("li", { title: name }, name)).reverse();
  const code = make("p", { class: "roomcode" }, now.room);
  const people = `${many(now.players, "person", "people")} here.`;
  const here = make("p", { class: "here" }, now.locked ? "Nobody else can join for now." : people);
  const picture = make("img", { src: pageUrl(room, "/qr.svg"), alt: `QR code of ${now.join_url}` });
  const address2 = make("p", { class: "address" }, shortAddress(now));
  const how = [title(now.title || "Class"), soft("Join at"), address2, soft("with the code"), code, here];
  if (now.scoring) how.push(soft(now.scoring));
  const list = make("ul", { class: names.length > MANY ? "names many" : "names" }, names);
  show([make("div", { class: "lobby" }, picture, make("div", {}, how)), list], ONE, { most: 60 });
}
function question(now) {
  if (now.mode === "exam") {
    const words = now.accepts ? "Answers are saved as they are given." : "The paper is closed for now.";
    return show([title("Everyone has a paper of their own."), soft(words)]);
  }
  const { question: asked, tally } = now;
  const shown = tally ? votedQuestion(asked, "h1", tally.votes) : wallQuestion(asked, "h1");
  const votes = votesLine(tally?.votes);
  votes?.classList.add("soft");
  ask(now, [shown, votes], asked.options.length);
}
function votesLine(votes) {
  if (!votes?.length) return null;
  const { counts, numbers } = votes.at(-1);
  const share = counts || numbers?.length ? " · percent of all who could answer" : "";
  return make("span", { class: "votes" }, voteText(votes), share);
}
function reveal(now) {
  if (now.mode === "exam") return show([title("The answers are out."), soft("Each on their own page.")]);
  const { question: asked, reveal: key, tally, leaders, teams } = now;
  const shown = revealedQuestion(asked, key, "h1", null, tally?.votes);
  const votes = votesLine(tally?.votes);
  const source = shown.querySelector(".source");
  if (source && votes)
    source.append(" · ", votes);
  else votes?.classList.add("soft");
  ask(now, [shown, source ? null : votes], key.options.length, leaderboard(leaders, teams));
}
function ended(now) {
  const counts = `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`;
  const board2 = leaderboard(now.leaders, now.teams);
  show([title("That was the class."), make("p", {}, counts), board2], board2 ? [{ board: "below" }] : ONE);
}
var VIEWS = { lobby, question, reveal, ended };
function onEvent(event, data) {
  if (event === "snapshot") return draw2(data);
  if (event === "refused") show([title("No class here"), make("p", {}, prose(data.message))]);
}
new ResizeObserver(refit).observe(main);
document.fonts.ready.then(refit);
main.addEventListener("load", refit, true);
new Stream(apiUrl("screen"), apiUrl("screen?once=1"), token, onEvent, (linked2) => {
  state.textContent = linked2 ? "" : "Link lost. Trying again …";
});
