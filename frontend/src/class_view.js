// What students see of a class, phase by phase: on a phone (join.js) and in a notebook (seat.js).
// Drawn from the newest snapshot, which says what to draw (`view`), whether answers are accepted (`accepts`), and the
// line above (`note`).

import { Clock } from "./clock.js";
import { button, learn, make, many, prose } from "./dom.js";
import { confidenceChoice, markedOptions, QuestionView, shownQuestion, wallQuestion } from "./question.js";

const ORDINALS = ["1st", "2nd", "3rd", ...Array.from({ length: 11 }, (_, index) => `${index + 4}th`)];
const FROM_THE_NEXT = "You are in from the next question.";
const TOO_LATE = "You came after this vote was closed, so it does not count for you.";
const MOST_NUMBERS = 4; // of those typed, beside the ones that the key explains
const NOT_COUNTED = "It does not count for you that this one began without you.";

// The phases for one student. `head` and `main` are elements; `answer({round, vote, choice, confidence})` sends an
// answer, `pending()` gives the one that is not acknowledged yet; `ending` is {words, note, act} of the button at the
// end; `exam()` shows a paper.
export class ClassView {
  confidence = null;

  constructor({ head, main, heading, unit, answer, pending = () => null, ending, exam }) {
    Object.assign(this, { head, main, heading, answer, pending, ending, exam });
    this.clock = new Clock(unit);
  }

  close() {
    this.clock.close();
  }

  show(...parts) {
    this.main.replaceChildren(...parts.flat().filter(Boolean));
  }

  draw(now) {
    this.now = now;
    this.clock.set(now.left_ms);
    this.drawHead();
    const shape = JSON.stringify(shapeOf(now));
    if (shape === this.shape && now.mode !== "exam") {
      this.question?.show((this.pending() ?? now.you.answer)?.choice);
      return;
    }
    this.shape = shape;
    this.question = null;
    this.drawBody();
  }

  drawHead() {
    const { you, title, place: at, of, view, mode, worth } = this.now;
    const value = view === "question" && worth != null && worth !== 1 ? ` · ${many(worth, "point")}` : "";
    const place = (view === "question" || view === "reveal") && mode !== "exam" ? `${at} of ${of}${value}` : "";
    const score = view === "ended" && you.of ? `${points(you.score)} of ${points(you.of)}` : "";
    const far = make("div", { class: "far" }, make("span", { class: "soft" }, place || score), this.clock.element);
    const group = [you.team, title].filter(Boolean).join(" · ");
    this.head.replaceChildren(
      make("div", {}, make("b", { title: you.name }, you.name), make("span", { class: "soft" }, group)),
      far,
    );
  }

  drawBody() {
    const { view, mode, you, scoring } = this.now;
    if (view === "lobby") {
      const next = "The first question comes when the host opens it. Nothing to do yet.";
      const team = you.team ? make("p", {}, "Your team: ", make("b", {}, you.team)) : null;
      const how = scoring ? make("p", { class: "soft" }, scoring) : null;
      return this.show(this.title(`You are in, ${you.name}.`), make("p", {}, next), team, how);
    }
    if (view === "ended") return this.drawEnd();
    if (mode === "exam") return this.exam();
    if (!you.in) return this.drawWaiting();
    if (view === "reveal") return this.drawReveal();
    return this.drawQuestion();
  }

  title(words) {
    return make(this.heading, {}, words);
  }

  drawWaiting() {
    const { question } = this.now;
    const shown = question ? make("div", { class: "dim" }, shownQuestion(question, "p")) : null;
    this.show(this.title(FROM_THE_NEXT), make("p", { class: "soft" }, NOT_COUNTED), shown);
  }

