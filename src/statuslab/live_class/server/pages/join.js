// The student's page: joins, shows what the class is at, sends answers, and says honestly what has been saved.
// Everything is drawn from the newest snapshot alone; what was not acknowledged is kept and sent again.

import { button, make, many } from "./dom.js";
import { call, Countdown, insist, Refused, Stream } from "./link.js";
import { Answering, asked, revealed } from "./question.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");

// --- What is remembered on this device

const memory = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a private window: then only for this page */ } },
  forget(key) { try { localStorage.removeItem(key); } catch { /* likewise */ } },
};

function random(bytes) {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
}

function say(words, kind = "") {
  if (state.textContent !== words) state.textContent = words;
  state.className = kind;
}

function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}

// --- Coming in

const room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
const key = `statuslab-class-${room}`;

function askCode(words = "") {
  const input = make("input", { id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "6", required: true });
  const form = make("form", { class: "join" }, make("h1", {}, "Join a class"), make("label", { for: "code" }, "Code on the screen"), input, make("button", { class: "go" }, "Go on"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) location.href = `/r/${encodeURIComponent(input.value.trim().toUpperCase())}`;
  });
  show(form);
  say(words, words ? "no" : "");
  input.focus();
}

function askName(words = "") {
  const mine = memory.get(key) ?? {};
  const input = make("input", { id: "name", name: "name", autocomplete: "nickname", maxlength: "24", required: true, value: mine.name });
  const go = make("button", { class: "go" }, "Join");
  const form = make("form", { class: "join" }, make("h1", {}, `Class ${room}`), make("label", { for: "name" }, "A name for the class to see"), input,
    make("p", { class: "soft" }, "It need not be your own. Your answers stay with the host of this class."), go);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    await join(input.value);
    go.disabled = false;
  });
  show(form);
  say(words, words ? "no" : "");
  input.focus();
}

async function join(name) {
  const mine = memory.get(key) ?? {};
  const nonce = mine.nonce ?? random(24);
  memory.set(key, { nonce, name });
  say("Joining …");
  try {
    const player = await insist(`/api/${room}/players`, { body: { name, nonce } }, () => say("Link lost. Trying again …", "no"));
    memory.set(key, { nonce, name: player.name, token: player.token });
    enter(player.token);
  } catch (error) {
    if (error.status === 404) return askCode(error.message);
    if (error.status === 410 || error.kind === "removed") memory.forget(key);
    say(error.message, "no");
  }
}

// --- In the class

class Class {
  constructor(token) {
    this.token = token;
    this.page = random(9);
    this.clicks = 0;
    this.unsent = new Map(); // (round, vote) -> the newest answer that was not acknowledged yet
    this.linked = false;
    this.bell = new Countdown();
    this.outbox = `${key}-unsent`;
    for (const body of memory.get(this.outbox) ?? []) this.send(body);
    this.stream = new Stream(`/api/${room}/stream`, token, (event, data) => this.heard(event, data), (linked) => { this.linked = linked; this.tell(); });
    this.ticking = setInterval(() => this.tick(), 250);
  }

  heard(event, data) {
    if (event === "snapshot") return this.draw(data);
    if (event === "bye") return;
    this.stop();
    if (event === "elsewhere") return this.away(data.why);
    if (event === "removed") return this.gone(data.why ?? "The host took you out of this class.");
    if (data.status === 401) { memory.forget(key); return askName("This class does not know you any more. Join again."); }
    if (data.status === 404) return askCode(data.message);
    this.gone(data.message);
  }

  stop() {
    this.stream.stop();
    clearInterval(this.ticking);
  }

  away(why) {
    show(make("h1", {}, "Open on another page"), make("p", {}, why ?? ""), button("Go on here", () => enter(this.token), "go"));
    say("");
  }

  gone(why) {
    show(make("h1", {}, "You are out of this class"), make("p", {}, why));
    say("");
  }

  // --- drawing

  draw(snapshot) {
    this.now = snapshot;
    this.bell.set(snapshot.left_ms);
    this.drawHead();
    const shape = [snapshot.phase, snapshot.round, snapshot.vote, snapshot.you.in, Boolean(snapshot.tally), snapshot.title].join("|");
    if (shape !== this.shape || !this.answering) {
      this.shape = shape;
      this.answering = null;
      this.body();
    } else {
      this.answering.show(this.pending()?.choice ?? snapshot.you.answer?.choice);
    }
    this.tell();
  }

