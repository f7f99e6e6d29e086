// Creating elements. Text is added as text nodes only, so names, questions and errors are never parsed as markup.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

// Course texts mark code with backticks, their only markup.
export function prose(text) {
  return String(text ?? "").split(/`([^`\n]+)`/).map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

export function button(words, act, look = "") {
  const element = make("button", { type: "button", class: look }, words);
  element.addEventListener("click", act);
  return element;
}

export const letter = (place) => String.fromCharCode(65 + place);
export const classOf = (code) => (code ? `k${Math.floor(code / 100)}` : "k0");
export const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
