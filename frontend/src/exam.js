// The exam card: questions in any order, without feedback until the exam is handed in.
// All answers are in one synced trait, so that no answer can overtake another or get lost. Python says which of them
// are on the disk.

import { button, KEYS, make } from "./dom.js";
import { QuestionView } from "./question.js";
import { Card, INPUTS } from "./quiz.js";

const STATES = { answered: ["●", "answered"], half: ["◐", "half answered"], open: ["○", "not answered"] };
const OUTCOMES = {
  right: ["✓", "right"],
  partly: ["◑", "partly right"],
  wrong: ["✗", "not right"],
  open: ["–", "not answered"],
};
const NOT_SAVED_AFTER = 5000; // milliseconds until the card warns that an answer is not saved
const EMPTY = { choice: null, confidence: null, n: 0, seconds: null };

class ExamCard extends Card {
  constructor(model, el) {
    super(model, el);
    const more = {
      "change:phase": () => this.onPhase(),
      "change:saved": () => this.onSaved(),
      "change:message": () => this.onSaved(),
      "change:answers": () => this.drawNumbers(),
    };
    for (const [event, listener] of Object.entries(more)) model.on(event, listener);
    Object.assign(this.listeners, more);
    this.ticking = setInterval(() => this.tick(), 500);
  }

  close() {
    clearInterval(this.ticking);
    super.close();
  }

  build(el) {
    super.build(el);
    this.views = new Map(); // the view of each question, so that an unfinished order or match is kept
    this.spent = {}; // seconds
    this.report = make("div", { class: "report-place", tabindex: "-1", ...KEYS });
    this.place = make("span", {});
    this.clock = make("span", { class: "clock", role: "timer" });
    this.numbers = make("div", { class: "numbers", role: "toolbar", "aria-label": "Questions" });
    this.numbers.addEventListener("keydown", (event) => this.onArrowKey(event));
    this.last = make("div", { class: "last" });
    this.alarm = make("p", { class: "alarm", role: "alert" });
    this.form.parentElement.classList.add("exam");
    this.form.before(this.report);
    this.head.after(this.numbers);
    this.end.before(this.last, this.alarm);
  }

  // --- reading the model

  get isHandedIn() {
    return this.model.get("phase") === "handed in";
  }

  entry(item = this.item) {
    return this.model.get("answers")[item.id] ?? EMPTY;
  }

  stateOf(item) {
    if (this.isHandedIn) return OUTCOMES[this.model.get("feedback")[item.id]?.outcome ?? "open"];
    const { choice, confidence } = this.entry(item);
    return STATES[choice && confidence !== null ? "answered" : choice ? "half" : "open"];
  }

  isSaved(item) {
    return (this.model.get("saved")[item.id] ?? 0) === this.entry(item).n;
  }

  // --- drawing

  draw() {
    this.switchTimer();
    super.draw();
    const report = this.model.get("report");
    if (this.report.drawn !== report) this.report.innerHTML = report;
    this.report.drawn = report;
    this.drawNumbers();
    this.drawLast();
    this.tick();
    this.update();
  }

  onPhase() {
    this.views.clear();
    this.confirming = false;
    this.draw();
    (this.isHandedIn ? this.report : this.content.querySelector(INPUTS))?.focus();
  }

  progress() {
    this.place.textContent = this.item
      ? `Question ${this.at + 1} of ${this.items.length}`
      : this.model.get("facts").title;
    return [this.place, this.clock];
  }

  drawNumbers() {
    if (this.numbers.children.length !== this.items.length)
      this.numbers.replaceChildren(...this.items.map((_, place) => this.numberButton(place)));
    this.items.forEach((item, place) => {
      const [sign, words] = this.stateOf(item);
      const button = this.numbers.children[place];
      button.lastChild.textContent = sign;
      button.setAttribute("aria-label", `Question ${place + 1}, ${words}`);
      button.setAttribute("aria-current", place === this.at ? "step" : "false");
      button.tabIndex = place === this.at ? 0 : -1;
      button.dataset.stands = words;
    });
    this.drawCount();
  }

  numberButton(place) {
    const button = make(
      "button",
      { type: "button", class: "nr", ...KEYS },
      make("span", {}, String(place + 1)),
      make("span", { class: "sign", "aria-hidden": "true" }),
    );
    button.addEventListener("click", () => this.go(place, button));
    return button;
  }

  onArrowKey(event) {
    const buttons = [...this.numbers.children];
    const here = buttons.indexOf(event.target);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    buttons[to]?.focus();
  }

  question() {
    const { id } = this.item;
    if (!this.views.has(id)) {
      this.views.set(id, new QuestionView(this.item, { choice: this.entry().choice, changed: () => this.update() }));
    }
    this.view = this.views.get(id);
    return [this.view.element];
  }

  answerControls() {
    this.needs = make("span", { class: "soft" });
    return [this.confidence(this.entry().confidence), this.steps(this.needs)];
  }

  nextControls() {
    return [this.steps()];
  }

  steps(needs = null) {
    const back = this.at > 0 ? button("Previous", () => this.go(this.at - 1), "plain") : null;
    const on = this.at + 1 < this.items.length ? button("Next", () => this.go(this.at + 1), "go") : null;
    return make("span", { class: "act" }, needs, back, on);
  }

  drawEnd() {
    // before the exam begins: the cover
    this.content.replaceChildren(make("p", {}, this.model.get("facts").cover));
    this.actions.replaceChildren(button("Begin", () => this.press("begin"), "go"));
    this.showStatus("");
  }

