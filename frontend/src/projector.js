// The projector's page: what everybody may see, without controls. Drawn from the newest snapshot, as large as fits.

import { leaderboard, revealedQuestion, votedQuestion, voteText } from "./class_view.js";
import { Clock } from "./clock.js";
import { headed, make, many, prose } from "./dom.js";
import { columns, fit } from "./fit.js";
import { Stream } from "./link.js";
import { liveRun } from "./live_run.js";
import { apiUrl, pageUrl, room } from "./place.js";
import { wallQuestion } from "./question.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");
const token = wallToken();

// The host's link has a token behind its #, which no server sees. It keeps a place for this screen; it is taken out of
// the address, because the wall shows that to everybody.
function wallToken() {
  const key = `wall ${room}`;
  const given = location.hash.slice(1);
  try {
    if (given) {
      sessionStorage.setItem(key, given);
      history.replaceState(null, "", location.pathname);
    }
    return given || sessionStorage.getItem(key);
  } catch {
    return given || null; // no storage in this browser: the token stays in the address
  }
}

// --- The strip above: where the class is, how many have answered, the time left, and how to join

const strip = {
  title: make("b", {}),
  place: make("span", { class: "place" }),
  note: make("p", { class: "note" }),
  count: make("span", { class: "count" }),
  people: make("span", {}),
  how: make("p", { class: "how" }),
  address: make("p", { class: "address" }),
  code: make("p", { class: "code" }),
  qr: make("img", { alt: "" }),
  clock: new Clock(),
};
const corner = make("div", { class: "corner" }, make("div", {}, strip.how, strip.address, strip.code), strip.qr);
head.append(
  make("div", { class: "about" }, make("p", { class: "title" }, strip.title, strip.place), strip.note),
  make("p", { class: "answered" }, strip.count, strip.people),
  strip.clock.element,
  corner,
);

// Text that has not changed is left alone: the tally comes four times a second.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const LONG = 40; // a note of so many letters takes the place of the count

function drawStrip(now) {
  const asking = now.round && now.view !== "ended" && now.mode !== "exam";
  write(strip.title, now.title || "Class");
  write(strip.place, asking ? `${now.place ?? now.round} of ${now.of}` : "");
  const note = (now.view === "question" && now.projector_note) || "";
  write(strip.note, note);
  const counts = now.answered != null && now.view === "question" && !now.live && note.length < LONG;
  write(strip.count, counts ? String(now.answered) : "");
  write(strip.people, counts ? ` of ${now.could ?? now.players} answered` : "");
  strip.clock.set(now.left_ms);
  head.hidden = now.view === "lobby"; // which says all of it itself
  write(strip.how, now.locked ? "Nobody else can join." : "Join at");
  write(strip.address, now.locked ? "" : shortAddress(now));
  write(strip.code, now.locked ? "" : now.room);
  if (!strip.qr.src) Object.assign(strip.qr, { src: pageUrl(room, "/qr.svg"), alt: `QR code of ${now.join_url}` });
  strip.qr.hidden = now.locked;
}

