// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key2, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key2, value === true ? "" : value);
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
async function call(path, { token, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
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
      const temporary = !(error instanceof RequestError) || [408, 429, 502, 503, 504].includes(error.status);
      if (!temporary) throw error;
      onRetry(error);
      await sleep(Math.max(error.wait ?? 0, wait * (0.7 + Math.random() * 0.6)));
    }
  }
}
var Stream = class {
  constructor(path, token, onEvent, onLink) {
    Object.assign(this, { path, token, onEvent, onLink, stopped: false, wait: 500 });
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
        if (error instanceof RequestError && ![408, 429, 502, 503, 504].includes(error.status)) return this.refused(error);
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
      frames.forEach((frame) => this.frame(frame));
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
var Countdown = class {
  set(left) {
    this.end = left == null ? null : performance.now() + left;
  }
  get left() {
    return this.end == null ? null : Math.max(0, this.end - performance.now());
  }
};

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
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
}
function setStatus(words, kind = "") {
  if (state.textContent !== words) state.textContent = words;
  state.className = kind;
}
function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}
var room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
var key = `statuslab-class-${room}`;
function askCode(words = "") {
  const input = make("input", { id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "6", required: true });
  const form = make("form", { class: "join" }, make("h1", {}, "Join a class"), make("label", { for: "code" }, "Code on the screen"), input, make("button", { class: "go" }, "Go on"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) location.href = `/r/${encodeURIComponent(input.value.trim().toUpperCase())}`;
  });
  show(form);
  setStatus(words, words ? "no" : "");
  input.focus();
}
function askName(words = "") {
  const stored = storage.get(key) ?? {};
  const input = make("input", { id: "name", name: "name", autocomplete: "nickname", maxlength: "24", required: true, value: stored.name });
  const go = make("button", { class: "go" }, "Join");
  const form = make(
    "form",
    { class: "join" },
    make("h1", {}, `Class ${room}`),
    make("label", { for: "name" }, "A name for the class to see"),
    input,
    make("p", { class: "soft" }, "It need not be your own. Your answers stay with the host of this class."),
    go
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    await join(input.value);
    go.disabled = false;
  });
  show(form);
  setStatus(words, words ? "no" : "");
  input.focus();
}
async function join(name) {
  const stored = storage.get(key) ?? {};
  const nonce = stored.nonce ?? random(24);
  storage.set(key, { nonce, name });
  setStatus("Joining …");
  try {
    const player = await callWithRetries(`/api/${room}/players`, { body: { name, nonce } }, () => setStatus("Link lost. Trying again …", "no"));
    storage.set(key, { nonce, name: player.name, token: player.token });
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
    this.countdown = new Countdown();
    this.outboxKey = `${key}-unsent`;
    for (const body of storage.get(this.outboxKey) ?? []) this.send(body);
    this.stream = new Stream(`/api/${room}/stream`, token, (event, data) => this.onEvent(event, data), (linked) => {
      this.linked = linked;
      this.drawStatus();
    });
    this.timer = setInterval(() => this.tick(), 250);
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
    clearInterval(this.timer);
  }
  openElsewhere(why) {
    show(make("h1", {}, "Open on another page"), make("p", {}, why ?? ""), button("Go on here", () => enter(this.token), "go"));
    setStatus("");
  }
  removed(why) {
    show(make("h1", {}, "You are out of this class"), make("p", {}, why));
    setStatus("");
  }
  // --- drawing
  draw(snapshot) {
    this.now = snapshot;
    this.countdown.set(snapshot.left_ms);
    this.drawHead();
    const shape = [snapshot.phase, snapshot.round, snapshot.vote, snapshot.you.in, Boolean(snapshot.tally), snapshot.title].join("|");
    if (shape !== this.shape || !this.answering) {
      this.shape = shape;
      this.answering = null;
      this.drawBody();
    } else {
      this.answering.show(this.unsentAnswer()?.choice ?? snapshot.you.answer?.choice);
    }
    this.drawStatus();
  }
  drawHead() {
    const { you, title, round, of, view, mode } = this.now;
    const place = (view === "question" || view === "reveal") && mode !== "exam" ? `${round} of ${of}` : "";
    this.clock = make("span", { class: "clock", "aria-hidden": "true" });
    const score = you.of && view === "ended" ? `${Number(you.score.toFixed(1))} of ${you.of}` : "";
    head.replaceChildren(make("div", {}, make("b", {}, you.name), make("span", { class: "soft" }, title)), make("div", { class: "far" }, make("span", { class: "soft" }, place || score), this.clock));
    this.tick();
  }
  drawBody() {
    const { view, mode, accepts, note } = this.now;
    if (view === "lobby") return show(make("h1", {}, `You are in, ${this.now.you.name}.`), make("p", {}, "The first question comes when the host opens it. Nothing to do yet."));
    if (view === "ended") return this.drawEnd();
    if (mode === "exam") return this.loadPaper();
    const { question, you } = this.now;
    if (!you.in) return show(make("h1", {}, "You are in from the next question."), make("p", { class: "soft" }, "It does not count for you that this one began without you."), question ? make("div", { class: "dim" }, questionHead(question)) : null);
    if (view === "reveal") return this.drawReveal();
    this.answering = new Answering(question, this.unsentAnswer()?.choice ?? you.answer?.choice, (choice) => this.answer(choice));
    this.answering.lock(!accepts);
    show(note ? make("p", { class: "note" }, note) : null, questionHead(question, "h1"), this.answering.element, accepts ? this.confidenceChoice() : null, this.voteCounts());
  }
  voteCounts() {
    const votes = this.now.tally?.votes;
    return votes?.length ? make("p", { class: "soft" }, votes.map((vote) => `Vote ${vote.vote}: ${many(vote.answered, "answer")}`).join(" · ")) : null;
  }
  confidenceChoice() {
    const chosen = this.now.you.answer?.confidence ?? this.confidence;
    const choices = this.now.confidence_levels.map((word, value) => {
      const input = make("input", { type: "radio", name: "sure", value, checked: chosen === value && this.now.you.answer != null });
      input.addEventListener("change", () => {
        this.confidence = value;
        if (this.answering.choice) this.answer(this.answering.choice);
      });
      return make("label", {}, input, make("span", {}, word));
    });
    return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("div", { class: "seg" }, choices));
  }
  drawReveal() {
    const { question, reveal, you, tally, leaders } = this.now;
    const result = you.result;
    const line = result ? `${result.right ? "✓" : "✗"} ${result.headline}` : "No answer from you this time.";
    show(make("p", { class: `result ${result ? result.right ? "ok" : "no" : ""}` }, line), questionHead(question, "h1"), revealedOptions(question, reveal, you.answer?.choice, tally?.votes), this.leaderboard(leaders));
  }
  leaderboard(leaders) {
    if (!leaders?.length) return null;
    return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, String(Number(score.toFixed(1))))))));
  }
  drawEnd() {
    const { you, leaders } = this.now;
    const score = you.of ? `${Number(you.score.toFixed(1))} of ${many(you.of, "question")}.` : "No question was asked.";
    const keep = button("Keep my answers", () => this.download(), "go");
    show(make("h1", {}, "That was the class."), make("p", { class: "score" }, score), make("p", { class: "soft" }, 'What you missed can come back in your own notebook: keep this file, and in the review page bring it in with classroom.keep("FILE").'), keep, this.leaderboard(leaders));
  }
  async download() {
    try {
      const results = await callWithRetries(`/api/${room}/results`, { token: this.token }, () => setStatus("Link lost. Trying again …", "no"));
      const address = URL.createObjectURL(new Blob([JSON.stringify(results, null, 1)], { type: "application/json" }));
      make("a", { href: address, download: `statuslab-class-${room}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1e4);
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
      this.paper = (await callWithRetries(`/api/${room}/paper`, { token: this.token }, () => this.drawStatus())).questions;
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
    const dots = this.paper.map((one, at) => {
      const element = button(`${at + 1}${one.answer ? " ✓" : ""}`, () => {
        this.place = at;
        this.drawPaperQuestion();
      }, at === this.place ? "dot here" : "dot");
      element.setAttribute("aria-label", `question ${at + 1}${one.answer ? ", answered" : ""}`);
      return element;
    });
    const nav = make("nav", { class: "dots", "aria-label": "questions" }, dots);
    if (each.reveal) {
      const result = each.result;
      return show(nav, make("p", { class: `result ${result?.right ? "ok" : "no"}` }, result ? `${result.right ? "✓" : "✗"} ${result.headline}` : "Not answered."), questionHead(each.question, "h1"), revealedOptions(each.question, each.reveal, each.answer?.choice));
    }
    const answering = new Answering(each.question, this.unsent.get(`${each.round}:1`)?.choice ?? each.answer?.choice, (choice) => this.answer(choice, each));
    answering.lock(!accepts);
    const next = this.place + 1 < this.paper.length ? button("Next", () => {
      this.place += 1;
      this.drawPaperQuestion();
      main.focus();
    }, "plain") : make("p", { class: "soft" }, "The last one. You may go back until the host closes the paper.");
    show(nav, accepts || !note ? null : make("p", { class: "note" }, note), questionHead(each.question, "h1"), answering.element, next);
  }
  // --- answering
  answer(choice, each = null) {
    const { round, vote } = each ? { round: each.round, vote: 1 } : this.now;
    if (each) each.answer = { choice };
    this.clicks += 1;
    this.send({ round, vote, choice, confidence: this.confidence ?? 1, page: this.page, click: this.clicks });
  }
  unsentAnswer() {
    return this.unsent.get(`${this.now.round}:${this.now.vote}`);
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
      const saved = await callWithRetries(`/api/${room}/answers`, { token: this.token, body }, (error) => {
        this.retrying = !(error instanceof RequestError) || error.status !== 429;
        this.drawStatus();
      });
      const now = this.now;
      if (now && now.round === saved.round && now.vote === saved.vote) now.you.answer = { choice: saved.choice, confidence: saved.confidence };
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
    const now = this.now;
    if (!now) return setStatus(this.linked ? "" : "Connecting …");
    if (this.unsent.size) return setStatus(this.retrying || !this.linked ? "Link lost. Your answer is kept here and sent when it is back." : "Sending …", this.retrying || !this.linked ? "no" : "");
    if (!this.linked) return setStatus("Link lost. Trying again …", "no");
    if (this.error) return setStatus(this.error, "no");
    const saved = now.you.answer && now.view === "question" && now.mode !== "exam";
    if (saved) return setStatus(now.accepts ? "✓ Saved. You may still change it." : "✓ Saved.", "ok");
    setStatus("");
  }
  tick() {
    const left = this.countdown.left;
    if (!this.clock) return;
    const seconds = left == null ? "" : String(Math.ceil(left / 1e3));
    if (this.clock.textContent !== seconds) this.clock.textContent = seconds;
    this.clock.classList.toggle("soon", left != null && left < 1e4);
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
else if (known?.token) enter(known.token);
else call(`/api/${room}/screen?once=1`).then(() => askName(), (error) => error.status === 404 ? askCode("There is no class with this code here.") : askName());
