// The host's panel: drawn from the host's snapshot, with buttons for what may be done now.
// Tally and key are covered until the host uncovers or reveals them, because the notebook may be on the projector.

import { Clock } from "./clock.js";
import { button, classOf, KEYS, learn, letter, make, many, pictures, prose, root } from "./dom.js";
import { HostTools } from "./host_tools.js";

// Small buttons, apart from the moves.
const SIDE = {
  back: "One step back",
  lock: "Let nobody else join",
  unlock: "Let people join again",
  end: "End the class",
};
const MORE_TIME = 30; // seconds
const LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost)\b/;
const percent = (share) => `${Math.round(100 * share)} %`;

// `model` is that of a widget, or of a page that stands in for one. `bare` shows the tally at once: nobody else looks.
export class Panel {
  constructor(model, el, bare = false) {
    this.model = model;
    this.bare = bare;
    this.seconds = "";
    this.build(el);
    this.listeners = {
      "change:snap": () => this.draw(),
      "change:message": () => this.drawMessage(),
      "change:html": () => this.drawLiveRun(),
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
      this.out,
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
    const place =
      now.round && now.mode !== "exam" && now.view !== "ended"
        ? `question ${now.place} of ${now.of}${now.vote > 1 ? `, vote ${now.vote}` : ""}`
        : "";
    this.head.replaceChildren(
      make("b", {}, this.facts.title || "Class"),
      make("span", { class: `phase ${now.phase}` }, now.phase),
      make("span", { class: "soft" }, place),
      make(
        "span",
        { class: "aside" },
        make("b", {}, String(now.online)),
        make("span", { class: "soft" }, ` of ${many(now.players, "person", "people")} here`),
        this.clock.element,
      ),
    );
    this.drawJoinBox();
    this.main.replaceChildren(...this.body().flat(Infinity).filter(Boolean));
    this.actions.replaceChildren(...this.buttons());
    this.tools.draw(now);
  }

  drawJoinBox() {
    const { join_url: address, room, qr, qr_url: qrUrl } = this.facts;
    const open = this.now.view === "lobby";
    const picture = make("img", {
      alt: `QR code of ${address}`,
      src: qrUrl ?? `data:image/svg+xml;base64,${btoa(qr)}`,
    });
    const how = make(
      "div",
      {},
      make("p", { class: "soft" }, "People join at"),
      make("p", { class: "address" }, address),
      make(
        "p",
        {},
        make("span", { class: "soft" }, "code "),
        make("b", { class: "code" }, room),
        make("span", { class: "soft" }, this.now.locked ? " · nobody else can join" : ""),
      ),
      LOOPBACK.test(address)
        ? make("p", { class: "soft" }, "Only this machine reaches this address; lan=True opens the class to phones.")
        : null,
      make("p", { class: "links" }, this.links()),
    );
    this.joinBox.className = `door ${open ? "wide" : ""}`;
    this.joinBox.replaceChildren(
      ...(open
        ? [picture, how]
        : this.now.view === "ended"
          ? []
          : [make("span", { class: "soft" }, `${address} · `), this.links()]),
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
      make("a", { href: url, target: "_blank", rel: "noopener", ...KEYS }, words),
    ]);
    return make("span", {}, parts);
  }

  body() {
    const { view, mode, question, reveal } = this.now;
    pictures.base = this.facts.pictures ?? (this.facts.join_url ? `${this.facts.join_url}/` : null);
    learn(question, reveal);
    if (view === "lobby")
      return [
        make("p", { class: "soft" }, `${many(this.now.of, "question")}. Open the first one when everybody is in.`),
      ];
    if (view === "ended")
      return [
        make(
          "p",
          {},
          "The class is over. ",
          make("code", {}, "classroom.report()"),
          " in a cell below shows how it went.",
        ),
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
      this.confidence(),
    ];
  }

  examTable() {
    const tally = this.now.tally ?? {};
    const rows = (tally.questions ?? []).map((each) =>
      make(
        "tr",
        {},
        make("td", {}, each.id),
        make("td", {}, String(each.answered)),
        make("td", {}, each.share == null || !this.open ? "" : percent(each.share)),
      ),
    );
    return [
      make("p", {}, `${many(tally.answered ?? 0, "answer")} so far.`),
      make("table", {}, make("tbody", {}, rows)),
      this.coverButton(),
    ];
  }

