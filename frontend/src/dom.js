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

// Texts with more markup than code, as Python draws them (questions/markup.py): {text: {nodes, plain}}. A node is a
// text or [element, attributes, nodes].
const drawings = new Map();
const ELEMENTS = new Set(["p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "img"]);
const BLOCKS = new Set(["p", "pre", "table"]);

// Where the images of a class are, for a page that is not the class's own.
export const pictures = { base: null };

// Remember how to draw the texts of questions, reveals and feedback that come with `drawn`.
export function learn(...parts) {
  for (const part of parts) {
    for (const [text, drawing] of Object.entries(part?.drawn ?? {})) drawings.set(text, drawing);
  }
}

// A text that heads something: its words, and the blocks that stand below them.
export function headed(text, links = {}) {
  const nodes = drawings.get(text)?.nodes ?? [];
  const words = nodes.findIndex(([name]) => name === "p");
  if (words < 0 || !nodes.every((node) => BLOCKS.has(node[0]))) return [prose(text, links), []];
  return [draw(nodes[words][2], links), draw(nodes.toSpliced(words, 1), links)];
}

function draw(nodes, links) {
  return nodes.map((node) => (typeof node === "string" ? linked(node, links) : element(node, links)));
}

function element([name, { src, alt, scope, class: look }, inside], links) {
  if (!ELEMENTS.has(name)) return null;
  const code = name === "code" || name === "pre";
  return make(name, { src: src && address(src), alt, scope, class: look }, code ? inside : draw(inside, links));
}

// An image is within the page, or below the address of the class: never on another site.
function address(src) {
  if (src.startsWith("data:image/")) return src;
  const base = pictures.base ?? location.href.replace(/[?#].*$/, "").replace(/^(.*\/r\/[^/]+).*$/, "$1/");
  return new URL(src.replace(/^.*\//, "images/"), base).href;
}

// Course texts mark code with backticks. `links` has addresses by the words that lead there.
export function prose(text, links = {}) {
  const drawing = drawings.get(text);
  if (drawing) return draw(drawing.nodes, links);
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

export const plain = (text) => drawings.get(text)?.plain ?? String(text ?? "").replaceAll("`", "");

export function button(words, act, look = "", attributes = {}) {
  const element = make("button", { type: "button", class: look, ...KEYS, ...attributes }, words);
  element.addEventListener("click", act);
  return element;
}

export const letter = (place) => String.fromCharCode(65 + place);
export const classOf = (code) => (code >= 100 && code < 600 ? `k${Math.floor(code / 100)}` : "k0");
export const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
