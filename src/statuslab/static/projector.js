// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
var KEYS = { "data-lm-suppress-shortcuts": "true" };
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element;
}
function prose(text, links = {}) {
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
var plain = (text) => String(text ?? "").replaceAll("`", "");
function button(words, act, look = "", attributes = {}) {
  const element = make("button", { type: "button", class: look, ...KEYS, ...attributes }, words);
  element.addEventListener("click", act);
  return element;
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
  tick() {
    const left = this.end == null ? null : Math.max(0, this.end - performance.now());
    const text = left == null ? "" : `${Math.ceil(left / 1e3)}${this.unit}`;
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
    return make("label", { class: "opt wl" }, this.input(place), make("span", {}, wireLine(option.text)));
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
  const prompt = make("div", { class: "prompt" }, questionPrompt(question2, heading));
  return make("div", { class: "question" }, prompt, questionWire(question2), inside);
}
function wallQuestion(question2, heading) {
  const options = question2.options.map((option, place) => {
    const parts = question2.form === "line" ? lineParts(option) : optionParts(option, letter(place));
    return make("div", { class: "opt" }, parts);
  });
  const prompt = questionPrompt(question2, heading, FORMS[question2.form].instruction);
  const matches = partners(question2).map((text) => make("li", {}, prose(text)));
  return make(
    "div",
    { class: "question" },
    make("div", { class: "prompt" }, prompt),
    questionWire(question2),
    make("div", { class: `answers ${question2.form}` }, options),
    matches.length ? make("ul", { class: "names" }, matches) : null
  );
}
function questionPrompt(question2, heading, instruction = "") {
  const ask = make(heading, { class: "ask" }, prose(question2.ask));
  return [ask, instruction ? make("span", { class: "soft" }, ` ${instruction}`) : null];
}
function questionWire({ wire }) {
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
var partners = (question2) => question2.matches ?? question2.partners ?? [];
function optionParts(option, mark = null) {
  const text = option.text || option.name;
  return [
    mark ? make("b", { class: "letter", "aria-hidden": "true" }, mark) : null,
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
    form === "line" ? lineParts(mark) : optionParts(mark, mark.letter),
    mark.beside ? make("span", { class: "beside" }, "→ ", prose(mark.beside)) : null,
    mark.yours ? make("span", { class: "yours" }, prose(mark.yours)) : null,
    mark.why ? make("span", { class: "why" }, prose(mark.why, links)) : null
  ];
  return make(
    "li",
    { class: `opt ${kind}` },
    mark.unmarked ? null : make("span", { class: "sign", role: "img", "aria-label": label }, sign),
    form === "order" ? make("span", { class: "rank", "aria-hidden": "true" }, `${index + 1}.`) : null,
    make("span", { class: "text" }, text),
    mark.share ? bar(mark.share) : null
  );
}
function markSign({ right, chosen }) {
  if (right === null) return ["", "·", "not answered"];
  if (right) return ["ok", "✓", "right"];
  return chosen ? ["no", "✗", "not right"] : ["", "–", "not chosen"];
}
function bar({ count, of }) {
  const fill = make("span", { class: "fill" });
  fill.style.width = `${Math.round(100 * count / of)}%`;
  const label = { role: "img", "aria-label": `${count} of ${of} chose this` };
  return make("span", { class: "bar", ...label }, fill, make("span", { class: "n" }, String(count)));
}

// src/class_view.js
var ORDINALS = ["1st", "2nd", "3rd", "4th", "5th", "6th"];
function revealedQuestion(question2, reveal2, heading, choice, votes) {
  const marks = revealedMarks(question2, reveal2, choice, votes?.at(-1));
  const source = reveal2.source ? make("p", { class: "soft source" }, prose(reveal2.source, reveal2.links)) : null;
  return shownQuestion(question2, heading, markedOptions(question2.form, marks, reveal2.links), source);
}
function leaderboard(leaders) {
  if (!leaders?.length) return null;
  const rows = leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, points(score))));
  return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, rows));
}
var voteText = (votes) => votes.map(({ vote, answered }) => `Vote ${vote}: ${many(answered, "answer")}`).join(" · ");
var points = (score) => String(Number(score.toFixed(1)));
function revealedMarks(question2, reveal2, choice, vote) {
  if (question2.form === "number") return numberMarks(reveal2, choice);
  const places = question2.form === "order" ? reveal2.right : question2.options.map((_, place) => place);
  return places.map((place, at) => ({
    ...question2.options[place],
    letter: question2.form === "line" ? null : String.fromCharCode(65 + place),
    why: reveal2.options[place].why,
    share: vote?.answered && vote.counts?.[place] != null ? { count: vote.counts[place], of: vote.answered } : null,
    ...arrangedMark(question2, reveal2, choice, place, at)
  }));
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
function numberMarks(reveal2, choice) {
  const mark = ({ number, right, why }) => {
    const chosen = choice?.[0] === number;
    return { code: number, right, why, chosen, yours: chosen ? "your choice" : "" };
  };
  const marks = reveal2.options.map(mark);
  const known = choice == null || marks.some((each) => each.chosen);
  return known ? marks : [mark({ number: choice[0], right: false, why: "" }), ...marks];
}

// src/link.js
var SILENCE = 25e3;
var RequestError = class extends Error {
  constructor(status, problem, wait) {
    super(problem.detail || problem.title || `the class answered ${status}`);
    this.status = status;
    this.kind = String(problem.type ?? "").split("/").pop();
    this.wait = wait;
  }
};
var Stream = class {
  constructor(path, token2, onEvent2, onLink) {
    Object.assign(this, { path, token: token2, onEvent: onEvent2, onLink, stopped: false, wait: 500 });
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
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }
  async run() {
    while (!this.stopped) {
      try {
        await this.read();
      } catch (error) {
        if (error instanceof RequestError && ![408, 429, 502, 503, 504].includes(error.status))
          return this.refused(error);
      }
      this.open = false;
      if (this.stopped) return;
      this.onLink(false);
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
    const response = await fetch(this.path, { headers, signal: this.control.signal, cache: "no-store" });
    if (!response.ok) throw new RequestError(response.status, await response.json().catch(() => ({})));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      this.watch();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) this.frame(frame);
    }
  }
  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.control.abort(), SILENCE);
  }
  frame(text) {
    const field = (name) => text.split("\n").filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
    const event = field("event");
    if (!event) return;
    if (!this.open) this.onLink(true);
    this.open = true;
    this.wait = 500;
    this.onEvent(event, JSON.parse(field("data") || "{}"));
  }
};

