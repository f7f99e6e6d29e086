// The host's page, for a phone or a co-host: the panel without a notebook. The token behind the # of the link says what
// its holder may do; it is kept on this device, and taken out of the address, which others may see.

import { make } from "./dom.js";
import { call, HELD, Stream } from "./link.js";
import { Panel } from "./panel.js";
import { apiUrl, pageUrl, room } from "./place.js";

const state = document.getElementById("state");
const token = hostToken();

function hostToken() {
  const key = `statuslab-host-${room}`;
  const given = location.hash.slice(1);
  try {
    if (given) {
      localStorage.setItem(key, given);
      history.replaceState(null, "", location.pathname);
    }
    return given || localStorage.getItem(key);
  } catch {
    return given; // no storage in this browser: the token stays in the address
  }
}

// Stands in for the model of a widget.
class HostModel {
  values = { snap: {}, facts: {}, message: "", html: "", press: {} };
  listeners = {};

  get(name) {
    return this.values[name];
  }

  set(name, value) {
    this.values[name] = value;
    this.listeners[`change:${name}`]?.();
  }

  on(event, listener) {
    this.listeners[event] = listener;
  }

  off(event) {
    delete this.listeners[event];
  }

  // The panel has pressed a button.
  async save_changes() {
    const { do: act, fields } = this.get("press");
    this.set("message", "");
    try {
      const body = { do: act, key: crypto.getRandomValues(new Uint32Array(4)).join("-"), ...fields };
      show(await call(apiUrl("host"), { token, body, signal: AbortSignal.timeout(8000) }));
    } catch (error) {
      this.set("message", error.name === "TimeoutError" ? "The class does not answer. Press it again." : error.message);
    }
  }
}

const model = new HostModel();
let panel = null;

function show(now) {
  const { join_url: address } = now;
  model.values.snap = now;
  model.values.facts = {
    ...{ title: now.title, room, join_url: address, qr_url: pageUrl(room, "/qr.svg") },
    ...{ screen_url: pageUrl(room, "/screen"), pictures: pageUrl(room, "/") },
  };
  if (panel) panel.draw();
  else panel = new Panel(model, document.getElementById("main"), true);
  document.title = `${now.title || "Class"} · host`;
}

function onEvent(event, data) {
  if (event === "snapshot") return show(data);
  if (event === "tally" && panel) return show({ ...model.get("snap"), tally: data });
  if (event !== "refused") return;
  const words = token ? data.message : "This page needs the host's link: open it once more from there.";
  document.getElementById("main").replaceChildren(make("h1", {}, "No host here"), make("p", {}, words));
}

new Stream(apiUrl("stream"), apiUrl("host"), token, onEvent, (linked, held) => {
  state.textContent = linked ? (held ? HELD : "") : "Link lost. Trying again …";
});
