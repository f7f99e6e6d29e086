import { make } from "./dom.js";

// Counts down, on this page's clock, the time left that the server sent.
export class Clock {
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

  words(seconds) {
    if (seconds < 100) return `${seconds}${this.unit}`;
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  // Seconds, or null without a countdown.
  left() {
    return this.end == null ? null : Math.max(0, this.end - performance.now()) / 1000;
  }

  tick() {
    const left = this.end == null ? null : 1000 * this.left();
    const text = left == null ? "" : this.words(Math.ceil(left / 1000));
    if (this.element.textContent !== text) this.element.textContent = text;
    this.element.classList.toggle("soon", left != null && left < 10_000);
  }
}
