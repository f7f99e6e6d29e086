// The link to the class: requests with the token in a header, one stream read by fetch, and the honest state of both.
// Times are counted on the page's own monotonic clock; the server's clock decides, and sends only what is left.

const SILENCE = 25_000; // ms without a byte: the link is lost, whatever the browser believes

export class Refused extends Error {
  constructor(status, problem, wait) {
    super(problem.detail || problem.title || `the class answered ${status}`);
    this.status = status;
    this.kind = String(problem.type ?? "").split("/").pop();
    this.wait = wait;
  }
}

export async function call(path, { token, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Refused(answer.status, said, Number(answer.headers.get("Retry-After") ?? 0) * 1000);
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Calls until it is answered; refusals that time will not mend are thrown.
export async function insist(path, options, told) {
  for (let wait = 300; ; wait = Math.min(wait * 2, 5000)) {
    try {
      return await call(path, { ...options, signal: AbortSignal.timeout(8000) });
    } catch (error) {
      const passing = !(error instanceof Refused) || [408, 429, 502, 503, 504].includes(error.status);
      if (!passing) throw error;
      told(error);
      await pause(Math.max(error.wait ?? 0, wait * (0.7 + Math.random() * 0.6)));
    }
  }
}

// Reads one stream of events, and begins again when it breaks: `heard(event, data)`, `linked(true | false)`.
export class Stream {
  constructor(path, token, heard, linked) {
    Object.assign(this, { path, token, heard, linked, over: false, wait: 500 });
    this.wake = () => { if (document.visibilityState === "visible" && !this.open) this.hurry?.(); };
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.run();
  }

  stop() {
    this.over = true;
    this.control?.abort();
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  async run() {
    while (!this.over) {
      try {
        await this.read();
      } catch (error) {
        if (error instanceof Refused && ![408, 429, 502, 503, 504].includes(error.status)) return this.refused(error);
      }
      this.open = false;
      if (this.over) return;
      this.linked(false);
      await new Promise((done) => {
        this.hurry = done;
        setTimeout(done, this.wait * (0.5 + Math.random()));
      });
      this.wait = Math.min(this.wait * 2, 8000);
    }
  }

  refused(error) {
    this.stop();
    this.heard("refused", error);
  }

  async read() {
    this.control = new AbortController();
    const headers = { Accept: "text/event-stream" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    this.watch();
    const answer = await fetch(this.path, { headers, signal: this.control.signal, cache: "no-store" });
    if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
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
    if (!this.open) this.linked(true);
    this.open = true;
    this.wait = 500;
    this.heard(event, JSON.parse(field("data") || "{}"));
  }
}

// What is left of a time the server named, on this page's clock.
export class Countdown {
  set(left) {
    this.end = left == null ? null : performance.now() + left;
  }

  get left() {
    return this.end == null ? null : Math.max(0, this.end - performance.now());
  }
}
