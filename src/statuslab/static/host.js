// Built from frontend/src/ by `make frontend`. Do not edit.

// src/dom.js
var KEYS = { "data-lm-suppress-shortcuts": "true" };
var root = (...children) => make("div", { class: "sl mathjax_ignore tex2jax_ignore" }, ...children);
function make(name, attributes = {}, ...children) {
  const element2 = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element2.setAttribute(key, value === true ? "" : value);
  }
  element2.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element2;
}
var drawings = /* @__PURE__ */ new Map();
var ELEMENTS = /* @__PURE__ */ new Set(["p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "img"]);
var pictures = { base: null };
function learn(...parts) {
  for (const part of parts) {
    for (const [text, drawing] of Object.entries(part?.drawn ?? {})) drawings.set(text, drawing);
  }
}
function draw(nodes, links) {
  return nodes.map((node) => typeof node === "string" ? linked(node, links) : element(node, links));
}
function element([name, { src, alt, scope, class: look }, inside], links) {
  if (!ELEMENTS.has(name)) return null;
  const code = name === "code" || name === "pre";
  return make(name, { src: src && address(src), alt, scope, class: look }, code ? inside : draw(inside, links));
}
function address(src) {
  if (src.startsWith("data:image/")) return src;
  const base2 = pictures.base ?? location.href.replace(/[?#].*$/, "").replace(/^(.*\/r\/[^/]+).*$/, "$1/");
  return new URL(src.replace(/^.*\//, "images/"), base2).href;
}
function prose(text, links = {}) {
  const drawing = drawings.get(text);
  if (drawing) return draw(drawing.nodes, links);
  const parts = String(text ?? "").split(/`([^`\n]+)`/);
  return parts.map((part, index) => index % 2 ? make("code", {}, part) : linked(part, links));
}
function linked(text, links) {
  const words = Object.keys(links ?? {}).sort((one, other) => other.length - one.length);
  const first = words.find((each) => text.includes(each));
  if (first === void 0) return text;
  const [before, ...after] = text.split(first);
  const link = make("a", { href: links[first], target: "_blank", rel: "noopener", ...KEYS }, first);
  return [linked(before, links), link, linked(after.join(first), links)];
}
function button(words, act, look = "", attributes = {}) {
  const element2 = make("button", { type: "button", class: look, ...KEYS, ...attributes }, words);
  element2.addEventListener("click", act);
  return element2;
}
var letter = (place) => String.fromCharCode(65 + place);
var classOf = (code) => code >= 100 && code < 600 ? `k${Math.floor(code / 100)}` : "k0";
var many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

// src/link.js
var SILENCE = 25e3;
var FIRST = 6e3;
var EACH = 2e3;
var HELD = "A proxy holds live messages back, so this page asks every two seconds. Switch its buffering off.";
var RequestError = class extends Error {
  constructor(status, problem, wait) {
    super(problem.detail || problem.title || `the class answered ${status}`);
    this.status = status;
    this.kind = String(problem.type ?? "").split("/").pop();
    this.wait = wait;
    const ours = String(problem.type ?? "").startsWith("/problems/");
    this.temporary = !ours || [408, 429, 502, 503, 504].includes(status);
  }
};
async function call(path, { token: token2, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (token2) headers.Authorization = `Bearer ${token2}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    signal,
    cache: "no-store"
  });
  const data = await response.json().catch(() => ({}));
  if (response.ok) return data;
  throw new RequestError(response.status, data, Number(response.headers.get("Retry-After") ?? 0) * 1e3);
}
var Stream = class {
  constructor(path, snapshot, token2, onEvent2, onLink) {
    Object.assign(this, { path, snapshot, token: token2, onEvent: onEvent2, onLink, stopped: false, asks: false, wait: 500 });
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
    for (; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      if (this.asks && performance.now() - this.began > FIRST) continue;
      this.watch();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) this.frame(frame);
    }
  }
  async ask() {
    if (this.stopped || this.flows) return;
    try {
      const now = await call(this.snapshot, { token: this.token, signal: AbortSignal.timeout(8e3) });
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
    const field = (name) => text.split("\n").filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
    const event = field("event");
    if (!event) return this.beat();
    if (!this.open && !this.asks) this.onLink(true);
    this.open = true;
    this.wait = 500;
    this.onEvent(event, JSON.parse(field("data") || "{}"));
  }
};

// src/clock.js
var Clock = class {
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
    return this.end == null ? null : Math.max(0, this.end - performance.now()) / 1e3;
  }
  tick() {
    const left = this.end == null ? null : 1e3 * this.left();
    const text = left == null ? "" : this.words(Math.ceil(left / 1e3));
    if (this.element.textContent !== text) this.element.textContent = text;
    this.element.classList.toggle("soon", left != null && left < 1e4);
  }
};

// src/host_tools.js
var Fold = class {
  constructor(send) {
    this.send = send;
    this.summary = make("summary", KEYS);
    this.inside = make("div", {});
    this.element = make("details", { class: this.constructor.look }, this.summary, this.inside);
  }
  draw(now) {
    this.element.hidden = !this.usable(now);
    if (this.element.hidden) return;
    this.summary.textContent = this.title(now);
    const shown = JSON.stringify(this.shows(now));
    if (shown === this.shown || this.inside.contains(document.activeElement?.closest("textarea, input[type=text]")))
      return;
    this.shown = shown;
    this.inside.replaceChildren(...this.parts(now).flat(Infinity).filter(Boolean));
  }
};
var Note = class extends Fold {
  static look = "note-fold";
  usable = (now) => now.can.includes("note") && now.round > 0 && now.mode !== "exam";
  title = (now) => now.note_for_host ? "Your note on this question" : "Write a note on this question";
  shows = (now) => [now.round, now.note_for_host];
  parts(now) {
    const field = make("textarea", { rows: 3, maxlength: 2e3, "aria-label": "note on this question", ...KEYS });
    field.value = now.note_for_host;
    const question = String(now.round);
    const keep = () => this.send("note", { text: field.value, question });
    return [field, button("Keep the note", keep, "plain small"), soft("Only hosts see it. It stays with the class.")];
  }
};
var Plan = class extends Fold {
  static look = "plan-fold";
  usable = (now) => now.can.includes("pick") && now.plan?.length > 1;
  title = (now) => `Questions (${now.upcoming.length} to come)`;
  shows = (now) => [now.plan, now.upcoming, now.round, now.can];
  parts(now) {
    const asked = now.plan.filter((each) => !now.upcoming.includes(each.round));
    const of = (round) => now.plan[round - 1];
    return [
      now.upcoming.length ? soft("To come") : null,
      make(
        "ol",
        { class: "plan" },
        now.upcoming.map((round, at) => this.row(now, of(round), at))
      ),
      asked.length ? soft("Asked, or left out") : null,
      make(
        "ol",
        { class: "plan" },
        asked.map((each) => this.row(now, each, null))
      )
    ];
  }
  row(now, each, at) {
    const about = [each.codes.join(" "), `level ${each.level}`, each.state].filter(Boolean).join(" · ");
    const pick = () => this.send("pick", { question: String(each.round) });
    const here = each.round === now.round && now.view !== "lobby";
    return make(
      "li",
      { class: here ? "here" : "" },
      make(
        "span",
        { class: "asked" },
        prose(each.ask),
        make("span", { class: "soft" }, ` ${each.question} · ${about}`)
      ),
      each.note ? make("span", { class: "soft" }, `Note: ${each.note}`) : null,
      make(
        "span",
        { class: "row" },
        here ? null : button(each.state ? "Ask again" : "Ask now", pick, "plain small"),
        at == null ? null : this.shifts(now, each, at),
        at == null && !here && now.can.includes("order") ? this.add(now, each) : null,
        now.can.includes("points") ? this.worth(each) : null
      )
    );
  }
  shifts({ upcoming, can }, { round, question }, at) {
    if (!can.includes("order")) return null;
    const rest = upcoming.filter((each) => each !== round);
    const to = (place) => () => this.send("order", { order: rest.toSpliced(place, 0, round) });
    return [
      at > 0 ? button("↑", to(at - 1), "plain small", { "aria-label": `${question} earlier` }) : null,
      at < rest.length ? button("↓", to(at + 1), "plain small", { "aria-label": `${question} later` }) : null,
      rest.length ? button("Leave out", () => this.send("order", { order: rest }), "plain small") : null
    ];
  }
  add({ upcoming }, { round }) {
    return button("Put at the end", () => this.send("order", { order: [...upcoming, round] }), "plain small");
  }
  worth(each) {
    const label = { "aria-label": `points of ${each.question}` };
    const field = make("input", { type: "text", inputmode: "numeric", size: 3, value: each.worth, ...label, ...KEYS });
    field.addEventListener("change", () => {
      const points = Number(field.value);
      if (field.value.trim() && points >= 0) this.send("points", { points, question: String(each.round) });
      else field.value = each.worth;
    });
    return make("label", { class: "soft" }, field, " points");
  }
};
var People = class extends Fold {
  static look = "people-fold";
  ticked = /* @__PURE__ */ new Set();
  usable = (now) => now.can.includes("kick") && now.people.length + now.removed.length > 0;
  title = (now) => `People (${now.players}${now.removed.length ? `, ${now.removed.length} taken out` : ""})`;
  shows = (now) => [now.people, now.removed, this.element.open, this.element.open && now.others, now.accepts];
  constructor(send) {
    super(send);
    this.element.addEventListener("toggle", () => this.now && this.draw(this.now));
  }
  draw(now) {
    this.now = now;
    super.draw(now);
  }
  parts(now) {
    const others = now.others.map(([player, name]) => ({ player, name, online: true }));
    const people = [...now.people, ...this.element.open ? others : []];
    const here = new Set(people.map((each) => each.player));
    this.ticked = new Set([...this.ticked].filter((player) => here.has(player)));
    const list = make(
      "ul",
      { class: "people" },
      people.map((each) => this.person(now, each))
    );
    this.all = button("Take out the ticked", () => this.takeOut(), "plain small");
    this.names = new Map(people.map((each) => [each.player, each.name]));
    const away = people.filter((each) => !each.online && !each.score).map((each) => each.player);
    const tickAway = () => this.tick(list, away);
    const row = make(
      "div",
      { class: "row" },
      this.all,
      away.length ? button(`Tick who is away without points (${away.length})`, tickAway, "plain small") : null
    );
    this.count();
    return [list, row, this.takenOut(now)];
  }
  person(now, each) {
    const box = make("input", { type: "checkbox", value: each.player, checked: this.ticked.has(each.player), ...KEYS });
    box.addEventListener("change", () => {
      box.checked ? this.ticked.add(each.player) : this.ticked.delete(each.player);
      this.count();
    });
    const sign = each.answered && now.accepts ? "✓" : each.online ? "●" : "○";
    return make(
      "li",
      { title: `${each.name}, ${each.online ? "here" : "away"}` },
      make("label", {}, box, make("span", { class: "soft" }, sign), make("span", {}, each.name))
    );
  }
  tick(list, players) {
    for (const player of players) this.ticked.add(player);
    for (const box of list.querySelectorAll("input")) box.checked = this.ticked.has(Number(box.value));
    this.count();
  }
  count() {
    this.all.disabled = !this.ticked.size;
    const [one] = this.ticked;
    const whom = this.ticked.size === 1 ? this.names?.get(one) : many(this.ticked.size, "person", "people");
    this.all.textContent = this.ticked.size ? `Take ${whom} out` : "Take out the ticked";
  }
  takeOut() {
    this.send("kick", { players: ranges([...this.ticked]) });
    this.ticked.clear();
  }
  takenOut({ removed }) {
    if (!removed.length) return null;
    const back = ([player, name]) => make(
      "li",
      { title: name },
      make("span", {}, name),
      button("Let in again", () => this.restore([player]), "plain small")
    );
    const all = button(
      "Let all of them in again",
      () => this.restore(removed.map(([player]) => player)),
      "plain small"
    );
    return [
      soft("Taken out. Their answers are kept, and count again once they are let in."),
      make("ul", { class: "people" }, removed.map(back)),
      removed.length > 1 ? all : null
    ];
  }
  restore(players) {
    this.send("restore", { players: ranges(players) });
  }
};
var Hands = class extends Fold {
  static look = "hands-fold";
  usable = ({ can, question }) => can.includes("hands") && question?.options.length && ["single", "line", "predict", "poll"].includes(question.form);
  title = () => "Shown hands (a class without phones)";
  shows = (now) => [now.round, now.vote];
  parts({ question }) {
    const look = { type: "text", inputmode: "numeric", size: 3, ...KEYS };
    const inputs = question.options.map(
      ({ letter: letter2 }) => make("input", { ...look, "aria-label": `hands for ${letter2}` })
    );
    const counts = () => inputs.map((input) => Number(input.value) || 0);
    const labels = inputs.map((input, place) => make("label", {}, `${question.options[place].letter} `, input));
    const send = button("Count them", () => this.send("hands", { counts: counts() }), "plain");
    return [make("div", { class: "hands" }, labels, send)];
  }
};
function ranges(numbers) {
  const found2 = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    if (found2.at(-1)?.[1] === number - 1) found2.at(-1)[1] = number;
    else found2.push([number, number]);
  }
  return found2.slice(0, 200);
}
var soft = (words) => make("p", { class: "soft" }, words);
var HostTools = class {
  constructor(send) {
    this.folds = [new Note(send), new Plan(send), new People(send), new Hands(send)];
    this.elements = this.folds.map((fold) => fold.element);
  }
  draw(now) {
    for (const fold of this.folds) fold.draw(now);
  }
};

// src/panel.js
var SIDE = {
  back: "One step back",
  lock: "Let nobody else join",
  unlock: "Let people join again",
  end: "End the class"
};
var MORE_TIME = 30;
var LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost)\b/;
var percent = (share) => `${Math.round(100 * share)} %`;
var Panel = class {
  constructor(model2, el, bare = false) {
    this.model = model2;
    this.bare = bare;
    this.seconds = "";
    this.build(el);
    this.listeners = {
      "change:snap": () => this.draw(),
      "change:message": () => this.drawMessage(),
      "change:html": () => this.drawLiveRun()
    };
    for (const [event, listener] of Object.entries(this.listeners)) model2.on(event, listener);
    this.draw();
    this.drawLiveRun();
  }
  close() {
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
    this.clock.close();
  }
  get now() {
    return this.model.get("snap");
  }
  get facts() {
    return this.model.get("facts");
  }
  build(el) {
    this.head = make("div", { class: "head" });
    this.joinBox = make("div", { class: "door" });
    this.main = make("div", { class: "main" });
    this.status = make("p", { role: "status", class: "said" });
    this.actions = make("div", { class: "actions" });
    this.more = make("div", { class: "more" });
    this.out = make("div", { class: "out" });
    const box = make(
      "div",
      { class: "box panel" },
      this.head,
      this.joinBox,
      this.main,
      this.status,
      this.actions,
      this.more,
      this.out
    );
    el.append(root(box));
    this.clock = new Clock(" s");
    this.tools = new HostTools((act, fields) => this.send(act, fields));
    this.more.append(...this.tools.elements, this.phone());
  }
  // --- drawing
  draw() {
    const now = this.now;
    this.clock.set(now.left_ms);
    if (this.round !== `${now.round}:${now.vote}`) this.uncovered = this.bare;
    this.round = `${now.round}:${now.vote}`;
    const place = now.round && now.mode !== "exam" && now.view !== "ended" ? `question ${now.place} of ${now.of}${now.vote > 1 ? `, vote ${now.vote}` : ""}` : "";
    this.head.replaceChildren(
      make("b", {}, this.facts.title || "Class"),
      make("span", { class: `phase ${now.phase}` }, now.phase),
      make("span", { class: "soft" }, place),
      make(
        "span",
        { class: "aside" },
        make("b", {}, String(now.online)),
        make("span", { class: "soft" }, ` of ${many(now.players, "person", "people")} here`),
        this.clock.element
      )
    );
    this.drawJoinBox();
    this.main.replaceChildren(...this.body().flat(Infinity).filter(Boolean));
    this.actions.replaceChildren(...this.buttons());
    this.tools.draw(now);
  }
  drawJoinBox() {
    const { join_url: address2, room: room2, qr, qr_url: qrUrl } = this.facts;
    const open = this.now.view === "lobby";
    const picture = make("img", {
      alt: `QR code of ${address2}`,
      src: qrUrl ?? `data:image/svg+xml;base64,${btoa(qr)}`
    });
    const how = make(
      "div",
      {},
      make("p", { class: "soft" }, "People join at"),
      make("p", { class: "address" }, address2),
      make(
        "p",
        {},
        make("span", { class: "soft" }, "code "),
        make("b", { class: "code" }, room2),
        make("span", { class: "soft" }, this.now.locked ? " · nobody else can join" : "")
      ),
      LOOPBACK.test(address2) ? make("p", { class: "soft" }, "Only this machine reaches this address; lan=True opens the class to phones.") : null,
      make("p", { class: "links" }, this.links())
    );
    this.joinBox.className = `door ${open ? "wide" : ""}`;
    this.joinBox.replaceChildren(
      ...open ? [picture, how] : this.now.view === "ended" ? [] : [make("span", { class: "soft" }, `${address2} · `), this.links()]
    );
  }
  // The host's page for a phone, as a QR code that is folded away: whoever scans it runs the votes.
  phone() {
    const { phone_url: url, phone_qr: qr } = this.facts;
    if (!qr) return "";
    const picture = make("img", { alt: "QR code of the host's page", src: `data:image/svg+xml;base64,${btoa(qr)}` });
    const words = "Scan it with your phone, and fold it away again: whoever has it can open, close and reveal.";
    const link = make("a", { href: url, target: "_blank", rel: "noopener", ...KEYS }, "Or open it here");
    const inside = make("div", { class: "row" }, picture, make("div", {}, make("p", { class: "soft" }, words), link));
    return make("details", { class: "phone-fold" }, make("summary", KEYS, "Your phone as a remote control"), inside);
  }
  // The pages for others: each link has a token of its own.
  links() {
    const { screen_url: screen, co_host_url: coHost } = this.facts;
    const all = { "Screen for the wall": screen, "A co-host": coHost };
    const given = Object.entries(all).filter(([, url]) => url);
    const parts = given.map(([words, url], at) => [
      at ? make("span", { class: "soft" }, " · ") : null,
      make("a", { href: url, target: "_blank", rel: "noopener", ...KEYS }, words)
    ]);
    return make("span", {}, parts);
  }
  body() {
    const { view, mode, question, reveal } = this.now;
    pictures.base = this.facts.pictures ?? (this.facts.join_url ? `${this.facts.join_url}/` : null);
    learn(question, reveal);
    if (view === "lobby")
      return [
        make("p", { class: "soft" }, `${many(this.now.of, "question")}. Open the first one when everybody is in.`)
      ];
    if (view === "ended")
      return [
        make(
          "p",
          {},
          "The class is over. ",
          make("code", {}, "classroom.report()"),
          " in a cell below shows how it went."
        )
      ];
    if (mode === "exam") return this.examTable();
    if (!question) return [];
    return [
      this.now.note_for_host ? make("p", { class: "hint" }, this.now.note_for_host) : null,
      make("div", { class: "ask" }, prose(question.ask)),
      question.wire && question.form !== "line" ? make("pre", {}, question.wire) : null,
      this.count(),
      this.options(),
      this.advice(),
      this.confidence()
    ];
  }
  examTable() {
    const tally = this.now.tally ?? {};
    const rows = (tally.questions ?? []).map(
      (each) => make(
        "tr",
        {},
        make("td", {}, each.id),
        make("td", {}, String(each.answered)),
        make("td", {}, each.share == null || !this.open ? "" : percent(each.share))
      )
    );
    return [
      make("p", {}, `${many(tally.answered ?? 0, "answer")} so far.`),
      make("table", {}, make("tbody", {}, rows)),
      this.coverButton()
    ];
  }
  get open() {
    return this.uncovered || this.now.view === "reveal";
  }
  count() {
    const tally = this.now.tally ?? {};
    const bar = make("span", { class: "fill" });
    bar.style.width = `${tally.could ? 100 * tally.answered / tally.could : 0}%`;
    return make(
      "div",
      { class: "count" },
      make("span", {}, make("b", {}, String(tally.answered ?? 0)), ` of ${tally.could ?? 0} answered`),
      make("span", { class: "track", "aria-hidden": "true" }, bar),
      this.coverButton()
    );
  }
  coverButton() {
    if (this.now.view === "reveal" || this.bare) return null;
    return button(
      this.uncovered ? "Cover the tally" : "Look at the tally and the key",
      () => {
        this.uncovered = !this.uncovered;
        this.draw();
      },
      "plain small"
    );
  }
  options() {
    const { question, reveal, tally } = this.now;
    if (question.form === "number") return this.open ? make("ul", { class: "opts" }, this.answerRows(tally)) : null;
    const rows = question.options.map((option, place) => {
      const key = this.open && reveal?.options[place];
      const sign = key?.right ? `✓ ${letter(place)}` : letter(place);
      const count = this.open ? tally?.counts?.[place] : null;
      const words = [
        option.code ? make("b", { class: `code ${classOf(option.code)}` }, String(option.code)) : null,
        make("span", {}, prose(option.text || option.name))
      ];
      return make(
        "li",
        { class: key?.right ? "ok" : "" },
        make("span", { class: "sign" }, sign),
        make("span", { class: "text" }, words, key ? make("span", { class: "why" }, prose(key.why)) : null),
        this.bar(count, tally?.answered)
      );
    });
    return make("ul", { class: "opts" }, rows, this.open && tally?.counts == null ? this.answerRows(tally) : []);
  }
  answerRows(tally) {
    return (tally?.answers ?? []).map(
      (each) => make(
        "li",
        { class: each.right ? "ok" : "" },
        make("span", { class: "sign" }, each.right ? "✓" : "·"),
        make("span", { class: "text" }, this.choiceText(each.choice)),
        this.bar(each.n, tally.answered)
      )
    );
  }
  choiceText(choice) {
    return this.now.question.form === "number" ? String(choice[0]) : choice.map(letter).join(" ");
  }
  bar(count, total) {
    if (count == null) return null;
    const fill = make("span", { class: "fill" });
    fill.style.width = `${total ? 100 * count / total : 0}%`;
    return make(
      "span",
      { class: "bar" },
      make("span", { class: "track", "aria-hidden": "true" }, fill),
      make("b", {}, String(count))
    );
  }
  advice() {
    const { tally, counts } = this.now;
    if (!tally?.advice || !counts) return null;
    const shift = tally.shift && this.open ? `. To the right answer: ${tally.shift.to_right}; away from it: ${tally.shift.to_wrong}.` : "";
    return make("p", { class: "advice" }, tally.advice.says + shift);
  }
  confidence() {
    const { tally, confidence_levels: levels } = this.now;
    if (!this.open || !tally?.confidence) return null;
    const said = [...tally.confidence, tally.unsaid ?? [0, 0]];
    const parts = said.map(([right, wrong], level) => [levels[level] ?? "not said how sure", right, right + wrong]).filter(([, , all]) => all).map(([words, right, all]) => `${words}: ${right} of ${all} right`);
    if (!parts.length) return null;
    const mixed = (tally.confusions ?? []).slice(0, 3).map((each) => `${each.chosen} for ${each.right} (${each.n})`);
    return make("p", { class: "soft" }, parts.join(" · "), mixed.length ? ` · mixed up: ${mixed.join(", ")}` : "");
  }
  // --- acting
  buttons() {
    const can = this.now.can ?? [];
    const moves = this.now.buttons ?? [];
    const timer = moves.some((move) => move.timed) ? this.timer() : null;
    const live = this.now.live ? button(this.now.live, () => this.send("live"), "plain") : null;
    const away = this.now.runs ? button("Show the question again", () => this.send("away"), "plain") : null;
    const side = Object.keys(SIDE).filter((each) => can.includes(each)).map((each) => button(SIDE[each], () => each === "end" ? this.confirmEnd() : this.send(each), "plain small"));
    const board = can.includes("leaderboard") ? button(
      this.now.leaderboard ? "Hide the leaders" : "Show the leaders",
      () => this.send("leaderboard", { on: !this.now.leaderboard }),
      "plain small"
    ) : null;
    const big = moves.map(
      (move) => button(move.label, () => this.send(move.do, move.timed ? this.timing() : {}), move.first ? "go" : "plain")
    );
    const { names_hidden: hidden } = this.now;
    const names = can.includes("names") ? button(hidden ? "Show names" : "Hide names", () => this.send("names", { on: hidden }), "plain small") : null;
    const aside = make("span", { class: "aside" }, side, board, names);
    return [...big, live, away, timer, this.time(), aside].filter(Boolean);
  }
  // More time for the vote or the discussion, or none: seconds from now, which the class's own clock counts.
  time() {
    if (!this.now.can?.includes("clock")) return null;
    const more = () => this.send("clock", { seconds: Math.round(this.clock.left() ?? 0) + MORE_TIME });
    const stop = this.now.left_ms == null ? null : button("No clock", () => this.send("clock"), "plain small");
    return make("span", { class: "row" }, button(`+${MORE_TIME} s`, more, "plain small"), stop);
  }
  timer() {
    const input = make("input", {
      type: "text",
      inputmode: "numeric",
      size: 3,
      value: this.seconds,
      placeholder: "no",
      ...KEYS
    });
    input.addEventListener("input", () => {
      this.seconds = input.value;
    });
    return make("label", { class: "soft timer" }, "time ", input, " s");
  }
  timing() {
    const seconds = Number(this.seconds);
    return seconds > 0 ? { seconds } : {};
  }
  confirmEnd() {
    if (this.confirming) {
      this.confirming = false;
      return this.send("end");
    }
    this.confirming = true;
    this.status.textContent = "Press once more to end the class for everybody.";
    setTimeout(() => {
      this.confirming = false;
      this.drawMessage();
    }, 4e3);
  }
  send(act, fields = {}) {
    this.model.set("press", {
      n: (this.model.get("press").n ?? 0) + 1,
      do: act,
      fields: { ...fields, seen: this.now.version }
    });
    this.model.save_changes();
    this.status.textContent = act === "live" ? "Running…" : "";
  }
  // --- results of actions
  drawMessage() {
    this.status.textContent = this.model.get("message");
  }
  drawLiveRun() {
    this.out.innerHTML = this.model.get("html");
  }
  // HTML made and escaped in Python
};