  drawHead() {
    const { you, title, round, of, view, mode } = this.now;
    const place = (view === "question" || view === "reveal") && mode !== "exam" ? `${round} of ${of}` : "";
    this.clock = make("span", { class: "clock", "aria-hidden": "true" });
    const score = you.of && view === "ended" ? `${Number(you.score.toFixed(1))} of ${you.of}` : "";
    head.replaceChildren(make("div", {}, make("b", {}, you.name), make("span", { class: "soft" }, title)), make("div", { class: "far" }, make("span", { class: "soft" }, place || score), this.clock));
    this.tick();
  }

  body() {
    const { view, mode, accepts, note } = this.now;
    if (view === "lobby") return show(make("h1", {}, `You are in, ${this.now.you.name}.`), make("p", {}, "The first question comes when the host opens it. Nothing to do yet."));
    if (view === "ended") return this.end();
    if (mode === "exam") return this.exam();
    const { question, you } = this.now;
    if (!you.in) return show(make("h1", {}, "You are in from the next question."), make("p", { class: "soft" }, "It does not count for you that this one began without you."), question ? make("div", { class: "dim" }, asked(question)) : null);
    if (view === "reveal") return this.reveal();
    this.answering = new Answering(question, this.pending()?.choice ?? you.answer?.choice, (choice) => this.vote(choice));
    this.answering.lock(!accepts);
    show(note ? make("p", { class: "note" }, note) : null, asked(question, "h1"), this.answering.element, accepts ? this.sure() : null, this.shares());
  }

  shares() {
    const votes = this.now.tally?.votes;
    return votes?.length ? make("p", { class: "soft" }, votes.map((vote) => `Vote ${vote.vote}: ${many(vote.answered, "answer")}`).join(" · ")) : null;
  }