// src/projector.js
var head = document.getElementById("head");
var main = document.getElementById("main");
var state = document.getElementById("state");
var room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
var token = wallToken();
var clock = new Clock();
var drawn = "";
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
function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}
var title = (words) => make("h1", {}, words);
var soft = (words) => make("p", { class: "soft" }, words);
function draw(now) {
  clock.set(now.left_ms);
  const place = now.round && now.view !== "ended" && now.mode !== "exam" ? `${now.round} of ${now.of}` : "";
  const left = make("div", {}, make("b", {}, now.title), make("span", { class: "soft" }, place));
  head.replaceChildren(left, make("div", {}, answerCount(now), clock.element));
  const next = JSON.stringify({ ...now, left_ms: 0, answered: 0, version: 0 });
  if (next !== drawn) VIEWS[now.view](now);
  drawn = next;
}
function answerCount(now) {
  if (now.answered == null || now.view !== "question") return null;
  return make("span", {}, make("span", { class: "count" }, String(now.answered)), ` of ${now.players} answered`);
}
function lobby(now) {
  const names = (now.names ?? []).map((name) => make("li", {}, name));
  const address = make("p", { class: "address" }, now.join_url);
  const how = [title(now.title), soft("Join at"), address, soft("with the code")];
  const code = make("p", { class: "roomcode" }, now.room);
  const people = `${many(now.players, "person", "people")} here.`;
  const here = make("p", {}, now.locked ? "The door is closed for now." : people);
  const picture = make("img", { src: `/r/${room}/qr.svg`, alt: `QR code of ${now.join_url}` });
  show(
    make("div", { class: "lobby" }, picture, make("div", {}, how, code, here)),
    make("ul", { class: "names" }, names)
  );
}
function question(now) {
  if (now.mode === "exam") {
    const words = now.accepts ? "Answers are saved as they are given." : "The paper is closed for now.";
    return show(title("Everyone has a paper of their own."), soft(words));
  }
  const note = now.projector_note ? make("p", { class: "note" }, now.projector_note) : null;
  show(note, wallQuestion(now.question, "h1"));
}
function reveal(now) {
  if (now.mode === "exam") return show(title("The answers are out."), soft("Each on their own page."));
  const votes = now.tally?.votes;
  const bars = votes?.length > 1 ? soft(`Bars: vote ${votes.at(-1).vote}. ${voteText(votes)}`) : null;
  show(revealedQuestion(now.question, now.reveal, "h1", null, votes), bars, leaderboard(now.leaders));
}
function ended(now) {
  const counts = `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`;
  show(title("That was the class."), make("p", {}, counts), leaderboard(now.leaders));
}
var VIEWS = { lobby, question, reveal, ended };
function onEvent(event, data) {
  if (event === "snapshot") return draw(data);
  if (event === "refused") show(title("No class here"), make("p", {}, data.message));
}
new Stream(`/api/${room}/screen`, token, onEvent, (linked2) => {
  state.textContent = linked2 ? "" : "Link lost. Trying again …";
});
