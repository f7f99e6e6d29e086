// The student's page of a live class as a widget. Drawn from the newest snapshot.

import { ClassView, statusLine } from "./class_view.js";
import { KEYS, make, pictures, root } from "./dom.js";

const KEEP = "Keep my answers in this notebook's memory";
const NAME = "a name for the class to see";

class Seat {
  constructor(model, el) {
    this.model = model;
    this.waiting = 0;
    pictures.base = `${model.get("page")}/`;
    this.build(el);
    this.listeners = {
      "change:snap": () => this.draw(),
      "change:state": () => this.onOutcome(),
      "change:linked": () => this.drawStatus(),
      "change:name": () => this.draw(),
    };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.draw();
  }

  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    this.view.close();
  }

  get now() {
    const snap = this.model.get("snap");
    return snap.phase ? snap : null;
  }

  build(el) {
    const head = make("div", { class: "head" });
    const main = make("div");
    this.status = make("p", { role: "status", class: "said" });
    el.append(root(make("div", { class: "box seat", ...KEYS }, head, main, this.status)));
    this.view = new ClassView({
      head,
      main,
      heading: "h2",
      unit: " s",
      answer: (answer) => this.send({ do: "answer", ...answer }),
      ending: { words: KEEP, act: () => this.send({ do: "keep" }) },
      exam: () => this.view.show(make("p", {}, EXAM)),
    });
  }

  draw() {
    if (!this.model.get("name")) return this.drawJoinForm();
    if (this.now) this.view.draw(this.now);
    this.drawStatus();
  }

  drawJoinForm() {
    const input = make("input", { type: "text", "aria-label": NAME, placeholder: NAME, ...KEYS });
    const join = make("button", { class: "go", ...KEYS }, `Join class ${this.model.get("room")}`);
    const form = make("form", { class: "row" }, input, join);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.send({ do: "join", name: input.value });
    });
    this.view.show(form);
  }

  send(action) {
    this.waiting = (this.model.get("sent").n ?? 0) + 1;
    this.model.set("sent", { n: this.waiting, ...action });
    this.model.save_changes();
    this.drawStatus();
  }

  onOutcome() {
    this.outcome = this.model.get("state");
    if (this.outcome.n === this.waiting) this.waiting = 0;
    this.drawStatus();
  }

  drawStatus() {
    const { saved = true, message = "" } = this.outcome ?? {};
    const [words, kind] = statusLine(this.now, {
      sending: this.waiting > 0,
      lost: Boolean(this.model.get("name")) && !this.model.get("linked"),
      error: saved ? "" : message,
      message: saved ? message : "",
    });
    this.status.textContent = this.waiting && !this.now ? "…" : words || (!this.now && !saved ? message : "");
    this.status.className = `said ${kind}`;
  }
}

const EXAM = "This class is an exam with a paper of your own: open its address in a browser.";

function render({ model, el }) {
  const seat = new Seat(model, el);
  return () => seat.close();
}

export default { render };
