// Draws the Mermaid diagrams of a page. Their text stays below the picture; without scripts it is all there is.
const blocks = [...document.querySelectorAll(".highlight-mermaid")].map((block) => {
  const picture = document.createElement("div");
  picture.className = "diagram";
  const details = document.createElement("details");
  details.innerHTML = "<summary>The diagram as text</summary>";
  block.replaceWith(picture, details);
  details.append(block);
  return { picture, text: block.textContent };
});

function isDark() {
  const chosen = document.body.dataset.theme;
  return chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

async function draw() {
  mermaid.initialize({ startOnLoad: false, theme: isDark() ? "dark" : "neutral", fontFamily: "inherit" });
  for (const [number, { picture, text }] of blocks.entries()) {
    const { svg } = await mermaid.render(`diagram-${number}`, text);
    picture.innerHTML = svg;
    picture.firstElementChild.setAttribute("role", "img");
    picture.firstElementChild.setAttribute("aria-label", "A diagram. Its text follows.");
  }
}

let drawing = draw();
new MutationObserver(() => (drawing = drawing.then(draw))).observe(document.body, { attributeFilter: ["data-theme"] });
