// The student's page: joins, shows the question, sends answers, and shows whether they have been saved.
// Everything is drawn from the newest snapshot. Answers without acknowledgement are kept on the device and sent again.

import { answerable, ClassView, resultLine, revealedQuestion, savedWords, statusLine } from "./class_view.js";
import { button, make } from "./dom.js";
import { call, callWithRetries, RequestError, Stream } from "./link.js";
import { apiUrl, pageUrl, room } from "./place.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");

// --- Storage on this device

const storage = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      /* not allowed in a private window: lost when the page closes */
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      /* not allowed */
    }
  },
};

function random(bytes) {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(
    /[+/=]/g,
    (sign) => ({ "+": "-", "/": "_" })[sign] ?? "",
  );
}

function setStatus(words, kind = "") {
  if (state.textContent !== words) state.textContent = words;
  state.className = kind;
}

function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}

const KEEP =
  "What you missed can come back in your own notebook: keep this file, and in the review page bring it in with " +
  'classroom.keep("FILE").';

// --- Joining

const key = `statuslab-class-${room}`;

function askCode(words = "") {
  const input = make("input", {
    id: "code",
    name: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: "6",
    required: true,
  });
  const form = make(
    "form",
    { class: "join" },
    make("h1", {}, "Join a class"),
    make("label", { for: "code" }, "Code on the screen"),
    input,
    make("button", { class: "go" }, "Go on"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) location.href = pageUrl(input.value.trim().toUpperCase());
  });
  show(form);
  setStatus(words, words ? "no" : "");
  input.focus();
}

// In a nameless class nobody types a name; on a hub it is the one that people log in with.
function askName(words = "", { nameless = false, hub_user: user } = {}) {
  const stored = storage.get(key) ?? {};
  const input = make("input", {
    id: "name",
    name: "name",
    autocomplete: "nickname",
    required: true,
    value: stored.name,
  });
  const asked = [
    make("label", { for: "name" }, "A name for the class to see"),
    input,
    make("p", { class: "soft" }, "It need not be your own. Your answers stay with the host of this class."),
  ];
  const unasked = user ? `You join as ${user}.` : "Nobody gives a name here.";
  const unnamed = make("p", { class: "soft" }, `${unasked} Your answers stay with the host of this class.`);
  const given = nameless || user;
  const go = make("button", { class: "go" }, "Join");
  const form = make("form", { class: "join" }, make("h1", {}, `Class ${room}`), given ? unnamed : asked, go);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    await join(given ? "" : input.value, user);
    go.disabled = false;
  });
  show(form);
  setStatus(words, words ? "no" : "");
  (given ? go : input).focus();
}

async function join(name, user) {
  const stored = storage.get(key) ?? {};
  const nonce = stored.nonce ?? random(24);
  storage.set(key, { nonce, name });
  setStatus("Joining …");
  try {
    const player = await callWithRetries(apiUrl("players"), { body: { name, nonce } }, () =>
      setStatus("Link lost. Trying again …", "no"),
    );
    storage.set(key, { nonce, name: player.name, token: player.token, user });
    enter(player.token);
  } catch (error) {
    if (error.status === 404) return askCode(error.message);
    if (error.status === 410 || error.kind === "removed") storage.remove(key);
    setStatus(error.message, "no");
  }
}

// --- The class

class Class {
  constructor(token) {
    this.token = token;
    this.page = random(9);
    this.clicks = 0;
    this.unsent = new Map(); // "round:vote" -> the newest answer without acknowledgement
    this.linked = false;
    this.view = new ClassView({
      head,
      main,
      heading: "h1",
      answer: (answer) => this.answer(answer),
      pending: () => this.unsent.get(`${this.now.round}:${this.now.vote}`),
      ending: { words: "Keep my answers", note: KEEP, act: () => this.download() },
      exam: () => this.loadPaper(),
    });
    this.outboxKey = `${key}-unsent`;
    for (const body of storage.get(this.outboxKey) ?? []) this.send(body);
    this.stream = new Stream(
      apiUrl("stream"),
      apiUrl("me"),
      token,
      (event, data) => this.onEvent(event, data),
      (linked) => {
        this.linked = linked;
        this.drawStatus();
      },
    );
  }

  onEvent(event, data) {
    if (event === "snapshot") return this.draw(data);
    if (event === "bye") return;
    this.stop();
    if (event === "elsewhere") return this.openElsewhere(data.why);
    if (event === "removed") return this.removed(data.why ?? "The host took you out of this class.");
    if (data.status === 401) {
      storage.remove(key);
      return askName("This class does not know you any more. Join again.");
    }
    if (data.status === 404) return askCode(data.message);
    this.removed(data.message);
  }

  stop() {
    this.stream.stop();
    this.view.close();
  }

  openElsewhere(why) {
    show(
      make("h1", {}, "Open on another page"),
      make("p", {}, why ?? ""),
      button("Go on here", () => enter(this.token), "go"),
    );
    setStatus("");
  }

  removed(why) {
    const again = button("The host let me in again", () => enter(this.token), "plain");
    show(make("h1", {}, "You are out of this class"), make("p", {}, why), again);
    setStatus("");
  }

  draw(snapshot) {
    this.now = snapshot;
    this.view.draw(snapshot);
    this.drawStatus();
  }