// src/place.js
var found = location.pathname.match(/^(.*)\/r\/([^/]+)/);
var room = decodeURIComponent(found?.[2] ?? "").toUpperCase();
var base = found?.[1] ?? location.pathname.replace(/\/[^/]*$/, "");
var apiUrl = (path) => `${base}/api/${room}/${path}`;
var pageUrl = (code, path = "") => `${base}/r/${encodeURIComponent(code)}${path}`;

// src/host.js
var state = document.getElementById("state");
var token = hostToken();
function hostToken() {
  const key = `statuslab-host-${room}`;
  const given = location.hash.slice(1);
  try {
    if (given) {
      localStorage.setItem(key, given);
      history.replaceState(null, "", location.pathname);
    }
    return given || localStorage.getItem(key);
  } catch {
    return given;
  }
}
var HostModel = class {
  values = { snap: {}, facts: {}, message: "", html: "", press: {} };
  listeners = {};
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    this.values[name] = value;
    this.listeners[`change:${name}`]?.();
  }
  on(event, listener) {
    this.listeners[event] = listener;
  }
  off(event) {
    delete this.listeners[event];
  }
  // The panel has pressed a button.
  async save_changes() {
    const { do: act, fields } = this.get("press");
    this.set("message", "");
    try {
      const body = { do: act, key: crypto.getRandomValues(new Uint32Array(4)).join("-"), ...fields };
      show(await call(apiUrl("host"), { token, body, signal: AbortSignal.timeout(8e3) }));
    } catch (error) {
      this.set("message", error.name === "TimeoutError" ? "The class does not answer. Press it again." : error.message);
    }
  }
};
var model = new HostModel();
var panel = null;
function show(now) {
  const { join_url: address2 } = now;
  model.values.snap = now;
  model.values.facts = {
    ...{ title: now.title, room, join_url: address2, qr_url: pageUrl(room, "/qr.svg") },
    ...{ screen_url: pageUrl(room, "/screen"), pictures: pageUrl(room, "/") }
  };
  if (panel) panel.draw();
  else panel = new Panel(model, document.getElementById("main"), true);
  document.title = `${now.title || "Class"} · host`;
}
function onEvent(event, data) {
  if (event === "snapshot") return show(data);
  if (event === "tally" && panel) return show({ ...model.get("snap"), tally: data });
  if (event !== "refused") return;
  const words = token ? data.message : "This page needs the host's link: open it once more from there.";
  document.getElementById("main").replaceChildren(make("h1", {}, "No host here"), make("p", {}, words));
}
new Stream(apiUrl("stream"), apiUrl("host"), token, onEvent, (linked2, held) => {
  state.textContent = linked2 ? held ? HELD : "" : "Link lost. Trying again …";
});