  sure() {
    const chosen = this.now.you.answer?.confidence ?? this.confidence;
    const choices = this.now.confidence_levels.map((word, value) => {
      const input = make("input", { type: "radio", name: "sure", value, checked: chosen === value && this.now.you.answer != null });
      input.addEventListener("change", () => {
        this.confidence = value;
        if (this.answering.choice) this.vote(this.answering.choice);
      });
      return make("label", {}, input, make("span", {}, word));
    });
    return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("div", { class: "seg" }, choices));
  }

  reveal() {
    const { question, reveal, you, tally, leaders } = this.now;
    const result = you.result;
    const line = result ? `${result.right ? "✓" : "✗"} ${result.headline}` : "No answer from you this time.";
    show(make("p", { class: `result ${result ? (result.right ? "ok" : "no") : ""}` }, line), asked(question, "h1"), revealed(question, reveal, you.answer?.choice, tally?.votes), this.board(leaders));
  }

  board(leaders) {
    if (!leaders?.length) return null;
    return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, String(Number(score.toFixed(1))))))));
  }

  end() {
    const { you, leaders } = this.now;
    const score = you.of ? `${Number(you.score.toFixed(1))} of ${many(you.of, "question")}.` : "No question was asked.";
    const keep = button("Keep my answers", () => this.download(), "go");
    show(make("h1", {}, "That was the class."), make("p", { class: "score" }, score), make("p", { class: "soft" }, "What you missed can come back in your own notebook: keep this file, and in the review page bring it in with classroom.keep(\"FILE\")."), keep, this.board(leaders));
  }

  async download() {
    try {
      const results = await insist(`/api/${room}/results`, { token: this.token }, () => say("Link lost. Trying again …", "no"));
      const address = URL.createObjectURL(new Blob([JSON.stringify(results, null, 1)], { type: "application/json" }));
      make("a", { href: address, download: `statuslab-class-${room}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      say("Kept in your downloads.", "ok");
    } catch (error) {
      say(error.message, "no");
    }
  }

  // --- an exam: a paper of one's own

  async exam() {
    if (this.asking) return;
    this.asking = true;
    try {
      this.paper = (await insist(`/api/${room}/paper`, { token: this.token }, () => this.tell())).questions;
      this.at = Math.min(this.at ?? 0, this.paper.length - 1);
      this.turn();
    } catch (error) {
      say(error.message, "no");
    } finally {
      this.asking = false;
    }
  }

  turn() {
    const each = this.paper[this.at];
    if (!each) return show(make("p", {}, "This paper has no questions."));
    const { accepts, note } = this.now;
    const dots = this.paper.map((one, at) => {
      const element = button(`${at + 1}${one.answer ? " ✓" : ""}`, () => { this.at = at; this.turn(); }, at === this.at ? "dot here" : "dot");
      element.setAttribute("aria-label", `question ${at + 1}${one.answer ? ", answered" : ""}`);
      return element;
    });
    const nav = make("nav", { class: "dots", "aria-label": "questions" }, dots);
    if (each.reveal) {
      const result = each.result;
      return show(nav, make("p", { class: `result ${result?.right ? "ok" : "no"}` }, result ? `${result.right ? "✓" : "✗"} ${result.headline}` : "Not answered."), asked(each.question, "h1"), revealed(each.question, each.reveal, each.answer?.choice));
    }
    const answering = new Answering(each.question, this.unsent.get(`${each.round}:1`)?.choice ?? each.answer?.choice, (choice) => this.vote(choice, each));
    answering.lock(!accepts);
    const next = this.at + 1 < this.paper.length ? button("Next", () => { this.at += 1; this.turn(); main.focus(); }, "plain") : make("p", { class: "soft" }, "The last one. You may go back until the host closes the paper.");
    show(nav, accepts || !note ? null : make("p", { class: "note" }, note), asked(each.question, "h1"), answering.element, next);
  }

  // --- answering

  vote(choice, each = null) {
    const { round, vote } = each ? { round: each.round, vote: 1 } : this.now;
    if (each) each.answer = { choice };
    this.clicks += 1;
    this.send({ round, vote, choice, confidence: this.confidence ?? 1, page: this.page, click: this.clicks });
  }

  pending() {
    return this.unsent.get(`${this.now.round}:${this.now.vote}`);
  }

  async send(body) {
    const place = `${body.round}:${body.vote}`;
    const waiting = this.unsent.has(place);
    this.unsent.set(place, body);
    this.note();
    if (waiting) return; // the one under way sees the newer answer when it is done
    while (this.unsent.has(place)) {
      const sent = this.unsent.get(place);
      const done = await this.deliver(sent);
      if (this.unsent.get(place) === sent) this.unsent.delete(place);
      this.note(done);
    }
  }

  async deliver(body) {
    this.trouble = "";
    try {
      const saved = await insist(`/api/${room}/answers`, { token: this.token, body }, (error) => { this.late = !(error instanceof Refused) || error.status !== 429; this.tell(); });
      const now = this.now;
      if (now && now.round === saved.round && now.vote === saved.vote) now.you.answer = { choice: saved.choice, confidence: saved.confidence };
      return true;
    } catch (error) {
      this.trouble = error.message;
      return false;
    } finally {
      this.late = false;
    }
  }

  note() {
    memory.set(this.outbox, [...this.unsent.values()]);
    this.tell();
  }

  // --- saying what is so

  tell() {
    const now = this.now;
    if (!now) return say(this.linked ? "" : "Connecting …");
    if (this.unsent.size) return say(this.late || !this.linked ? "Link lost. Your answer is kept here and sent when it is back." : "Sending …", this.late || !this.linked ? "no" : "");
    if (!this.linked) return say("Link lost. Trying again …", "no");
    if (this.trouble) return say(this.trouble, "no");
    const saved = now.you.answer && now.view === "question" && now.mode !== "exam";
    if (saved) return say(now.accepts ? "✓ Saved. You may still change it." : "✓ Saved.", "ok");
    say("");
  }

  tick() {
    const left = this.bell.left;
    if (!this.clock) return;
    const seconds = left == null ? "" : String(Math.ceil(left / 1000));
    if (this.clock.textContent !== seconds) this.clock.textContent = seconds;
    this.clock.classList.toggle("soon", left != null && left < 10_000);
  }
}

let current = null;

function enter(token) {
  current?.stop();
  say("Connecting …");
  current = new Class(token);
}

const known = memory.get(key);
if (!room) askCode();
else if (known?.token) enter(known.token);
else call(`/api/${room}/screen?once=1`).then(() => askName(), (error) => (error.status === 404 ? askCode("There is no class with this code here.") : askName()));