  drawQuestion() {
    const { question, you, accepts, note, confidence_levels: levels } = this.now;
    const given = this.pending() ?? you.answer;
    this.confidence = given?.confidence ?? null;
    this.question = answerable(question, this.heading, given?.choice, (choice) => this.send(choice));
    this.question.lock(!accepts);
    const changed = (value) => {
      this.confidence = value;
      this.send(this.question.choice);
    };
    const sure =
      accepts && question.form !== "poll" ? confidenceChoice(changed, { levels, chosen: this.confidence }) : null;
    const line = you.could ? note : [note, TOO_LATE].filter(Boolean).join(" ");
    this.show(line ? make("p", { class: "note" }, line) : null, this.question.element, sure, this.voteCounts());
  }

  send(choice) {
    const { round, vote } = this.now;
    if (choice) this.answer({ round, vote, choice, confidence: this.confidence });
  }

  voteCounts() {
    const votes = this.now.tally?.votes;
    return votes?.length ? make("p", { class: "soft" }, voteText(votes)) : null;
  }

  drawReveal() {
    const { question, reveal, you, tally, leaders, teams } = this.now;
    this.show(
      resultLine(you.result, "No answer from you this time."),
      revealedQuestion(question, reveal, this.heading, you.answer?.choice, tally?.votes),
      leaderboard(leaders, teams),
    );
  }

  drawEnd() {
    const { you, leaders, teams } = this.now;
    const score = you.of ? `${points(you.score)} of ${many(points(you.of), "point")}.` : "No question was asked.";
    const { words, note, act } = this.ending;
    this.show(
      this.title("That was the class."),
      make("p", { class: "score" }, score),
      note ? make("p", { class: "soft" }, note) : null,
      button(words, act, "go"),
      leaderboard(leaders, teams),
    );
  }
}

// What a page is drawn anew for. An open question stays as it is while answers come in, and keeps the focus.
function shapeOf(now) {
  if (now.view !== "question") return { ...now, left_ms: null, version: null };
  return [now.phase, now.round, now.vote, now.worth, now.you.in, now.you.could, Boolean(now.tally), now.title];
}

// The status line: [words, kind]. `sending` and `lost` are this page's own, `kept` says that an answer is sent later.
export function statusLine(now, { sending = false, lost = false, kept = false, error = "", message = "" }) {
  if (!now) return [lost ? "Connecting …" : "", ""];
  if (sending && lost && kept) return ["Link lost. Your answer is kept here and sent when it is back.", "no"];
  if (sending) return ["Sending …", ""];
  if (error) return [error, "no"];
  if (lost) return ["Link lost. Trying again …", "no"];
  if (message) return [message, "ok"];
  const saved = now.you.answer && now.view === "question" && now.mode !== "exam";
  if (saved) return [savedWords(now), "ok"];
  return ["", ""];
}

// That an answer is on the host's disk, and what may still be done.
export function savedWords({ accepts, mode }) {
  if (!accepts) return "✓ Saved.";
  return mode === "speed" ? "✓ Saved. Your first answer counts." : "✓ Saved. You may still change it.";
}

// --- Parts that the exam's paper and the projector share

// A question of a class, to be answered: with the letters that people call options by.
export function answerable(question, heading, choice, changed) {
  return new QuestionView(question, { heading, choice, changed, lettered: true, confirm: true });
}

export function resultLine(result, nothing) {
  if (!result) return make("p", { class: "result" }, nothing);
  const [kind, sign] = result.right === null ? ["", ""] : result.right ? ["ok", "✓ "] : ["no", "✗ "];
  const earned = result.worth > 1 ? ` · ${points(result.points)} of ${many(points(result.worth), "point")}` : "";
  return make("p", { class: `result ${kind}` }, sign + result.headline + earned);
}

export function revealedQuestion(question, reveal, heading, choice, votes) {
  learn(question, reveal);
  const marks = revealedMarks(question, reveal, choice, votes ?? []);
  const source = reveal.source ? make("p", { class: "soft source" }, prose(reveal.source, reveal.links)) : null;
  return shownQuestion(question, heading, markedOptions(question.form, marks, reveal.links), source);
}

// A question with what was chosen in each vote, before the key is shown.
export function votedQuestion(question, heading, votes) {
  if (!question.options.length || votes.at(-1)?.counts == null) return wallQuestion(question, heading);
  const marks = question.options.map((option, place) => ({
    ...option,
    place,
    unmarked: true,
    ...shares(votes, place),
  }));
  return shownQuestion(question, heading, markedOptions(question.form, marks));
}