// What people type: the address without the code, which stands below, and without the http:// that browsers add.
function shortAddress({ join_url: url, room: code }) {
  return url.replace(/^http:\/\//, "").replace(new RegExp(`/r/${code}$`, "i"), "");
}

// --- The stage below

const ONE = [{}];
let layouts = ONE;
let sizes = {};
let drawn = "";
let kept = {}; // the layout of the last question and its round: its options stay where they are if they can

// `arrangements` are the layouts to try, `limits` the sizes of text.
function show(parts, arrangements = ONE, limits = {}) {
  main.replaceChildren(...parts.flat().filter(Boolean));
  for (const code of main.querySelectorAll("code")) code.classList.toggle("whole", code.textContent.length <= 26);
  [layouts, sizes] = [arrangements, limits];
  refit();
}

function refit() {
  fit(main, layouts, sizes);
  for (const list of main.querySelectorAll(".names")) hideWhatIsCut(list);
}

// Of names that come first to last, only whole rows are shown.
function hideWhatIsCut(list) {
  for (const name of list.children) name.style.visibility = "";
  const bottom = list.getBoundingClientRect().bottom + 1;
  for (const name of list.children) {
    if (name.getBoundingClientRect().bottom > bottom) name.style.visibility = "hidden";
  }
}

// Show a question in one of the layouts, in the one of before if it is as good.
function ask(now, parts, count, board = null) {
  const last = now.tally?.votes.at(-1);
  const all = arrangements(now.question, count, board, last?.counts ?? last?.numbers?.length);
  if (kept.round === now.round) all.unshift({ ...kept.layout, words: "", board: board ? "beside" : "" });
  show([...parts, board], all);
  kept = { round: now.round, layout: { ...main.dataset } };
}

const title = (words) => make("h1", {}, words);
const soft = (words) => make("p", { class: "soft" }, words);

function draw(now) {
  drawStrip(now);
  const next = JSON.stringify(stageOf(now));
  if (next !== drawn) now.live ? show([liveRun(now.live)], LIVE) : VIEWS[now.view](now);
  drawn = next;
}

// What the stage shows of a snapshot. Who has answered so far stands in the strip, and comes four times a second.
function stageOf(now) {
  const inStrip = { left_ms: 0, version: 0, answered: 0, could: 0 };
  const players = now.view === "lobby" || now.view === "ended" ? now.players : 0;
  return { ...now, ...inStrip, players };
}

const LIVE = wrapped([{ side: "wide" }, { side: "even" }]);

// Layouts of a question: the options in columns below it, beside its wire, or beside everything; bars of votes beside
// their options or under them; a leaderboard beside or below all that.
function arrangements({ ask: asked, form, wire }, count, board, bars) {
  if (!count) return wrapped([{}]); // a number to be typed
  const cols = columns(["line", "order"].includes(form) ? 1 : count);
  const below = cols.map((each) => (each > 1 ? { cols: each, bars: "under" } : { cols: each }));
  const given = wire || headed(asked)[1].length ? ["even", "wide"].map((side) => ({ side, under: "ask" })) : [];
  let all = [...given, ...below, ...["even", "wide", "narrow"].map((side) => ({ side }))];
  if (bars) all.push(...all.filter((each) => each.side).map((each) => ({ ...each, bars: "under" })));
  if (board) all = all.flatMap((each) => ["beside", "below"].map((where) => ({ ...each, board: where })));
  return wrapped(all);
}

// The same, and then with the lines of a wire wrapped.
function wrapped(layouts) {
  return [...layouts, ...layouts.map((each) => ({ ...each, wrap: "lines" }))];
}

const MANY = 24; // names that stand in large type

function lobby(now) {
  const names = (now.names ?? []).map((name) => make("li", { title: name }, name)).reverse();
  const code = make("p", { class: "roomcode" }, now.room);
  const people = `${many(now.players, "person", "people")} here.`;
  const here = make("p", { class: "here" }, now.locked ? "Nobody else can join for now." : people);
  const picture = make("img", { src: pageUrl(room, "/qr.svg"), alt: `QR code of ${now.join_url}` });
  const address = make("p", { class: "address" }, shortAddress(now));
  const how = [title(now.title || "Class"), soft("Join at"), address, soft("with the code"), code, here];
  if (now.scoring) how.push(soft(now.scoring)); // how speed earns points
  const list = make("ul", { class: names.length > MANY ? "names many" : "names" }, names);
  show([make("div", { class: "lobby" }, picture, make("div", {}, how)), list], ONE, { most: 60 });
}

function question(now) {
  if (now.mode === "exam") {
    const words = now.accepts ? "Answers are saved as they are given." : "The paper is closed for now.";
    return show([title("Everyone has a paper of their own."), soft(words)]);
  }
  const { question: asked, tally } = now;
  const shown = tally ? votedQuestion(asked, "h1", tally.votes) : wallQuestion(asked, "h1");
  const votes = votesLine(tally?.votes);
  votes?.classList.add("soft");
  ask(now, [shown, votes], asked.options.length);
}

// How many answered; and of whom the percentages are, where there are some.
function votesLine(votes) {
  if (!votes?.length) return null;
  const { counts, numbers } = votes.at(-1);
  const share = counts || numbers?.length ? " · percent of all who could answer" : "";
  return make("span", { class: "votes" }, voteText(votes), share);
}

function reveal(now) {
  if (now.mode === "exam") return show([title("The answers are out."), soft("Each on their own page.")]);
  const { question: asked, reveal: key, tally, leaders, teams } = now;
  const shown = revealedQuestion(asked, key, "h1", null, tally?.votes);
  const votes = votesLine(tally?.votes);
  const source = shown.querySelector(".source");
  if (source && votes)
    source.append(" · ", votes); // one line for both
  else votes?.classList.add("soft");
  ask(now, [shown, source ? null : votes], key.options.length, leaderboard(leaders, teams));
}

function ended(now) {
  const counts = `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`;
  const board = leaderboard(now.leaders, now.teams);
  show([title("That was the class."), make("p", {}, counts), board], board ? [{ board: "below" }] : ONE);
}

const VIEWS = { lobby, question, reveal, ended };

function onEvent(event, data) {
  if (event === "snapshot") return draw(data);
  if (event === "refused") show([title("No class here"), make("p", {}, prose(data.message))]);
}

new ResizeObserver(refit).observe(main);
document.fonts.ready.then(refit);
main.addEventListener("load", refit, true); // pictures of a question; load does not bubble

new Stream(apiUrl("screen"), apiUrl("screen?once=1"), token, onEvent, (linked) => {
  state.textContent = linked ? "" : "Link lost. Trying again …";
});
