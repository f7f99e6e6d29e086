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
  const base = pictures.base ?? location.href.replace(/(\/r\/[^/?#]+).*$/, "$1/");
  return new URL(src.replace(/^.*\//, "images/"), base).href;
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
  tick() {
    const left = this.end == null ? null : Math.max(0, this.end - performance.now());
    const text = left == null ? "" : this.words(Math.ceil(left / 1e3));
    if (this.element.textContent !== text) this.element.textContent = text;
    this.element.classList.toggle("soon", left != null && left < 1e4);
  }
};

// src/panel.js
var SIDE = { lock: "Close the door", unlock: "Open the door", end: "End the class" };
var LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost)\b/;
var percent = (share) => `${Math.round(100 * share)} %`;
var Panel = class {
  constructor(model, el) {
    this.model = model;
    this.seconds = "";
    this.build(el);
    this.listeners = {
      "change:snap": () => this.draw(),
      "change:message": () => this.drawMessage(),
      "change:html": () => this.drawLiveRun()
    };
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
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
    this.details = { people: make("details", {}), hands: make("details", {}) };
    for (const one of Object.values(this.details)) one.append(make("summary", KEYS), make("div", {}));
    this.more.append(...Object.values(this.details));
  }
  // --- drawing
  draw() {
    const now = this.now;
    this.clock.set(now.left_ms);
    if (this.round !== `${now.round}:${now.vote}`) this.uncovered = false;
    this.round = `${now.round}:${now.vote}`;
    const place = now.round && now.mode !== "exam" && now.view !== "ended" ? `question ${now.round} of ${now.of}${now.vote > 1 ? `, vote ${now.vote}` : ""}` : "";
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
    this.drawPeople();
    this.drawHands();
  }
  drawJoinBox() {
    const { join_url: address2, screen_url: screen, room, qr } = this.facts;
    const open = this.now.view === "lobby";
    const picture = make("img", { alt: `QR code of ${address2}`, src: `data:image/svg+xml;base64,${btoa(qr)}` });
    const how = make(
      "div",
      {},
      make("p", { class: "soft" }, "People join at"),
      make("p", { class: "address" }, address2),
      make(
        "p",
        {},
        make("span", { class: "soft" }, "code "),
        make("b", { class: "code" }, room),
        make("span", { class: "soft" }, this.now.locked ? " · the door is closed" : "")
      ),
      LOOPBACK.test(address2) ? make("p", { class: "soft" }, "Only this machine reaches this address; lan=True opens the class to phones.") : null,
      make("p", {}, make("a", { href: screen, target: "_blank", rel: "noopener", ...KEYS }, "Screen for the wall"))
    );
    this.joinBox.className = `door ${open ? "wide" : ""}`;
    this.joinBox.replaceChildren(
      ...open ? [picture, how] : this.now.view === "ended" ? [] : [
        make("span", { class: "soft" }, `${address2} · `),
        make("a", { href: screen, target: "_blank", rel: "noopener", ...KEYS }, "screen")
      ]
    );
  }
  body() {
    const { view, mode, question, reveal } = this.now;
    pictures.base = `${this.facts.join_url}/`;
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
    bar.style.width = `${tally.players ? 100 * tally.answered / tally.players : 0}%`;
    return make(
      "div",
      { class: "count" },
      make("span", {}, make("b", {}, String(tally.answered ?? 0)), ` of ${tally.players ?? 0} answered`),
      make("span", { class: "track", "aria-hidden": "true" }, bar),
      this.coverButton()
    );
  }
  coverButton() {
    if (this.now.view === "reveal") return null;
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
    if (!this.open || !tally?.confidence?.some(([right, wrong]) => right + wrong)) return null;
    const parts = tally.confidence.map(([right, wrong], level) => right + wrong ? `${levels[level]}: ${right} of ${right + wrong} right` : null).filter(Boolean);
    const mixed = (tally.confusions ?? []).slice(0, 3).map((each) => `${each.chosen} for ${each.right} (${each.n})`);
    return make("p", { class: "soft" }, parts.join(" · "), mixed.length ? ` · mixed up: ${mixed.join(", ")}` : "");
  }
  // --- acting
  buttons() {
    const can = this.now.can ?? [];
    const moves = this.now.buttons ?? [];
    const timer = moves.some((move) => move.timed) ? this.timer() : null;
    const live = this.now.live ? button(this.now.live, () => this.send("live"), "plain") : null;
    const side = Object.keys(SIDE).filter((each) => can.includes(each)).map((each) => button(SIDE[each], () => each === "end" ? this.confirmEnd() : this.send(each), "plain small"));
    const board = can.includes("leaderboard") ? button(
      this.now.leaderboard ? "Hide the leaders" : "Show the leaders",
      () => this.send("leaderboard", { on: !this.now.leaderboard }),
      "plain small"
    ) : null;
    const big = moves.map(
      (move) => button(move.label, () => this.send(move.do, move.timed ? this.timing() : {}), move.first ? "go" : "plain")
    );
    const all = [...big, live, timer, make("span", { class: "aside" }, side, board)].filter(Boolean);
    return all;
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
    return make("label", { class: "soft timer" }, "bell after ", input, " s");
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
  drawPeople() {
    const people = this.now.people ?? [];
    const others = (this.now.others ?? []).map(([player, name]) => ({ player, name, online: true }));
    const { people: fold } = this.details;
    fold.hidden = !people.length;
    fold.firstChild.textContent = `People (${this.now.players})`;
    fold.lastChild.replaceChildren(
      make(
        "ul",
        { class: "people" },
        [...people, ...fold.open ? others : []].map((each) => {
          const out = button("×", () => this.send("kick", { player: each.player }), "plain small");
          out.setAttribute("aria-label", `take ${each.name} out of the class`);
          const sign = each.answered && this.now.accepts ? "✓" : each.online ? "●" : "○";
          return make(
            "li",
            { title: each.online ? "here" : "away" },
            make("span", { class: "soft" }, sign),
            make("span", {}, each.name),
            out
          );
        })
      )
    );
  }
  drawHands() {
    const { hands: fold } = this.details;
    const { question, can } = this.now;
    const usable = can?.includes("hands") && question?.options.length && ["single", "line", "predict"].includes(question.form);
    fold.hidden = !usable;
    if (!usable || fold.open && this.handsDrawn === this.round) return;
    this.handsDrawn = this.round;
    fold.firstChild.textContent = "Shown hands (a class without phones)";
    const inputs = question.options.map(
      (_, place) => make("input", {
        type: "text",
        inputmode: "numeric",
        size: 3,
        "aria-label": `hands for ${letter(place)}`,
        ...KEYS
      })
    );
    const send = button(
      "Count them",
      () => this.send("hands", { counts: inputs.map((input) => Number(input.value) || 0) }),
      "plain"
    );
    fold.lastChild.replaceChildren(
      make(
        "div",
        { class: "hands" },
        inputs.map((input, place) => make("label", {}, `${letter(place)} `, input)),
        send
      )
    );
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
function render({ model, el }) {
  const panel = new Panel(model, el);
  return () => panel.close();
}
var panel_default = { render };
export {
  panel_default as default
};
