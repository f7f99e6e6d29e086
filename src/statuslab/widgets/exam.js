// The exam card: a paper to walk about in, told nothing until it is handed in.
// The page keeps what stands on the paper in one synced state, so that no answer can overtake another or get lost on
// its way; Python says which of them is on the disk.

import { make } from "../static/dom.js";
import { Card, KEYS, TAKERS } from "./quiz.js";

const STANDS = { answered: ["●", "answered"], half: ["◐", "half answered"], open: ["○", "not answered"] };
const CAME = { right: ["✓", "right"], partly: ["◑", "partly right"], wrong: ["✗", "not right"], open: ["–", "not answered"] };
const OVERDUE = 5000; // milliseconds until an answer that is not on the disk is worth a line
const NOTHING = { choice: null, confidence: null, n: 0, seconds: null };

class ExamCard extends Card {
  constructor(model, el) {
    super(model, el);
    const more = { "change:phase": () => this.turned(), "change:saved": () => this.heard(), "change:message": () => this.heard(), "change:answers": () => this.number() };
    for (const [event, listener] of Object.entries(more)) model.on(event, listener);
    Object.assign(this.listeners, more);
    this.ticking = setInterval(() => this.tick(), 500);
  }

  close() {
    clearInterval(this.ticking);
    super.close();
  }

  built(el) {
    super.built(el);
    this.ways = new Map(); // what was drawn of each question, so that half an arrangement waits for its other half
    this.spent = {}; // seconds
    this.report = make("div", { class: "report-place", tabindex: "-1", ...KEYS });
    this.place = make("span", {});
    this.clock = make("span", { class: "clock", role: "timer" });
    this.numbers = make("div", { class: "numbers", role: "toolbar", "aria-label": "Questions" });
    this.numbers.addEventListener("keydown", (event) => this.stepped(event));
    this.last = make("div", { class: "last" });
    this.alarm = make("p", { class: "alarm", role: "alert" });
    this.form.before(this.report);
    this.head.after(this.numbers);
    this.end.before(this.last, this.alarm);
  }

  // --- what the model says

  get handed() { return this.model.get("phase") === "handed in"; }

  kept(item = this.item) { return this.model.get("answers")[item.id] ?? NOTHING; }

  stands(item) {
    if (this.handed) return CAME[this.model.get("feedback")[item.id]?.outcome ?? "open"];
    const { choice, confidence } = this.kept(item);
    return STANDS[choice && confidence !== null ? "answered" : choice ? "half" : "open"];
  }

  isSaved(item) { return (this.model.get("saved")[item.id] ?? 0) === this.kept(item).n; }

  // --- drawing

  draw() {
    this.look();
    this.filling = true;
    super.draw();
    if (this.item && !this.handed) this.fillIn();
    this.filling = false;
    const report = this.model.get("report");
    if (this.report.told !== report) this.report.innerHTML = this.report.told = report;
    this.number();
    this.drawLast();
    this.tick();
    this.ready();
  }

  turned() {
    this.ways.clear();
    this.asking = false;
    this.draw();
    (this.handed ? this.report : this.content.querySelector(TAKERS))?.focus();
  }

  progress() {
    this.place.textContent = this.item ? `Question ${this.at + 1} of ${this.items.length}` : this.model.get("facts").title;
    return [this.place, this.clock];
  }

  number() {
    if (this.numbers.children.length !== this.items.length) this.numbers.replaceChildren(...this.items.map((_, place) => this.numbered(place)));
    this.items.forEach((item, place) => {
      const [sign, words] = this.stands(item);
      const button = this.numbers.children[place];
      button.lastChild.textContent = sign;
      button.setAttribute("aria-label", `Question ${place + 1}, ${words}`);
      button.setAttribute("aria-current", place === this.at ? "step" : "false");
      button.tabIndex = place === this.at ? 0 : -1;
      button.dataset.stands = words;
    });
    this.counted();
  }

  numbered(place) {
    const button = make("button", { type: "button", class: "nr", ...KEYS }, make("span", {}, String(place + 1)), make("span", { class: "sign", "aria-hidden": "true" }));
    button.addEventListener("click", () => this.go(place, button));
    return button;
  }

  stepped(event) {
    const buttons = [...this.numbers.children];
    const here = buttons.indexOf(event.target);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    buttons[to]?.focus();
  }

  question() {
    const { id } = this.item;
    if (!this.ways.has(id)) {
      const nodes = super.question();
      this.ways.set(id, { way: this.way, nodes, fresh: true });
    }
    this.way = this.ways.get(id).way;
    return this.ways.get(id).nodes;
  }

  fillIn() {
    const drawn = this.ways.get(this.item.id);
    const { choice, confidence } = this.kept();
    if (drawn.fresh && choice) this.way.fill(choice);
    drawn.fresh = false;
    for (const input of this.form.querySelectorAll(`input[name="${this.id}-sure"]`)) input.checked = Number(input.value) === confidence;
  }

  asks() {
    this.needs = make("span", { class: "soft" });
    return [this.sure(), this.steps(this.needs)];
  }

