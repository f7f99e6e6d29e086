// The projector's page: what everybody may see, without controls. Drawn from the newest snapshot.

import { make, many, prose } from "./dom.js";
import { Countdown, Stream } from "./link.js";
import { questionHead, revealedOptions, optionContent } from "./question.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");
const room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
const countdown = new Countdown();
const clock = make("span", { class: "clock", "aria-hidden": "true" });
let drawn = "";

function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}

function draw(now) {
  countdown.set(now.left_ms);
  const place = now.round && now.view !== "ended" && now.mode !== "exam" ? `${now.round} of ${now.of}` : "";
  head.replaceChildren(make("div", {}, make("b", {}, now.title), make("span", { class: "soft" }, place)), make("div", {}, answerCount(now), clock));
  const next = JSON.stringify({ ...now, left_ms: 0, answered: 0, version: 0 });
  if (next !== drawn) VIEWS[now.view](now);
  drawn = next;
  tick();
}

function answerCount(now) {
  if (now.answered == null || now.view !== "question") return null;
  return make("span", {}, make("span", { class: "count" }, String(now.answered)), ` of ${now.players} answered`);
}

function lobby(now) {
  const names = make("ul", { class: "names" }, (now.names ?? []).map((name) => make("li", {}, name)));
  const how = [make("h1", {}, now.title), make("p", { class: "soft" }, "Join at"), make("p", { class: "address" }, now.join_url), make("p", { class: "soft" }, "with the code"), make("p", { class: "roomcode" }, now.room)];
  const here = make("p", {}, now.locked ? "The door is closed for now." : `${many(now.players, "person", "people")} here.`);
  show(make("div", { class: "lobby" }, make("img", { src: `/r/${room}/qr.svg`, alt: `QR code of ${now.join_url}` }), make("div", {}, how, here)), names);
}

function question(now) {
  if (now.mode === "exam") return show(make("h1", {}, "Everyone has a paper of their own."), make("p", { class: "soft" }, now.accepts ? "Answers are saved as they are given." : "The paper is closed for now."));
  const note = now.projector_note;
  const options = now.question.options.map((option, at) => make("div", { class: "opt" }, optionContent(option, at, now.question.form)));
  const partners = now.question.partners?.length ? make("ul", { class: "names" }, now.question.partners.map((text) => make("li", {}, prose(text)))) : null;
  show(note ? make("p", { class: "note" }, note) : null, questionHead(now.question, "h1"), make("div", { class: `answers ${now.question.form}` }, options), partners);
}

function reveal(now) {
  if (now.mode === "exam") return show(make("h1", {}, "The answers are out."), make("p", { class: "soft" }, "Each on their own page."));
  show(questionHead(now.question, "h1"), revealedOptions(now.question, now.reveal, null, now.tally?.votes), votes(now.tally?.votes), leaderboard(now.leaders));
}

function votes(all) {
  return all?.length > 1 ? make("p", { class: "soft" }, `Bars: vote ${all.at(-1).vote}. ${all.map((vote) => `Vote ${vote.vote}: ${many(vote.answered, "answer")}`).join(" · ")}`) : null;
}

function leaderboard(leaders) {
  if (!leaders?.length) return null;
  return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, String(Number(score.toFixed(1))))))));
}

function ended(now) {
  show(make("h1", {}, "That was the class."), make("p", {}, `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`), leaderboard(now.leaders));
}

const VIEWS = { lobby, question, reveal, ended };

function tick() {
  const left = countdown.left;
  const seconds = left == null ? "" : String(Math.ceil(left / 1000));
  if (clock.textContent !== seconds) clock.textContent = seconds;
  clock.classList.toggle("soon", left != null && left < 10_000);
}

function onEvent(event, data) {
  if (event === "snapshot") return draw(data);
  if (event === "refused") show(make("h1", {}, "No class here"), make("p", {}, data.message));
}

setInterval(tick, 250);
new Stream(`/api/${room}/screen`, null, onEvent, (linked) => { state.textContent = linked ? "" : "Link lost. Trying again …"; });
