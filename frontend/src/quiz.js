// The quiz card: shows items, sends one answer at a time, and shows the feedback from Python.
// It has no key and grades nothing. Text is set by textContent; only feedback.html, made in Python, is markup.

import { button, KEYS, learn, make, plain, prose, root } from "./dom.js";
import { choiceWords, confidenceChoice, markedOptions, markedWords, QuestionView, shownQuestion } from "./question.js";

export const INPUTS = "input, select, button";
const NO_REPLY_AFTER = 5000; // milliseconds without feedback until the card says so
const NO_REPLY =
  "No word from the kernel yet. If it is busy, the answer will come; if it is gone, run the cell again: " +
  "what you answered before is kept.";
const CELL = ".jp-Cell";
let cards = 0;

// Leads on to the cell after a card, and unfolds the story there that waited for the prediction.
function readOn(card) {
  const next = card.closest(CELL)?.nextElementSibling;
  for (const story of next?.querySelectorAll("details.told") ?? []) story.open = true;
  next?.scrollIntoView({ block: "start" });
  next?.focus({ preventScroll: true });
}

export class Card {
  constructor(model, el) {
    this.model = model;
    this.id = `sl-quiz-${++cards}`;
    this.again = new Set(); // items that are tried again, whose feedback is hidden
    this.waiting = 0; // the number of the answer that has no feedback yet
    this.since = null; // when the open question came into view, in milliseconds
    this.inView = false;
    this.build(el);
    this.watcher = new IntersectionObserver((seen) => this.onVisible(seen.at(-1).isIntersecting));
    this.watcher.observe(el);
    this.listeners = {
      "change:feedback": () => this.onFeedback(),
      "change:at": () => this.draw(),
      "change:items": () => this.draw(),
      "change:ending": () => this.showEnding(),
    };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.draw();
  }

  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    this.watcher.disconnect();
    clearTimeout(this.noReply);
  }

  // Without drawing again, which would take the focus away.
  showEnding() {
    this.end.textContent = this.model.get("ending") ?? "";
  }

  onVisible(inView) {
    this.inView = inView;
    if (inView) this.since ??= performance.now();
  }

  build(el) {
    this.head = make("div", { class: "place" });
    this.reason = make("p", { class: "reason" });
    this.content = make("div");
    this.end = make("p", { class: "ending", "aria-live": "polite" });
    this.status = make("p", { role: "status", class: "said" });
    this.actions = make("div", { class: "actions" });
    this.remark = make("div", { class: "remark" });
    this.form = make(
      "form",
      { class: "qz" },
      this.head,
      this.reason,
      this.content,
      this.status,
      make("div", { class: "foot" }, this.actions, this.remark),
      this.end,
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.out = make("div", { class: "out" });
    el.append(root(make("div", { class: "box quiz" }, this.form, this.out)));
  }

  // --- reading the model

  get items() {
    return this.model.get("items");
  }
  get at() {
    return this.model.get("at");
  }
  get item() {
    return this.items[this.at];
  }
  get isTask() {
    return this.item.form === "provoke";
  }
  get isPoll() {
    return this.item.form === "poll";
  }
  get pretest() {
    return this.model.get("mode") === "pretest";
  }

  feedback(item) {
    return item && !this.again.has(item.id) ? this.model.get("feedback")[item.id] : undefined;
  }

  isDone(item) {
    const feedback = this.feedback(item);
    return Boolean(feedback && (feedback.noted || typeof feedback.right === "boolean"));
  }

  // --- drawing

  draw() {
    const done = this.isDone(this.item);
    this.head.replaceChildren(...this.progress());
    this.out.replaceChildren();
    this.remark.replaceChildren(...(this.item ? [this.remarkOn(this.item)] : []));
    if (!this.item) return this.drawEnd();
    this.reason.textContent = this.item.reason ?? "";
    this.content.replaceChildren(...(done ? this.result() : this.question()));
    this.actions.replaceChildren(...(done ? this.nextControls() : this.answerControls()));
    this.showFeedback(this.feedback(this.item));
    this.showEnding();
    if (done) return;
    this.since = this.inView ? performance.now() : null;
    this.update();
  }

  progress() {
    if (this.items.length < 2) return [];
    const done = this.items.filter((item) => this.isDone(item));
    const right = done.filter((item) => this.feedback(item).right).length;
    const score = this.pretest || !done.length ? "" : ` · ${right} right`;
    const dots = this.items.map((item, index) =>
      make("span", { class: `dot ${index === this.at ? "here" : ""}` }, this.dot(item)),
    );
    return [
      make("span", {}, this.item ? `${this.at + 1} of ${this.items.length}${score}` : ""),
      make("span", { "aria-hidden": "true" }, dots),
    ];
  }

  dot(item) {
    if (!this.isDone(item)) return "○";
    const { right } = this.feedback(item);
    return right === undefined || right === null ? "●" : right ? "✓" : "✗";
  }

  question() {
    this.view = new QuestionView(this.item, { changed: () => this.update() });
    return [this.view.element, this.hint()].filter(Boolean);
  }

  hint() {
    const { hint } = this.item;
    return hint && make("details", { class: "hint" }, make("summary", KEYS, "Hint"), make("p", {}, prose(hint)));
  }

  confidence(chosen = null) {
    this.sure = chosen;
    return confidenceChoice(
      (value) => {
        this.sure = value;
        this.update();
      },
      { chosen },
    );
  }

  answerControls() {
    const id = `${this.id}-needs`;
    this.sure = null;
    this.needs = make("span", { class: "soft", id });
    this.button = make("button", { type: "submit", class: "go", "aria-describedby": id, ...KEYS }, this.item.action);
    const act = (...parts) => make("span", { class: "act" }, ...parts, this.button);
    if (this.isTask) return [act(button("Give up", () => this.send([0]), "plain"))];
    const skip = this.pretest ? button("Skip", () => this.go(this.at + 1), "plain") : null;
    return [this.isPoll ? null : this.confidence(), act(this.needs, skip)].filter(Boolean);
  }

  result() {
    const feedback = this.feedback(this.item);
    learn(this.item, feedback);
    const unmarked = this.item.options.map((option) => ({ ...option, unmarked: true })); // of a pretest
    const marks = feedback.noted ? unmarked : (feedback.marks ?? []);
    if (feedback.html) this.out.innerHTML = feedback.html;
    const source = feedback.source ? make("p", { class: "soft source" }, prose(feedback.source, feedback.links)) : null;
    const note = feedback.note ? make("p", { class: "soft note" }, feedback.note) : null;
    return [
      shownQuestion(this.item, "span", markedOptions(this.item.form, marks, feedback.links), source),
      note,
    ].filter(Boolean);
  }

  nextControls() {
    const next = this.next();
    const again = this.pretest ? null : button("Try again", () => this.retry(), "plain");
    const words = next === this.at + 1 ? "Next question" : "Back to a missed one";
    const on = next === null ? this.wayOn() : button(words, () => this.go(next), "go");
    return [again, on].filter(Boolean);
  }

  // Only JupyterLab and Notebook have cells that a card can lead to.
  wayOn() {
    return document.querySelector(CELL) && button("Next cell ↓", () => readOn(this.form), "go");
  }

  drawEnd() {
    const count = this.items.filter((item) => this.isDone(item)).length;
    this.content.replaceChildren();
    this.actions.replaceChildren();
    this.showStatus(`${count} of ${this.items.length} answered, kept for the end of the course.`);
  }

  // --- a remark on the question

  // A text to copy; nothing is sent. It is written when the fold is opened, with what is chosen by then.
  remarkOn(item) {
    const text = make("textarea", { readonly: true, rows: 5, "aria-label": "The text to copy", ...KEYS });
    const copied = make("span", { class: "soft", "aria-live": "polite" });
    const copy = button("Copy", () => this.copy(text, copied), "plain");
    const fold = make(
      "details",
      {},
      make("summary", KEYS, "Report this question"),
      make("p", {}, "Is something wrong or unclear? Copy this text, and send it to whoever gave you the course."),
      text,
      make("div", { class: "row" }, copy, copied),
    );
    fold.addEventListener("toggle", () => {
      text.value = this.remarkText(item);
    });
    return fold;
  }

  remarkText(item) {
    const { form, id, version, course } = item;
    const marks = this.feedback(item)?.marks;
    const chosen = this.isDone(item) ? markedWords(form, marks ?? []) : choiceWords(item, this.view?.choice);
    return [
      `Question: ${id}, version ${version}, ${course}`,
      `It asks: ${plain(item.ask)}`,
      `I chose: ${chosen || "(nothing yet)"}`,
      "What is wrong or unclear: ",
    ].join("\n");
  }

  async copy(text, copied) {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      copied.textContent = "Copied.";
    } catch {
      copied.textContent = "Selected: press Ctrl-C, or ⌘-C on a Mac."; // no access to the clipboard here
    }
  }

  // --- status line

  showFeedback(feedback) {
    const mark = feedback?.right === true ? "✓ " : feedback?.right === false ? "✗ " : "";
    const words = feedback?.noted ? "Noted." : feedback?.headline;
    this.showStatus(words ? mark + words : "", feedback?.right === true ? "ok" : feedback?.right === false ? "no" : "");
  }

  showStatus(words, kind = "") {
    this.status.textContent = words;
    this.status.className = `said ${kind}`;
  }

  // --- acting

  missing() {
    const sure = this.isTask || this.isPoll || this.sure !== null;
    const parts = [this.view.choice ? null : this.view.needs, sure ? null : "how sure you are"];
    const missing = parts.filter(Boolean).join(" and ");
    return missing && `Choose ${missing}`;
  }

  update() {
    if (this.isDone(this.item) || !this.button) return;
    const missing = this.missing();
    this.needs.textContent = missing;
    if (!missing && !this.waiting && !this.feedback(this.item)) this.showStatus("");
    this.button.setAttribute("aria-disabled", String(Boolean(missing || this.waiting)));
  }

  submit() {
    if (!this.item || this.isDone(this.item) || this.waiting) return;
    const missing = this.missing();
    if (missing) return this.showStatus(`${missing} first.`);
    this.send(this.view.choice);
  }

  send(choice) {
    if (this.waiting) return;
    this.waiting = this.latest() + 1;
    const confidence = this.sure ?? 1;
    const seconds = this.since === null ? null : Math.round(performance.now() - this.since) / 1000;
    this.model.set("answer", { n: this.waiting, id: this.item.id, choice, confidence, seconds });
    this.model.save_changes();
    this.again.delete(this.item.id);
    this.showStatus(this.item.action === "Check" ? "Checking…" : "Running…");
    this.noReply = setTimeout(() => this.showStatus(NO_REPLY), NO_REPLY_AFTER);
    this.update();
  }

  // The number of the latest answer, which may have been given in another tab.
  latest() {
    const numbers = Object.values(this.model.get("feedback")).map((feedback) => feedback.n ?? 0);
    return Math.max(this.model.get("answer").n ?? 0, ...numbers);
  }

  onFeedback() {
    const mine = this.waiting && this.feedback(this.item)?.n === this.waiting;
    if (this.waiting && !mine) return;
    clearTimeout(this.noReply);
    this.waiting = 0;
    if (mine && this.pretest && this.isDone(this.item)) return this.onNoted();
    if (mine && !this.isDone(this.item)) return this.onOpen();
    this.draw();
    if (mine) (this.actions.querySelector(".go") ?? this.actions.querySelector("button"))?.focus();
  }

  onOpen() {
    this.showFeedback(this.feedback(this.item));
    this.update();
  }

  onNoted() {
    this.go(this.at + 1);
    if (this.item) this.showStatus("Noted.");
  }

  next() {
    if (this.at + 1 < this.items.length) return this.at + 1;
    if (this.pretest) return this.items.length > 1 ? this.items.length : null;
    const missed = this.items.findIndex((item, index) => index !== this.at && this.feedback(item)?.right === false);
    return missed < 0 ? null : missed;
  }

  go(place) {
    this.model.set("at", place); // the listener of change:at draws
    this.model.save_changes();
    this.form.querySelector(INPUTS)?.focus();
  }

  retry() {
    this.again.add(this.item.id);
    this.draw();
    this.form.querySelector(INPUTS)?.focus();
  }
}

export default {
  render({ model, el }) {
    const card = new Card(model, el);
    return () => card.close();
  },
};
