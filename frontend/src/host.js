// The host's page for a phone, and a co-host's: question, tally and the buttons of the moment. It draws the host's
// snapshot as far as its token may see it; the token is behind the # of the host's link.

import { make } from "./dom.js";
import { Stream } from "./link.js";

const main = document.getElementById("main");
const room = decodeURIComponent(location.pathname.split("/")[2] ?? "").toUpperCase();
new Stream(
  `/api/${room}/stream`,
  location.hash.slice(1),
  (_, now) => main.replaceChildren(make("p", {}, now.phase)),
  () => {},
);
