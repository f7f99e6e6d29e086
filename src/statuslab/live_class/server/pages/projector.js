// The screen of the class: what everybody may see, and nothing to press. Drawn from the newest snapshot alone.

import { make, many, prose } from "./dom.js";
import { Countdown, Stream } from "./link.js";
import { asked, revealed, says } from "./question.js";

const head = document.getElementById("head");
const main = document.getElementById("main");
const state = document.getElementById("state");
const room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
const bell = new Countdown();
const clock = make("span", { class: "clock", "aria-hidden": "true" });
let shape = "";

function show(...parts) {
  main.replaceChildren(...parts.flat().filter(Boolean));
}

function draw(now) {
  bell.set(now.left_ms);
  const place = now.round && now.view !== "ended" && now.mode !== "exam" ? `${now.round} of ${now.of}` : "";
  head.replaceChildren(make("div", {}, make("b", {}, now.title), make("span", { class: "soft" }, place)), make("div", {}, count(now), clock));
  const next = JSON.stringify({ ...now, left_ms: 0, answered: 0, version: 0 });
  if (next !== shape) VIEWS[now.view](now);
  shape = next;
  tick();
}

function count(now) {
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
  const options = now.question.options.map((option, at) => make("div", { class: "opt" }, says(option, at, now.question.form)));
  const partners = now.question.partners?.length ? make("ul", { class: "names" }, now.question.partners.map((text) => make("li", {}, prose(text)))) : null;
  show(note ? make("p", { class: "note" }, note) : null, asked(now.question, "h1"), make("div", { class: `answers ${now.question.form}` }, options), partners);
}

function reveal(now) {
  if (now.mode === "exam") return show(make("h1", {}, "The answers are out."), make("p", { class: "soft" }, "Each on their own page."));
  show(asked(now.question, "h1"), revealed(now.question, now.reveal, null, now.tally?.votes), votes(now.tally?.votes), board(now.leaders));
}

function votes(all) {
  return all?.length > 1 ? make("p", { class: "soft" }, `Bars: vote ${all.at(-1).vote}. ${all.map((vote) => `Vote ${vote.vote}: ${many(vote.answered, "answer")}`).join(" · ")}`) : null;
}

function board(leaders) {
  if (!leaders?.length) return null;
  return make("section", { class: "board" }, make("h2", {}, "In front"), make("ol", {}, leaders.map(([name, score]) => make("li", {}, make("span", {}, name), make("b", {}, String(Number(score.toFixed(1))))))));
}

function ended(now) {
  show(make("h1", {}, "That was the class."), make("p", {}, `${many(now.of, "question")}, ${many(now.players, "person", "people")}. Thank you.`), board(now.leaders));
}

const VIEWS = { lobby, question, reveal, ended };

function tick() {
  const left = bell.left;
  const seconds = left == null ? "" : String(Math.ceil(left / 1000));
  if (clock.textContent !== seconds) clock.textContent = seconds;
  clock.classList.toggle("soon", left != null && left < 10_000);
}

function heard(event, data) {
  if (event === "snapshot") return draw(data);
  if (event === "refused") show(make("h1", {}, "No class here"), make("p", {}, data.message));
}

setInterval(tick, 250);
new Stream(`/api/${room}/screen`, null, heard, (linked) => { state.textContent = linked ? "" : "Link lost. Trying again …"; });
