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
var Stream = class {
  constructor(path, token, onEvent2, onLink) {
    Object.assign(this, { path, token, onEvent: onEvent2, onLink, stopped: false, wait: 500 });
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
function questionHead(question2, heading = "h2") {
  const note = { multiple: "Choose all that fit.", order: "Put them in order.", match: "Find the partner of each." }[question2.form];
  const parts = [make(heading, { class: "ask" }, prose(question2.ask))];
  if (note) parts.push(make("p", { class: "soft" }, note));
  if (question2.wire && question2.form !== "line") parts.push(wire(question2.wire));
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
function revealedOptions(question2, reveal2, choice, votes2 = []) {
  const last = votes2.at(-1);
  const parts = question2.form === "number" ? numberMarks(reveal2, choice) : optionMarks(question2, reveal2, choice, last);
  if (reveal2.source) parts.push(make("p", { class: "soft source" }, reveal2.source));
  return parts;
}
function optionMarks(question2, reveal2, choice, vote) {
  const places = question2.form === "order" ? reveal2.right : question2.options.map((_, place) => place);
  const rows = places.map((place, at) => {
    const [kind, sign, told] = mark(question2.form, reveal2, choice, place, at);
    const partner = question2.form === "match" ? make("b", { class: "partner" }, `→ ${question2.partners[reveal2.right[place]]}`) : null;
    const text = make("span", { class: "text" }, make("span", { class: "says" }, optionContent(question2.options[place], place, question2.form)), partner, make("span", { class: "why" }, prose(reveal2.options[place].why)));
    return make("li", { class: `opt ${kind}` }, make("span", { class: "sign", role: "img", "aria-label": told }, sign), text, bar(vote, place));
  });
  return [make(question2.form === "order" ? "ol" : "ul", { class: "marks" }, rows)];
}
function mark(form, reveal2, choice, place, at) {
  if (form === "order" || form === "match") {
    const good = form === "order" ? choice?.[at] === place : choice?.[place] === reveal2.right[place];
    return choice == null ? ["", "·", "not answered"] : good ? ["ok", "✓", "right"] : ["no", "✗", "not right"];
  }
  const chosen = choice?.includes(place);
  if (reveal2.options[place].right) return ["ok", "✓", chosen ? "right, your choice" : "right"];
  return chosen ? ["no", "✗", "your choice, not right"] : ["", "–", "not right"];
}
function numberMarks(reveal2, choice) {
  const rows = reveal2.options.map((option) => {
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

// src/projector.js
var head = document.getElementById("head");
var main = document.getElementById("main");
var state = document.getElementById("state");
var room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
var countdown = new Countdown();
var clock = make("span", { class: "clock", "aria-hidden": "true" });
var drawn = "";
function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}
function draw(now) {
  countdown.set(now.left_ms);
  const place = now.round && now.view !== "ended" && now.mode !== "exam" ? `${now.round} of ${now.of}` : "";
  head.replaceChildren(make("div", {}, make("b", {}, now.title), make("span", { class: "soft" }, place)), make("div", {}, answerCount(now), clock));
  const next = JSON.stringify({ ...now, left_ms: 0, answered: 0, version: 0 });
  if (next !== drawn) VIEWS[now.view](now);
  drawn = next;
  tick();
}
function answerCount(now) {
  if (now.answered == null || now.view !== "question") return null;
  return make("span", {}, make("span", { class: "count" }, String(now.answered)), ` of ${now.players} answered`);
}
function lobby(now) {
  const names = make("ul", { class: "names" }, (now.names ?? []).map((name) => make("li", {}, name)));
  const how = [make("h1", {}, now.title), make("p", { class: "soft" }, "Join at"), make("p", { class: "address" }, now.join_url), make("p", { class: "soft" }, "with the code"), make("p", { class: "roomcode" }, now.room)];
  const here = make("p", {}, now.locked ? "The door is closed for now." : `${many(now.players, "person", "people")} here.`);
  show(make("div", { class: "lobby" }, make("img", { src: `/r/${room}/qr.svg`, alt: `QR code of ${now.join_url}` }), make("div", {}, how, here)), names);
}
function question(now) {
  if (now.mode === "exam") return show(make("h1", {}, "Everyone has a paper of their own."), make("p", { class: "soft" }, now.accepts ? "Answers are saved as they are given." : "The paper is closed for now."));
  const note = now.projector_note;
  const options = now.question.options.map((option, at) => make("div", { class: "opt" }, optionContent(option, at, now.question.form)));
  const partners = now.question.partners?.length ? make("ul", { class: "names" }, now.question.partners.map((text) => make("li", {}, prose(text)))) : null;
  show(note ? make("p", { class: "note" }, note) : null, questionHead(now.question, "h1"), make("div", { class: `answers ${now.question.form}` }, options), partners);
}
function reveal(now) {
  if (now.mode === "exam") return show(make("h1", {}, "The answers are out."), make("p", { class: "soft" }, "Each on their own page."));
  show(questionHead(now.question, "h1"), revealedOptions(now.question, now.reveal, null, now.tally?.votes), votes(now.tally?.votes), leaderboard(now.leaders));
}
function votes(all) {
  return all?.length > 1 ? make("p", { class: "soft" }, `Bars: vote ${all.at(-1).vote}. ${all.map((vote) => `Vote ${vote.vote}: ${many(vote.answered, "answer")}`).join(" · ")}`) : null;
}
function leaderboard(leaders) {
  if (!leaders?.length) return null;
  return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, String(Number(score.toFixed(1))))))));
}
function ended(now) {
  show(make("h1", {}, "That was the class."), make("p", {}, `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`), leaderboard(now.leaders));
}
var VIEWS = { lobby, question, reveal, ended };
function tick() {
  const left = countdown.left;
  const seconds = left == null ? "" : String(Math.ceil(left / 1e3));
  if (clock.textContent !== seconds) clock.textContent = seconds;
  clock.classList.toggle("soon", left != null && left < 1e4);
}
function onEvent(event, data) {
  if (event === "snapshot") return draw(data);
  if (event === "refused") show(make("h1", {}, "No class here"), make("p", {}, data.message));
}
setInterval(tick, 250);
new Stream(`/api/${room}/screen`, null, onEvent, (linked) => {
  state.textContent = linked ? "" : "Link lost. Trying again …";
});
