// The student's page: joins, shows the question, sends answers, and shows whether they have been saved.
// Everything is drawn from the newest snapshot. Answers without acknowledgement are stored on the device and sent again.

import { button, make, many } from "./dom.js";
import { call, callWithRetries, Countdown, RequestError, Stream } from "./link.js";
import { Answering, questionHead, revealedOptions } from "./question.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");

// --- Storage on this device

const storage = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* not allowed in a private window: lost when the page closes */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* not allowed */ } },
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

// --- Joining

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
  setStatus(words, words ? "no" : "");
  input.focus();
}

function askName(words = "") {
  const stored = storage.get(key) ?? {};
  const input = make("input", { id: "name", name: "name", autocomplete: "nickname", maxlength: "24", required: true, value: stored.name });
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

// --- The class

class Class {
  constructor(token) {
    this.token = token;
    this.page = random(9);
    this.clicks = 0;
    this.unsent = new Map(); // "round:vote" -> the newest answer without acknowledgement
    this.linked = false;
    this.countdown = new Countdown();
    this.outboxKey = `${key}-unsent`;
    for (const body of storage.get(this.outboxKey) ?? []) this.send(body);
    this.stream = new Stream(`/api/${room}/stream`, token, (event, data) => this.onEvent(event, data), (linked) => { this.linked = linked; this.drawStatus(); });
    this.timer = setInterval(() => this.tick(), 250);
  }

  onEvent(event, data) {
    if (event === "snapshot") return this.draw(data);
    if (event === "bye") return;
    this.stop();
    if (event === "elsewhere") return this.openElsewhere(data.why);
    if (event === "removed") return this.removed(data.why ?? "The host took you out of this class.");
    if (data.status === 401) { storage.remove(key); return askName("This class does not know you any more. Join again."); }
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
    show(make("p", { class: `result ${result ? (result.right ? "ok" : "no") : ""}` }, line), questionHead(question, "h1"), revealedOptions(question, reveal, you.answer?.choice, tally?.votes), this.leaderboard(leaders));
  }

  leaderboard(leaders) {
    if (!leaders?.length) return null;
    return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, String(Number(score.toFixed(1))))))));
  }

  drawEnd() {
    const { you, leaders } = this.now;
    const score = you.of ? `${Number(you.score.toFixed(1))} of ${many(you.of, "question")}.` : "No question was asked.";
    const keep = button("Keep my answers", () => this.download(), "go");
    show(make("h1", {}, "That was the class."), make("p", { class: "score" }, score), make("p", { class: "soft" }, "What you missed can come back in your own notebook: keep this file, and in the review page bring it in with classroom.keep(\"FILE\")."), keep, this.leaderboard(leaders));
  }

  async download() {
    try {
      const results = await callWithRetries(`/api/${room}/results`, { token: this.token }, () => setStatus("Link lost. Trying again …", "no"));
      const address = URL.createObjectURL(new Blob([JSON.stringify(results, null, 1)], { type: "application/json" }));
      make("a", { href: address, download: `statuslab-class-${room}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
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
      const element = button(`${at + 1}${one.answer ? " ✓" : ""}`, () => { this.place = at; this.drawPaperQuestion(); }, at === this.place ? "dot here" : "dot");
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
    const next = this.place + 1 < this.paper.length ? button("Next", () => { this.place += 1; this.drawPaperQuestion(); main.focus(); }, "plain") : make("p", { class: "soft" }, "The last one. You may go back until the host closes the paper.");
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
    if (waiting) return; // the running loop sends the newer answer next
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
      const saved = await callWithRetries(`/api/${room}/answers`, { token: this.token, body }, (error) => { this.retrying = !(error instanceof RequestError) || error.status !== 429; this.drawStatus(); });
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
    const seconds = left == null ? "" : String(Math.ceil(left / 1000));
    if (this.clock.textContent !== seconds) this.clock.textContent = seconds;
    this.clock.classList.toggle("soon", left != null && left < 10_000);
  }
}

let current = null;

function enter(token) {
  current?.stop();
  setStatus("Connecting …");
  current = new Class(token);
}

const known = storage.get(key);
if (!room) askCode();
else if (known?.token) enter(known.token);
else call(`/api/${room}/screen?once=1`).then(() => askName(), (error) => (error.status === 404 ? askCode("There is no class with this code here.") : askName()));