  get open() {
    return this.uncovered || this.now.view === "reveal";
  }

  count() {
    const tally = this.now.tally ?? {};
    const bar = make("span", { class: "fill" });
    bar.style.width = `${tally.could ? (100 * tally.answered) / tally.could : 0}%`;
    return make(
      "div",
      { class: "count" },
      make("span", {}, make("b", {}, String(tally.answered ?? 0)), ` of ${tally.could ?? 0} answered`),
      make("span", { class: "track", "aria-hidden": "true" }, bar),
      this.coverButton(),
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
      "plain small",
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
        make("span", {}, prose(option.text || option.name)),
      ];
      return make(
        "li",
        { class: key?.right ? "ok" : "" },
        make("span", { class: "sign" }, sign),
        make("span", { class: "text" }, words, key ? make("span", { class: "why" }, prose(key.why)) : null),
        this.bar(count, tally?.answered),
      );
    });
    return make("ul", { class: "opts" }, rows, this.open && tally?.counts == null ? this.answerRows(tally) : []);
  }

  answerRows(tally) {
    return (tally?.answers ?? []).map((each) =>
      make(
        "li",
        { class: each.right ? "ok" : "" },
        make("span", { class: "sign" }, each.right ? "✓" : "·"),
        make("span", { class: "text" }, this.choiceText(each.choice)),
        this.bar(each.n, tally.answered),
      ),
    );
  }

  choiceText(choice) {
    return this.now.question.form === "number" ? String(choice[0]) : choice.map(letter).join(" ");
  }

  bar(count, total) {
    if (count == null) return null;
    const fill = make("span", { class: "fill" });
    fill.style.width = `${total ? (100 * count) / total : 0}%`;
    return make(
      "span",
      { class: "bar" },
      make("span", { class: "track", "aria-hidden": "true" }, fill),
      make("b", {}, String(count)),
    );
  }

  advice() {
    const { tally, counts } = this.now;
    if (!tally?.advice || !counts) return null;
    const shift =
      tally.shift && this.open
        ? `. To the right answer: ${tally.shift.to_right}; away from it: ${tally.shift.to_wrong}.`
        : "";
    return make("p", { class: "advice" }, tally.advice.says + shift);
  }

  confidence() {
    const { tally, confidence_levels: levels } = this.now;
    if (!this.open || !tally?.confidence) return null;
    const said = [...tally.confidence, tally.unsaid ?? [0, 0]];
    const parts = said
      .map(([right, wrong], level) => [levels[level] ?? "not said how sure", right, right + wrong])
      .filter(([, , all]) => all)
      .map(([words, right, all]) => `${words}: ${right} of ${all} right`);
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
    const side = Object.keys(SIDE)
      .filter((each) => can.includes(each))
      .map((each) => button(SIDE[each], () => (each === "end" ? this.confirmEnd() : this.send(each)), "plain small"));
    const board = can.includes("leaderboard")
      ? button(
          this.now.leaderboard ? "Hide the leaders" : "Show the leaders",
          () => this.send("leaderboard", { on: !this.now.leaderboard }),
          "plain small",
        )
      : null;
    const big = moves.map((move) =>
      button(move.label, () => this.send(move.do, move.timed ? this.timing() : {}), move.first ? "go" : "plain"),
    );
    const { names_hidden: hidden } = this.now;
    const names = can.includes("names")
      ? button(hidden ? "Show names" : "Hide names", () => this.send("names", { on: hidden }), "plain small")
      : null;
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
      ...KEYS,
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
    }, 4000);
  }

  send(act, fields = {}) {
    this.model.set("press", {
      n: (this.model.get("press").n ?? 0) + 1,
      do: act,
      fields: { ...fields, seen: this.now.version },
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
  } // HTML made and escaped in Python
}

function render({ model, el }) {
  const panel = new Panel(model, el);
  return () => panel.close();
}

export default { render };