  moves() { return [this.steps()]; }

  steps(needs = null) {
    const back = this.at > 0 ? this.move("Previous", () => this.go(this.at - 1), "plain") : null;
    const on = this.at + 1 < this.items.length ? this.move("Next", () => this.go(this.at + 1), "go") : null;
    return make("span", { class: "act" }, needs, back, on);
  }

  drawEnd() { // nothing to show yet: the cover
    this.content.replaceChildren(make("p", {}, this.model.get("facts").cover));
    this.actions.replaceChildren(this.move("Begin", () => this.press("begin"), "go"));
    this.tell("");
  }

  drawLast() {
    const nothing = this.handed || !this.items.length;
    this.last.hidden = nothing;
    this.last.replaceChildren(...(nothing ? [] : this.asking ? this.asksOnceMore() : this.asksToHandIn()));
    this.counted();
  }

  asksToHandIn() {
    this.count = make("span", { class: "soft" });
    return [this.count, this.move("Hand in", () => this.handIn(), "plain hand-in")];
  }

  asksOnceMore() {
    const gaps = this.gaps();
    const told = ["not answered", "half answered"].map((words) => [words, gaps.filter((place) => this.stands(this.items[place])[1] === words)]);
    const lists = told.filter(([, places]) => places.length).map(([words, places]) => `${words[0].toUpperCase()}${words.slice(1)}: ${places.map((place) => place + 1).join(", ")}.`).join(" ");
    const back = this.move(`Back to question ${gaps[0] + 1}`, () => this.go(gaps[0]), "go");
    return [make("span", {}, make("b", {}, "Hand in as it is? "), lists), make("span", { class: "act" }, this.move("Hand in anyway", () => this.press("hand in"), "plain"), back)];
  }

  counted() {
    if (!this.count) return;
    const done = this.items.length - this.gaps().length;
    this.count.textContent = `${done} of ${this.items.length} answered. Nothing is told before you hand in.`;
  }

  gaps() { return [...this.items.keys()].filter((place) => this.stands(this.items[place])[1] !== STANDS.answered[1]); }

  tick() {
    const ends = this.model.get("ends");
    if (this.model.get("phase") !== "sitting") return void (this.clock.textContent = "");
    if (this.waiting && performance.now() - this.waiting > OVERDUE) this.warn();
    if (!ends) return;
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    this.clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
    if ([300, 60].includes(left) && this.told !== left) this.tell(`${left / 60} minute${left > 60 ? "s" : ""} left.`);
    this.told = left;
    if (left === 0 && !(performance.now() - this.rung < OVERDUE)) this.ring();
  }

  ring() {
    this.rung = performance.now();
    this.press("over");
  }

  // --- speaking

  say(feedback) {
    if (!feedback?.outcome) return super.say(feedback);
    const kind = { right: "ok", wrong: "no" }[feedback.outcome] ?? "";
    this.tell(`${CAME[feedback.outcome][0]} ${feedback.headline}`, kind);
  }

  heard() {
    const open = this.items.filter((item) => !this.isSaved(item));
    const message = this.model.get("message");
    if (!open.length) this.waiting = 0;
    this.alarm.textContent = message ? `✗ ${message}` : "";
    if (!message && this.item && !this.handed && this.isSaved(this.item) && this.kept().n) this.tell("Saved.");
  }

  warn() {
    this.alarm.textContent = "✗ Not saved yet. If the kernel is busy, it will be; if it is gone, run the cell again: what was saved is kept.";
  }

  // --- acting

  missing() { return ""; }

  ready() {
    if (this.filling || !this.item || this.handed) return;
    const choice = this.way.choice();
    const [confidence = null] = this.checked("sure");
    this.needs.textContent = choice && confidence === null ? "Say how sure you are" : !choice && confidence !== null ? `Choose ${this.way.needs}` : "";
    const before = this.kept();
    if (JSON.stringify([choice, confidence]) !== JSON.stringify([before.choice, before.confidence])) this.note({ choice, confidence });
  }

  note(entry) {
    const all = this.model.get("answers");
    const n = 1 + Math.max(0, ...Object.values(all).map((each) => each.n));
    this.waiting ||= performance.now();
    this.tell("Saving…");
    this.model.set("answers", { ...all, [this.item.id]: { ...entry, n, seconds: this.seconds() } });
    this.model.save_changes();
  }

  look() { // another question is looked at from now on
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
    this.asking = false;
    this.model.set("at", place); // draws, by the listener
    this.model.save_changes();
    this.drawLast();
    (focus ?? this.content.querySelector(TAKERS) ?? this.actions.querySelector(".go, button"))?.focus();
  }

  handIn() {
    if (!this.gaps().length) return this.press("hand in");
    this.asking = true;
    this.drawLast();
    this.last.querySelector(".go").focus();
  }

  press(what) {
    this.model.set("press", { n: (this.model.get("press").n ?? 0) + 1, do: what });
    this.model.save_changes();
  }
}

export const examCard = {
  render({ model, el }) {
    const card = new ExamCard(model, el);
    return () => card.close();
  },
};

export default examCard;
