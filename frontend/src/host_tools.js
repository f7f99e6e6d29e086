// What a host has beside the question and its buttons: notes, the plan of the class, people. Each is a fold that is
// drawn anew only when what it shows has changed, so that nothing moves under the host's hand.

import { button, KEYS, make, many, prose } from "./dom.js";

class Fold {
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
}

// The host's notes on the question at hand.
class Note extends Fold {
  static look = "note-fold";
  usable = (now) => now.can.includes("note") && now.round > 0 && now.mode !== "exam";
  title = (now) => (now.note_for_host ? "Your note on this question" : "Write a note on this question");
  shows = (now) => [now.round, now.note_for_host];

  parts(now) {
    const field = make("textarea", { rows: 3, maxlength: 2000, "aria-label": "note on this question", ...KEYS });
    field.value = now.note_for_host;
    const question = String(now.round);
    const keep = () => this.send("note", { text: field.value, question });
    return [field, button("Keep the note", keep, "plain small"), soft("Only hosts see it. It stays with the class.")];
  }
}

// The questions of the class: what comes next, in which order, what each is worth.
class Plan extends Fold {
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
        now.upcoming.map((round, at) => this.row(now, of(round), at)),
      ),
      asked.length ? soft("Asked, or left out") : null,
      make(
        "ol",
        { class: "plan" },
        asked.map((each) => this.row(now, each, null)),
      ),
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
        make("span", { class: "soft" }, ` ${each.question} · ${about}`),
      ),
      each.note ? make("span", { class: "soft" }, `Note: ${each.note}`) : null,
      make(
        "span",
        { class: "row" },
        here ? null : button(each.state ? "Ask again" : "Ask now", pick, "plain small"),
        at == null ? null : this.shifts(now, each, at),
        at == null && !here && now.can.includes("order") ? this.add(now, each) : null,
        now.can.includes("points") ? this.worth(each) : null,
      ),
    );
  }

  shifts({ upcoming, can }, { round, question }, at) {
    if (!can.includes("order")) return null;
    const rest = upcoming.filter((each) => each !== round);
    const to = (place) => () => this.send("order", { order: rest.toSpliced(place, 0, round) });
    return [
      at > 0 ? button("↑", to(at - 1), "plain small", { "aria-label": `${question} earlier` }) : null,
      at < rest.length ? button("↓", to(at + 1), "plain small", { "aria-label": `${question} later` }) : null,
      rest.length ? button("Leave out", () => this.send("order", { order: rest }), "plain small") : null,
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
}

// The people: who is here, taking several out at once, and letting them in again.
class People extends Fold {
  static look = "people-fold";
  ticked = new Set();
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
    const others = now.others.map(([player, name]) => ({ player, name, online: true })); // beyond 200
    const people = [...now.people, ...(this.element.open ? others : [])];
    const here = new Set(people.map((each) => each.player));
    this.ticked = new Set([...this.ticked].filter((player) => here.has(player)));
    const list = make(
      "ul",
      { class: "people" },
      people.map((each) => this.person(now, each)),
    );
    this.all = button("Take out the ticked", () => this.takeOut(), "plain small");
    this.names = new Map(people.map((each) => [each.player, each.name]));
    const away = people.filter((each) => !each.online && !each.score).map((each) => each.player);
    const tickAway = () => this.tick(list, away);
    const row = make(
      "div",
      { class: "row" },
      this.all,
      away.length ? button(`Tick who is away without points (${away.length})`, tickAway, "plain small") : null,
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
      make("label", {}, box, make("span", { class: "soft" }, sign), make("span", {}, each.name)),
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
    const back = ([player, name]) =>
      make(
        "li",
        { title: name },
        make("span", {}, name),
        button("Let in again", () => this.restore([player]), "plain small"),
      );
    const all = button(
      "Let all of them in again",
      () => this.restore(removed.map(([player]) => player)),
      "plain small",
    );
    return [
      soft("Taken out. Their answers are kept, and count again once they are let in."),
      make("ul", { class: "people" }, removed.map(back)),
      removed.length > 1 ? all : null,
    ];
  }

  restore(players) {
    this.send("restore", { players: ranges(players) });
  }
}

// Answers of a class without phones.
class Hands extends Fold {
  static look = "hands-fold";
  usable = ({ can, question }) =>
    can.includes("hands") && question?.options.length && ["single", "line", "predict", "poll"].includes(question.form);
  title = () => "Shown hands (a class without phones)";
  shows = (now) => [now.round, now.vote];

  parts({ question }) {
    const look = { type: "text", inputmode: "numeric", size: 3, ...KEYS };
    const inputs = question.options.map(({ letter }) =>
      make("input", { ...look, "aria-label": `hands for ${letter}` }),
    );
    const counts = () => inputs.map((input) => Number(input.value) || 0);
    const labels = inputs.map((input, place) => make("label", {}, `${question.options[place].letter} `, input));
    const send = button("Count them", () => this.send("hands", { counts: counts() }), "plain");
    return [make("div", { class: "hands" }, labels, send)];
  }
}

// Numbers as ranges, [[3, 3], [40, 49]], of which one command takes 200.
function ranges(numbers) {
  const found = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    if (found.at(-1)?.[1] === number - 1) found.at(-1)[1] = number;
    else found.push([number, number]);
  }
  return found.slice(0, 200);
}

const soft = (words) => make("p", { class: "soft" }, words);

// All folds. `send(command, fields)` gives a command of the host.
export class HostTools {
  constructor(send) {
    this.folds = [new Note(send), new Plan(send), new People(send), new Hands(send)];
    this.elements = this.folds.map((fold) => fold.element);
  }

  draw(now) {
    for (const fold of this.folds) fold.draw(now);
  }
}
