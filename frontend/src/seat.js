// The student's page of a live class as a widget. Drawn from the newest snapshot.

import { button, make, many } from "./dom.js";
import { Answering, questionHead, revealedOptions } from "./question.js";

class Seat {
  constructor(model, el) {
    this.model = model;
    this.waiting = 0;
    this.build(el);
    this.listeners = { "change:snap": () => this.draw(), "change:state": () => this.onOutcome(), "change:linked": () => this.drawStatus(), "change:name": () => this.draw() };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.ticking = setInterval(() => this.tick(), 250);
    this.draw();
  }

  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    clearInterval(this.ticking);
  }

  get now() { return this.model.get("snap"); }

  build(el) {
    this.head = make("div", { class: "head" });
    this.main = make("div");
    this.status = make("p", { role: "status", class: "said" });
    const box = make("div", { class: "box seat", "data-lm-suppress-shortcuts": "true" }, this.head, this.main, this.status);
    el.append(make("div", { class: "sl" }, box));
    this.clock = make("span", { class: "clock", "aria-hidden": "true" });
  }

  show(...parts) {
    this.main.replaceChildren(...parts.flat().filter(Boolean));
    this.main.querySelectorAll("input, select, button").forEach((each) => each.setAttribute("data-lm-suppress-shortcuts", "true"));
  }

  // --- drawing

  draw() {
    const now = this.now;
    if (!this.model.get("name")) return this.drawJoinForm();
    if (!now.phase) return this.drawStatus();
    this.end = now.left_ms == null ? null : performance.now() + now.left_ms;
    const place = now.round && now.view !== "ended" ? `${now.round} of ${now.of}` : "";
    this.head.replaceChildren(make("b", {}, this.model.get("name")), make("span", { class: "soft" }, now.title), make("span", { class: "aside" }, make("span", { class: "soft" }, place), this.clock));
    const shape = [now.phase, now.round, now.vote, now.you.in].join("|");
    if (shape !== this.shape) this.drawBody();
    else this.answering?.show(now.you.answer?.choice);
    this.shape = shape;
    this.drawStatus();
    this.tick();
  }

  drawJoinForm() {
    const input = make("input", { type: "text", maxlength: 24, "aria-label": "a name for the class to see", placeholder: "a name for the class to see" });
    const form = make("form", { class: "row" }, input, make("button", { class: "go" }, `Join class ${this.model.get("room")}`));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.send({ do: "join", name: input.value });
    });
    this.show(form);
  }

  drawBody() {
    const { view, mode, you, question, accepts, note } = this.now;
    this.answering = null;
    if (view === "lobby") return this.show(make("p", {}, "You are in. The first question comes when the host opens it."));
    if (mode === "exam") return this.show(make("p", {}, "This class is an exam with a paper of your own: open its address in a browser."));
    if (view === "ended") return this.drawEnd();
    if (!you.in) return this.show(make("p", {}, "You are in from the next question."));
    if (view === "reveal") return this.drawReveal();
    this.answering = new Answering(question, you.answer?.choice, (choice) => this.answer(choice));
    this.answering.lock(!accepts);
    this.show(note ? make("p", { class: "note" }, note) : null, questionHead(question), this.answering.element, accepts ? this.confidenceChoice() : null);
  }

  confidenceChoice() {
    const choices = this.now.confidence_levels.map((word, value) => {
      const input = make("input", { type: "radio", name: `sure-${this.shape}`, value });
      input.addEventListener("change", () => {
        this.confidence = value;
        if (this.answering.choice) this.answer(this.answering.choice);
      });
      return make("label", {}, input, make("span", {}, word));
    });
    return make("fieldset", { class: "sure" }, make("legend", {}, "I am"), make("span", { class: "seg" }, choices));
  }

  drawReveal() {
    const { question, reveal, you, tally } = this.now;
    const line = you.result ? `${you.result.right ? "✓" : "✗"} ${you.result.headline}` : "No answer from you this time.";
    this.show(make("p", { class: `result ${you.result ? (you.result.right ? "ok" : "no") : ""}` }, line), questionHead(question), revealedOptions(question, reveal, you.answer?.choice, tally?.votes));
  }

  drawEnd() {
    const { you } = this.now;
    this.show(make("p", { class: "result" }, you.of ? `${Number(you.score.toFixed(1))} of ${many(you.of, "question")}.` : "That was the class."), button("Keep my answers in this notebook's memory", () => this.send({ do: "keep" }), "go"));
  }

  // --- acting

  answer(choice) {
    const { round, vote } = this.now;
    this.send({ do: "answer", choice, confidence: this.confidence ?? 1, round, vote });
  }

  send(action) {
    this.waiting = (this.model.get("sent").n ?? 0) + 1;
    this.action = action.do;
    this.model.set("sent", { n: this.waiting, ...action });
    this.model.save_changes();
    this.drawStatus();
  }

  onOutcome() {
    const state = this.model.get("state");
    if (state.n === this.waiting) this.waiting = 0;
    this.outcome = state;
    this.drawStatus();
  }

  drawStatus() {
    const say = (words, kind = "") => { this.status.textContent = words; this.status.className = `said ${kind}`; };
    if (this.waiting) return say(this.action === "answer" ? "Sending …" : "…");
    if (this.outcome && !this.outcome.saved) return say(this.outcome.message, "no");
    if (this.model.get("name") && !this.model.get("linked")) return say(this.now.phase ? "Link lost. Trying again …" : "Connecting …", this.now.phase ? "no" : "");
    if (this.outcome?.message) return say(this.outcome.message, "ok");
    const saved = this.now.you?.answer && this.now.view === "question";
    say(saved ? (this.now.accepts ? "✓ Saved. You may still change it." : "✓ Saved.") : "", "ok");
  }

  tick() {
    const left = this.end == null ? null : Math.max(0, this.end - performance.now());
    this.clock.textContent = left == null ? "" : ` ${Math.ceil(left / 1000)} s`;
  }
}

function render({ model, el }) {
  const seat = new Seat(model, el);
  return () => seat.close();
}

export default { render };
