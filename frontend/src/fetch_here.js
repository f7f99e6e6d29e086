// The card of fetch_here: sends requests from this browser to the lab, and reports what a script was given.
//
// The kernel says what to fetch (`task`), this side reports (`report`), and the kernel answers with what the wire had
// (`shown`, whose html is made in Python). Between requests a marker goes to the lab, so that the kernel can tell which
// exchange belongs to which fetch.

import { button, make, prose, root } from "./dom.js";

const OTHER = { localhost: "127.0.0.1", "127.0.0.1": "localhost", "[::1]": "127.0.0.1" };
const LONGEST = 600; // characters of a body
const SLOWEST = 60000; // milliseconds: somebody may have to type a password
const PATIENCE = 20000; // milliseconds until the kernel has to say what the wire had

// --- Sending, without a card: the recorder of data/browser_recordings.json does the same.

// The lab's name on which this page is not, so that the page's own cookies stay out; "" where the page is elsewhere.
export const otherName = (hostname) => OTHER[hostname] ?? "";

// Runs a task, {run, ports, requests: [{port, path, init}]}, and returns the report: {run, origin, browser, results}.
// `left` aborts what is under way.
export async function perform(task, host = otherName(location.hostname), slowest = SLOWEST, left = undefined) {
  const report = { run: task.run, origin: location.origin, browser: browserName(), results: [] };
  const lab = (port) => `http://${host}:${task.ports[port]}`;
  const marker = (at) => fetch(`${lab("teahouse")}/get?fetch_here=${task.run}-${at}`, { cache: "no-store", ...MARKER });
  try {
    await marker(0);
  } catch {
    return { ...report, refused: true };
  }
  for (const [index, { port, path, init }] of task.requests.entries()) {
    report.results.push(await outcome(lab(port) + path, init, [AbortSignal.timeout(slowest), left]));
    await marker(index + 1).catch(() => {});
  }
  return report;
}

const MARKER = { mode: "no-cors", credentials: "omit" };

async function outcome(url, init, signals) {
  const leave = AbortSignal.any(signals.filter(Boolean));
  try {
    const response = await fetch(url, { ...init, signal: leave });
    const { type, status, redirected } = response;
    const head = { type, status, redirected, url: response.url, headers: [...response.headers] };
    try {
      return { ...head, body: (await response.text()).slice(0, LONGEST) };
    } catch (error) {
      return { ...head, error: `${error.name}: ${error.message}` };
    }
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

// Name and version as far as a script can learn them, such as "Chromium 156".
export function browserName() {
  const brands = (navigator.userAgentData?.brands ?? []).filter(({ brand }) => !/not.?a.?brand/i.test(brand));
  const named = brands.find(({ brand }) => brand !== "Chromium") ?? brands[0];
  if (named) return `${named.brand} ${named.version}`;
  const agent = navigator.userAgent;
  const [, name, version] = agent.match(/(Firefox|Edg|Chrome)\/(\d+)/) ?? agent.match(/()Version\/(\d+).*Safari/) ?? [];
  return version ? `${name || "Safari"} ${version}` : "this browser";
}

// One card sends at a time, in all tabs, or the exchanges of two could not be told apart.
const alone = (work) => (navigator.locks ? navigator.locks.request("statuslab-fetch-here", work) : work());

// --- The card

class Card {
  constructor(model, el) {
    this.model = model;
    this.left = new AbortController(); // the page has closed the card
    this.now = make("p", { class: "now", role: "status" });
    this.again = button("Send it again", () => this.send());
    this.result = make("div", { class: "result" });
    this.box = make("div", { class: "box fetched" });
    this.box.append(make("div", { class: "doing" }, this.now, this.again), this.result);
    el.append(root(this.box));
    this.listener = () => this.draw();
    model.on("change:shown", this.listener);
    this.draw();
    this.begin();
  }

  close() {
    this.left.abort();
    clearTimeout(this.waiting);
    this.model.off("change:shown", this.listener);
  }

  // A card that another tab has begun is not begun twice.
  begin() {
    const { elsewhere } = this.model.get("task");
    const began = this.model.get("began");
    if (elsewhere || !otherName(location.hostname)) this.stay(elsewhere);
    else if (!began) this.send();
    else if (!this.model.get("report").run) this.say("This request was begun in a tab that is gone. Send it again.");
  }

  stay(why) {
    this.again.hidden = true;
    this.show(this.model.get("task").recording);
    this.say(why || `This page is at ${location.hostname}, not on the machine of the lab. Below is a recording.`);
  }

  async send() {
    this.again.disabled = true;
    this.say("Sending ...");
    const number = (this.model.get("began") ?? 0) + 1;
    this.put("began", number);
    const task = this.model.get("task");
    const { signal } = this.left;
    const report = await alone(() => perform({ ...task, run: `${task.run}-${number}` }, undefined, undefined, signal));
    this.again.disabled = false;
    if (signal.aborted) return;
    if (report.refused) {
      this.show(task.recording);
      this.say("This browser did not let the page reach the lab. Below is a recording. Is the lab still running?");
      return;
    }
    this.say("Asking the kernel what the wire had ...");
    this.waiting = setTimeout(() => this.say("The kernel does not answer. Run the cell again."), PATIENCE);
    this.put("report", report);
  }

  put(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  say(words) {
    this.now.replaceChildren(...prose(words));
  }

  draw() {
    const { html, says } = this.model.get("shown");
    if (says) {
      clearTimeout(this.waiting);
      this.say(says);
    }
    if (html) this.show(html);
  }

  // Markup comes from Python only.
  show(html) {
    this.result.innerHTML = html;
    for (const fold of this.result.querySelectorAll("summary")) fold.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

function render({ model, el }) {
  const card = new Card(model, el);
  return () => card.close();
}

export default { render };
