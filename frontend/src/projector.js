// The projector's page: what everybody may see, without controls. Drawn from the newest snapshot.

import { leaderboard, revealedQuestion, voteText } from "./class_view.js";
import { Clock } from "./clock.js";
import { make, many } from "./dom.js";
import { Stream } from "./link.js";
import { wallQuestion } from "./question.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");
const room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
const token = wallToken();
const clock = new Clock();
let drawn = "";

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

function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}

const title = (words) => make("h1", {}, words);
const soft = (words) => make("p", { class: "soft" }, words);

function draw(now) {
  clock.set(now.left_ms);
  const place = now.round && now.view !== "ended" && now.mode !== "exam" ? `${now.round} of ${now.of}` : "";
  const left = make("div", {}, make("b", {}, now.title), make("span", { class: "soft" }, place));
  head.replaceChildren(left, make("div", {}, answerCount(now), clock.element));
  const next = JSON.stringify({ ...now, left_ms: 0, answered: 0, version: 0 });
  if (next !== drawn) VIEWS[now.view](now);
  drawn = next;
}

function answerCount(now) {
  if (now.answered == null || now.view !== "question") return null;
  return make("span", {}, make("span", { class: "count" }, String(now.answered)), ` of ${now.players} answered`);
}

function lobby(now) {
  const names = (now.names ?? []).map((name) => make("li", {}, name));
  const address = make("p", { class: "address" }, now.join_url);
  const how = [title(now.title), soft("Join at"), address, soft("with the code")];
  const code = make("p", { class: "roomcode" }, now.room);
  const people = `${many(now.players, "person", "people")} here.`;
  const here = make("p", {}, now.locked ? "The door is closed for now." : people);
  const picture = make("img", { src: `/r/${room}/qr.svg`, alt: `QR code of ${now.join_url}` });
  show(
    make("div", { class: "lobby" }, picture, make("div", {}, how, code, here)),
    make("ul", { class: "names" }, names),
  );
}

function question(now) {
  if (now.mode === "exam") {
    const words = now.accepts ? "Answers are saved as they are given." : "The paper is closed for now.";
    return show(title("Everyone has a paper of their own."), soft(words));
  }
  const note = now.projector_note ? make("p", { class: "note" }, now.projector_note) : null;
  show(note, wallQuestion(now.question, "h1"));
}

function reveal(now) {
  if (now.mode === "exam") return show(title("The answers are out."), soft("Each on their own page."));
  const votes = now.tally?.votes;
  const bars = votes?.length > 1 ? soft(`Bars: vote ${votes.at(-1).vote}. ${voteText(votes)}`) : null;
  show(revealedQuestion(now.question, now.reveal, "h1", null, votes), bars, leaderboard(now.leaders));
}

function ended(now) {
  const counts = `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`;
  show(title("That was the class."), make("p", {}, counts), leaderboard(now.leaders));
}

const VIEWS = { lobby, question, reveal, ended };

function onEvent(event, data) {
  if (event === "snapshot") return draw(data);
  if (event === "refused") show(title("No class here"), make("p", {}, data.message));
}

new Stream(`/api/${room}/screen`, token, onEvent, (linked) => {
  state.textContent = linked ? "" : "Link lost. Trying again …";
});
