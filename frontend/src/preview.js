// The page of `statuslab bank preview`: each question of a file as a class sees it, open and revealed. It asks for the
// newest state again and again, and draws only what has changed.

import { answerable, revealedQuestion } from "./class_view.js";
import { make, many } from "./dom.js";
import { wallQuestion } from "./question.js";

const EVERY = 700; // milliseconds between two looks at the file
const PATIENCE = 5000; // milliseconds for an answer
const FOLLOWS = "This page follows the file: save it, and look here.";
const main = document.getElementById("main");
const state = document.getElementById("state");
const drawn = new Map(); // what is shown of each question, by id: {text, element}
let version = "";

function draw(now) {
  document.title = `${now.title} · preview`;
  const articles = now.questions.map((each, place) => article(each, place + 1));
  main.replaceChildren(make("h1", {}, now.title), summary(now), ...articles);
}

function summary({ mistakes, warnings, questions }) {
  const list = (name, lines) =>
    lines.length
      ? make(
          "section",
          { class: name },
          make("h2", {}, many(lines.length, name)),
          make(
            "ul",
            {},
            lines.map((line) => make("li", {}, line)),
          ),
        )
      : null;
  const counted = make("p", { class: "soft" }, `${many(questions.length, "question")} to show.`);
  return make("div", {}, counted, list("mistake", mistakes), list("warning", warnings));
}

function article(each, number) {
  const text = JSON.stringify([each, number]);
  const known = drawn.get(each.id);
  if (known?.text === text) return known.element;
  const { question, reveal } = each;
  const view = (name, element) => make("section", { class: name.split(" ").at(-1) }, make("h3", {}, name), element);
  const element = make(
    "article",
    {},
    make("h2", {}, `${number}. `, make("code", {}, each.id), make("span", { class: "soft" }, each.place)),
    make(
      "div",
      { class: "views" },
      view("On a phone", answerable(question, "h4", null, () => {}).element),
      view("After the reveal", revealedQuestion(question, reveal, "h4", null)),
      view("On the wall", wallQuestion(question, "h4")),
    ),
    each.hint ? make("p", { class: "soft" }, "Hint on a card: ", each.hint) : null,
  );
  drawn.set(each.id, { text, element });
  return element;
}

async function look() {
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const response = await fetch("state", { headers, signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 200) {
      draw(await response.json());
      version = response.headers.get("ETag") ?? "";
    }
    state.textContent = response.status < 400 ? FOLLOWS : `The preview met a fault (${response.status}).`;
  } catch {
    state.textContent = "The preview has ended. Start `statuslab bank preview` again.";
  }
  setTimeout(look, EVERY);
}

look();
