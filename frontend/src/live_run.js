// A scene that the host runs in the lab, step by step as it happens, with the wire of the step that matters.
//
// A run is {title, steps: [{says, who, request, status, layer, matters, lines: [[mark, role, text]]}]}.

import { classOf, make, prose } from "./dom.js";

export function liveRun(run) {
  const shown = run.steps.findLast((step) => step.matters) ?? run.steps.at(-1);
  const steps = run.steps.map((step) => make("li", { class: step === shown ? "shown" : "" }, stepParts(step)));
  return make(
    "section",
    { class: "live" },
    make("h1", {}, run.title),
    make("ol", { class: "steps", "data-part": true }, steps),
    shown ? wire(shown) : null,
  );
}

function stepParts({ says, who, request, status }) {
  return [
    make("p", {}, who ? make("b", {}, `${who}: `) : null, prose(says)),
    make("p", { class: "wl" }, `${request} → `, pill(status)),
  ];
}

const pill = (status) => make("b", { class: `code ${classOf(status)}` }, status ? String(status) : "nothing");

function wire({ lines, layer, status }) {
  const rows = lines.map(([mark, role, text]) => {
    const css = { ">": "sent", "<": "recv" }[mark] ?? "soft";
    const words = mark === "<" && role === "start" ? make("b", { class: `code ${classOf(status)}` }, text) : text;
    return make("span", { class: "row" }, make("span", { class: css }, `${mark} `), words, "\n");
  });
  return make(
    "div",
    { class: "shown" },
    make("pre", { class: "wl", "data-part": true }, rows),
    make("p", { class: "soft" }, layer ? `answered by: ${layer}` : "nobody answered"),
  );
}