  async download() {
    try {
      const results = await callWithRetries(apiUrl("results"), { token: this.token }, () =>
        setStatus("Link lost. Trying again …", "no"),
      );
      const address = URL.createObjectURL(new Blob([JSON.stringify(results, null, 1)], { type: "application/json" }));
      make("a", { href: address, download: `statuslab-class-${room}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      setStatus("Kept in your downloads.", "ok");
    } catch (error) {
      setStatus(error.message, "no");
    }
  }

  // --- exam

  async loadPaper() {
    if (this.loading) return;
    this.loading = true;
    try {
      this.paper = (await callWithRetries(apiUrl("paper"), { token: this.token }, () => this.drawStatus())).questions;
      for (const each of this.paper) each.saved = Boolean(each.answer);
      this.place = Math.min(this.place ?? 0, this.paper.length - 1);
      this.drawPaperQuestion();
    } catch (error) {
      setStatus(error.message, "no");
    } finally {
      this.loading = false;
    }
  }

  drawPaperQuestion() {
    const each = this.paper[this.place];
    if (!each) return show(make("p", {}, "This paper has no questions."));
    const { accepts, note } = this.now;
    const nav = make("nav", { class: "dots", "aria-label": "questions" });
    this.dots = this.paper.map((_, at) =>
      button(
        "",
        () => {
          this.place = at;
          this.drawPaperQuestion();
        },
        at === this.place ? "dot here" : "dot",
      ),
    );
    nav.append(...this.dots);
    this.markPaper();
    if (each.reveal) {
      const marked = revealedQuestion(each.question, each.reveal, "h1", each.answer?.choice);
      return show(nav, resultLine(each.result, "Not answered."), marked);
    }
    const given = this.unsent.get(`${each.round}:1`) ?? each.answer;
    const view = answerable(each.question, "h1", given?.choice, (choice) => this.answerPaper(each, choice));
    view.lock(!accepts);
    show(nav, accepts || !note ? null : make("p", { class: "note" }, note), view.element, this.nextInPaper());
  }

  // Mark the questions whose answers are on the host's disk.
  markPaper() {
    for (const [at, dot] of (this.dots ?? []).entries()) {
      const { saved } = this.paper[at];
      dot.textContent = `${at + 1}${saved ? " ✓" : ""}`;
      dot.setAttribute("aria-label", `question ${at + 1}${saved ? ", answered" : ""}`);
    }
    this.drawStatus();
  }

  // What is saved of the paper, where nothing is wrong.
  paperStatus() {
    const each = this.paper?.[this.place];
    if (!each || this.now?.view !== "question") return "";
    const answered = `${this.paper.filter((one) => one.saved).length} of ${this.paper.length} answered.`;
    return each.saved ? `${savedWords(this.now)} ${answered}` : answered;
  }

  nextInPaper() {
    if (this.place + 1 >= this.paper.length) {
      return make("p", { class: "soft" }, "The last one. You may go back until the host closes the paper.");
    }
    const next = () => {
      this.place += 1;
      this.drawPaperQuestion();
      main.focus();
    };
    return button("Next", next, "plain");
  }

  answerPaper(each, choice) {
    if (!choice) return;
    each.answer = { choice };
    this.answer({ round: each.round, vote: 1, choice, confidence: null });
  }

  // --- answering

  answer(answer) {
    this.clicks += 1;
    this.send({ ...answer, page: this.page, click: this.clicks });
  }

  async send(body) {
    const place = `${body.round}:${body.vote}`;
    const waiting = this.unsent.has(place);
    this.unsent.set(place, body);
    this.storeUnsent();
    if (waiting) return; // the running loop sends the newer answer next
    while (this.unsent.has(place)) {
      const sent = this.unsent.get(place);
      const done = await this.deliver(sent);
      if (this.unsent.get(place) === sent) this.unsent.delete(place);
      this.storeUnsent(done);
    }
  }

  async deliver(body) {
    this.error = "";
    try {
      const saved = await callWithRetries(apiUrl("answers"), { token: this.token, body }, (error) => {
        this.retrying = !(error instanceof RequestError) || error.status !== 429;
        this.drawStatus();
      });
      const { now } = this;
      const answered = now?.mode === "exam" && this.paper?.find((each) => each.round === saved.round);
      if (answered) {
        answered.saved = true;
        this.markPaper();
      } else if (now && now.round === saved.round && now.vote === saved.vote)
        now.you.answer = { choice: saved.choice, confidence: saved.confidence };
      return true;
    } catch (error) {
      this.error = error.message;
      return false;
    } finally {
      this.retrying = false;
    }
  }

  storeUnsent() {
    storage.set(this.outboxKey, [...this.unsent.values()]);
    this.drawStatus();
  }

  // --- status line

  drawStatus() {
    const lost = !this.linked || Boolean(this.retrying && this.unsent.size);
    const message = this.now?.mode === "exam" ? this.paperStatus() : "";
    setStatus(...statusLine(this.now, { sending: this.unsent.size > 0, kept: true, lost, error: this.error, message }));
  }
}

let current = null;

function enter(token) {
  current?.stop();
  setStatus("Connecting …");
  current = new Class(token);
}

const known = storage.get(key);
if (!room) askCode();
else if (known?.token && !known.user) enter(known.token);
else
  call(apiUrl("screen?once=1")).then(
    // On a hub somebody else may have logged in with this browser since.
    (seen) => (known?.token && known.user === seen.hub_user ? enter(known.token) : askName("", seen)),
    (error) => {
      if (error.status === 404) askCode("There is no class with this code here.");
      else if (known?.token) enter(known.token);
      else askName();
    },
  );
