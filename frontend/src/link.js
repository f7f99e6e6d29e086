// The connection to the class: requests with the token in a header, and one event stream. It is read by fetch, because
// EventSource cannot send headers. The server's clock decides: it sends the time left, which clock.js counts down.

const SILENCE = 25_000; // ms without data after which the stream counts as lost, even if the browser keeps it open
const FIRST = 6000; // ms after which a page asks instead, if the stream does not flow: see `flows`
const EACH = 2000; // ms between two questions

export const HELD = "A proxy holds live messages back, so this page asks every two seconds. Switch its buffering off.";

export class RequestError extends Error {
  constructor(status, problem, wait) {
    super(problem.detail || problem.title || `the class answered ${status}`);
    this.status = status;
    this.kind = String(problem.type ?? "")
      .split("/")
      .pop();
    this.wait = wait;
    // What has no problem of the class was answered by something in front of it, such as a proxy that starts again.
    const ours = String(problem.type ?? "").startsWith("/problems/");
    this.temporary = !ours || [408, 429, 502, 503, 504].includes(status);
  }
}

export async function call(path, { token, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    signal,
    cache: "no-store",
  });
  const data = await response.json().catch(() => ({}));
  if (response.ok) return data;
  throw new RequestError(response.status, data, Number(response.headers.get("Retry-After") ?? 0) * 1000);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Calls with retries. Throws errors that a retry cannot fix; `onRetry` gets the others.
export async function callWithRetries(path, options, onRetry) {
  for (let wait = 300; ; wait = Math.min(wait * 2, 5000)) {
    try {
      return await call(path, { ...options, signal: AbortSignal.timeout(8000) });
    } catch (error) {
      if (error instanceof RequestError && !error.temporary) throw error;
      onRetry(error);
      await sleep(Math.max(error.wait ?? 0, wait * (0.7 + Math.random() * 0.6)));
    }
  }
}

// Reads an event stream and reconnects when it breaks. Calls `onEvent(event, data)` and `onLink(connected, held)`.
// Where a proxy holds the stream back, it asks for the snapshot at `snapshot` again and again; `held` is true then.
export class Stream {
  constructor(path, snapshot, token, onEvent, onLink) {
    Object.assign(this, { path, snapshot, token, onEvent, onLink, stopped: false, asks: false, wait: 500 });
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
    clearTimeout(this.asking);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  async run() {
    while (!this.stopped) {
      try {
        await this.read();
      } catch (error) {
        if (error instanceof RequestError && !error.temporary) return this.refused(error);
      }
      this.open = false;
      if (this.stopped) return;
      if (!this.asks) this.onLink(false);
      await new Promise((done) => {
        this.retryNow = done;
        setTimeout(done, this.wait * (0.5 + Math.random()));
      });
      this.wait = Math.min(this.wait * 2, 8000);
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
    this.began = performance.now();
    this.flows = false;
    if (!this.asks) {
      clearTimeout(this.asking);
      this.asking = setTimeout(() => this.ask(), FIRST);
    }
    const response = await fetch(this.path, { headers, signal: this.control.signal, cache: "no-store" });
    if (!response.ok) throw new RequestError(response.status, await response.json().catch(() => ({})));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (this.asks && performance.now() - this.began > FIRST) continue; // held for long: an answer is newer
      this.watch();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) this.frame(frame);
    }
  }

  async ask() {
    if (this.stopped || this.flows) return;
    try {
      const now = await call(this.snapshot, { token: this.token, signal: AbortSignal.timeout(8000) });
      if (this.stopped || this.flows) return;
      this.asks = true;
      this.onLink(true, true);
      this.onEvent("snapshot", now);
    } catch (error) {
      this.asks = false;
      if (error instanceof RequestError && !error.temporary) return this.refused(error);
      this.onLink(false);
    }
    this.asking = setTimeout(() => this.ask(), EACH);
  }

  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.control.abort(), SILENCE);
  }

  // A comment, which comes a second after the first frame: no proxy holds back what follows.
  beat() {
    if (!this.flows) this.onLink(true);
    this.flows = true;
    this.asks = false;
    clearTimeout(this.asking);
  }

  frame(text) {
    const field = (name) =>
      text
        .split("\n")
        .filter((line) => line.startsWith(`${name}: `))
        .map((line) => line.slice(name.length + 2))
        .join("\n");
    const event = field("event");
    if (!event) return this.beat();
    if (!this.open && !this.asks) this.onLink(true);
    this.open = true;
    this.wait = 500;
    this.onEvent(event, JSON.parse(field("data") || "{}"));
  }
}