// The ten with the most points, or the teams where there are some. Equal points are one rank.
export function leaderboard(leaders, teams) {
  if (teams?.length) {
    const rows = teams.map(({ team, points: mean, n }) => [team, mean, many(n, "person", "people")]);
    return board("Points for each person of a team", rows);
  }
  if (!leaders?.length) return null;
  const named = leaders.some(([name]) => name);
  return board(named ? "In front" : "In front, without names", leaders);
}

function board(title, rows) {
  const rank = (score) => 1 + rows.filter((other) => other[1] > score).length;
  const items = rows.map(([name, score, more]) =>
    make(
      "li",
      {},
      make("span", { class: "rank" }, `${rank(score)}.`),
      make("span", { class: "name", title: name }, name),
      more ? make("span", { class: "soft" }, more) : null,
      make("b", {}, points(score)),
    ),
  );
  return make("section", { class: "board" }, make("h2", {}, title), make("ol", {}, items));
}

// How many answered in each vote, of those who could. Without bars, once it is known, also how many were right.
export const voteText = (votes) =>
  votes
    .map(({ vote, answered, of, counts, numbers, share }) => {
      const right = share == null || counts || numbers?.length ? "" : `, ${Math.round(share * answered)} of them right`;
      return `Vote ${vote}: ${answered} of ${of} answered${right}`;
    })
    .join(" · ");

const points = (score) => String(Number(score.toFixed(1)));

// The marks of a reveal, as `markedOptions` takes them. `choice` is null on the wall, and where nothing was answered.
function revealedMarks(question, reveal, choice, votes) {
  if (question.form === "number") return numberMarks(reveal, choice, votes);
  const places = question.form === "order" ? reveal.right : question.options.map((_, place) => place);
  return places.map((place, at) => ({
    ...question.options[place],
    place,
    why: reveal.options[place].why,
    ...shares(votes, place),
    ...arrangedMark(question, reveal, choice, place, at),
  }));
}

function shares(votes, place) {
  const counted = votes.filter((each) => each.counts?.[place] != null && each.of);
  return { shares: counted.map(({ vote, counts, of }) => ({ vote, count: counts[place], of })) };
}

function arrangedMark(question, reveal, choice, place, at) {
  const partners = question.partners;
  const beside = question.form === "match" ? partners[reveal.right[place]] : "";
  if (question.form !== "order" && question.form !== "match") {
    const chosen = Boolean(choice?.includes(place));
    const { right } = reveal.options[place];
    return { right, unmarked: right === null, chosen, yours: chosen ? "your choice" : "" };
  }
  if (choice == null) return { right: null, beside };
  const right = question.form === "order" ? choice[at] === place : choice[place] === reveal.right[place];
  const put = question.form === "order" ? ORDINALS[choice.indexOf(place)] : partners[choice[place]];
  return { right, chosen: true, beside, yours: right ? "" : `you: ${put}` };
}

// The numbers of the key, and what else was typed by the learner or by many.
function numberMarks(reveal, choice, votes) {
  const typed =
    votes
      .at(-1)
      ?.numbers?.slice(0, MOST_NUMBERS)
      .map(([number]) => number) ?? [];
  const known = reveal.options.map((option) => option.number);
  const others = [...new Set([...(choice ?? []), ...typed])].filter((number) => !known.includes(number));
  const also = others.map((number) => ({ number, right: false, why: "" }));
  return [...reveal.options, ...also].map(({ number, right, why }) => {
    const chosen = choice?.[0] === number;
    const yours = chosen ? "your choice" : "";
    return { code: number, right, why, chosen, yours, shares: numberShares(votes, number) };
  });
}

function numberShares(votes, number) {
  const count = ({ numbers }) => numbers.find((each) => each[0] === number)?.[1] ?? 0;
  return votes.filter((vote) => vote.numbers?.length).map((vote) => ({ ...vote, count: count(vote) }));
}
