// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element;
}

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
        if (error instanceof RequestError && ![408, 429, 502, 503, 504].includes(error.status))
          return this.refused(error);
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
      for (const frame of frames) this.frame(frame);
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

// src/host.js
var main = document.getElementById("main");
var room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
new Stream(
  `/api/${room}/stream`,
  location.hash.slice(1),
  (_, now) => main.replaceChildren(make("p", {}, now.phase)),
  () => {
  }
);