  drawLast() {
    const nothing = this.isHandedIn || !this.items.length;
    this.last.hidden = nothing;
    this.last.replaceChildren(...(nothing ? [] : this.confirming ? this.confirmControls() : this.handInControls()));
    this.drawCount();
  }

  handInControls() {
    this.count = make("span", { class: "soft" });
    return [this.count, button("Hand in", () => this.handIn(), "plain hand-in")];
  }

  confirmControls() {
    const gaps = this.gaps();
    const groups = ["not answered", "half answered"].map((words) => [
      words,
      gaps.filter((place) => this.stateOf(this.items[place])[1] === words),
    ]);
    const lists = groups
      .filter(([, places]) => places.length)
      .map(
        ([words, places]) =>
          `${words[0].toUpperCase()}${words.slice(1)}: ${places.map((place) => place + 1).join(", ")}.`,
      )
      .join(" ");
    const back = button(`Back to question ${gaps[0] + 1}`, () => this.go(gaps[0]), "go");
    return [
      make("span", {}, make("b", {}, "Hand in as it is? "), lists),
      make(
        "span",
        { class: "act" },
        button("Hand in anyway", () => this.press("hand in"), "plain"),
        back,
      ),
    ];
  }

  drawCount() {
    if (!this.count) return;
    const done = this.items.length - this.gaps().length;
    this.count.textContent = `${done} of ${this.items.length} answered. Nothing is told before you hand in.`;
  }

  gaps() {
    return [...this.items.keys()].filter((place) => this.stateOf(this.items[place])[1] !== STATES.answered[1]);
  }

  tick() {
    const ends = this.model.get("ends");
    if (this.model.get("phase") !== "sitting") {
      this.clock.textContent = "";
      return;
    }
    if (this.waiting && performance.now() - this.waiting > NOT_SAVED_AFTER) this.warn();
    if (!ends) return;
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    this.clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
    if ([300, 60].includes(left) && this.lastAnnounced !== left)
      this.showStatus(`${left / 60} minute${left > 60 ? "s" : ""} left.`);
    this.lastAnnounced = left;
    if (left === 0 && !(performance.now() - this.timeOverAt < NOT_SAVED_AFTER)) this.timeOver();
  }

  timeOver() {
    this.timeOverAt = performance.now();
    this.press("over");
  }

  // --- status line

  showFeedback(feedback) {
    if (!feedback?.outcome) return super.showFeedback(feedback);
    const kind = { right: "ok", wrong: "no" }[feedback.outcome] ?? "";
    this.showStatus(`${OUTCOMES[feedback.outcome][0]} ${feedback.headline}`, kind);
  }

  onSaved() {
    const open = this.items.filter((item) => !this.isSaved(item));
    const message = this.model.get("message");
    if (!open.length) this.waiting = 0;
    this.alarm.textContent = message ? `✗ ${message}` : "";
    if (!message && this.item && !this.isHandedIn && this.isSaved(this.item) && this.entry().n)
      this.showStatus("Saved.");
  }

  warn() {
    this.alarm.textContent =
      "✗ Not saved yet. If the kernel is busy, it will be; if it is gone, run the cell again: what was saved is kept.";
  }

  // --- acting

  missing() {
    return "";
  }

  update() {
    if (!this.item || this.isHandedIn) return;
    const { choice, needs } = this.view;
    const confidence = this.sure;
    const half = choice ? "Say how sure you are" : `Choose ${needs}`;
    this.needs.textContent = Boolean(choice) === (confidence !== null) ? "" : half;
    const before = this.entry();
    if (JSON.stringify([choice, confidence]) !== JSON.stringify([before.choice, before.confidence]))
      this.save({ choice, confidence });
  }

  save(entry) {
    const all = this.model.get("answers");
    const saved = Object.values(this.model.get("saved")); // in any tab
    const n = 1 + Math.max(0, ...saved, ...Object.values(all).map((each) => each.n));
    this.waiting ||= performance.now();
    this.showStatus("Saving…");
    this.model.set("answers", { ...all, [this.item.id]: { ...entry, n, seconds: this.seconds() } });
    this.model.save_changes();
  }

  switchTimer() {
    // another question is shown from now on
    if (this.seen) this.spent[this.seen] = this.seconds();
    this.seen = this.item?.id;
  }

  seconds() {
    const before = this.spent[this.seen] ?? this.model.get("answers")[this.seen]?.seconds ?? 0;
    if (this.since === null) return before || null;
    this.spent[this.seen] = Math.round(1000 * before + performance.now() - this.since) / 1000;
    this.since = performance.now();
    return this.spent[this.seen];
  }

  submit() {
    if (this.at + 1 < this.items.length) this.go(this.at + 1);
    else this.last.querySelector("button")?.focus();
  }

  go(place, focus = null) {
    this.confirming = false;
    this.model.set("at", place); // the listener of change:at draws
    this.model.save_changes();
    this.drawLast();
    (focus ?? this.content.querySelector(INPUTS) ?? this.actions.querySelector(".go, button"))?.focus();
  }

  handIn() {
    if (!this.gaps().length) return this.press("hand in");
    this.confirming = true;
    this.drawLast();
    this.last.querySelector(".go").focus();
  }

  press(what) {
    this.model.set("press", { n: (this.model.get("press").n ?? 0) + 1, do: what });
    this.model.save_changes();
  }
}

export default {
  render({ model, el }) {
    const card = new ExamCard(model, el);
    return () => card.close();
  },
};
