// Creating elements. Text is added as text nodes only, so names, questions and errors are never parsed as markup.

// Without it JupyterLab runs letters and arrows that are typed into a control as commands.
export const KEYS = { "data-lm-suppress-shortcuts": "true" };

// The root of every widget. MathJax passes over it: a `$` in a target or a question is no formula.
export const root = (...children) => make("div", { class: "sl mathjax_ignore tex2jax_ignore" }, ...children);

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element;
}

// Course texts mark code with backticks, their only markup. `links` has addresses by the words that lead there.
export function prose(text, links = {}) {
  const parts = String(text ?? "").split(/`([^`\n]+)`/);
  return parts.map((part, index) => (index % 2 ? make("code", {}, part) : linked(part, links)));
}

function linked(text, links) {
  const words = Object.keys(links ?? {}).sort((one, other) => other.length - one.length);
  const first = words.find((each) => text.includes(each));
  if (first === undefined) return text;
  const [before, ...after] = text.split(first);
  const link = make("a", { href: links[first], target: "_blank", rel: "noopener", ...KEYS }, first);
  return [linked(before, links), link, linked(after.join(first), links)];
}

export const plain = (text) => String(text ?? "").replaceAll("`", "");

export function button(words, act, look = "", attributes = {}) {
  const element = make("button", { type: "button", class: look, ...KEYS, ...attributes }, words);
  element.addEventListener("click", act);
  return element;
}

export const letter = (place) => String.fromCharCode(65 + place);
export const classOf = (code) => (code >= 100 && code < 600 ? `k${Math.floor(code / 100)}` : "k0");
export const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
