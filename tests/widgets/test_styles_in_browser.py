"""No component's style sheets change how another one looks, in whatever order they come to a page."""

import json
import os
from pathlib import Path

import pytest
from component_samples import components

from sampling import sampled, slow_param

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
THEMES = pytest.mark.parametrize("theme", [slow_param("light"), "dark"])
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Components</title></head>
<body><script type="module">
const components = %s;
window.places = {};
window.errors = [];
for (const [name, { css, html, script, state }] of Object.entries(components)) {
  const styles = css.map((textContent) => Object.assign(document.createElement("style"), { textContent }));
  document.head.append(...styles);
  const place = document.body.appendChild(document.createElement("section"));
  place.style.width = "900px";
  if (script) {
    const widget = (await import("data:text/javascript;charset=utf-8," + encodeURIComponent(script))).default;
    const model = { get: (key) => state[key], set() {}, on() {}, off() {}, save_changes() {} };
    widget.render({ model, el: place });
  } else place.innerHTML = html;
  window.places[name] = { place, styles };
}
window.looks = (name) => [...window.places[name].place.querySelectorAll("*")].flatMap((each) =>
  ["", "::before"].map((pseudo) => {
    const look = getComputedStyle(each, pseudo || null);
    if (pseudo && look.content === "none") return [each.className, {}];
    return [`${each.tagName} ${each.getAttribute("class")} ${pseudo}`,
            Object.fromEntries([...look].map((key) => [key, look.getPropertyValue(key)]))];
  }));
window.alone = (name) => {
  for (const [other, { place, styles }] of Object.entries(window.places)) {
    place.hidden = other !== name;
    for (const style of styles) style.disabled = other !== name;
  }
};
window.disturbed = (name) => {
  const own = window.places[name].styles;
  window.alone(name);
  const before = window.looks(name);
  const found = [];
  const all = Object.values(window.places).flatMap(({ styles }) => styles);
  const orders = {
    "own sheets reversed": () => document.head.append(...[...own].reverse()),
    "others before": () => document.head.append(...own),
    "others after": () => document.head.prepend(...own),
  };
  for (const [order, arrange] of Object.entries(orders)) {
    arrange();
    if (order.startsWith("others")) for (const style of all) style.disabled = false;
    window.looks(name).forEach(([who, look], place) => {
      for (const key of Object.keys(look)) {
        const was = before[place][1][key];
        if (was !== look[key]) found.push(`${who}, ${order}: ${key} ${was} -> ${look[key]}`);
      }
    });
  }
  return { count: before.length, found };
};
window.ready = true;
</script></body></html>"""


@pytest.fixture(scope="module")
def page():
    """One page with all components."""
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 940, "height": 700})
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        state = json.dumps({name: vars(each) for name, each in components().items()}).replace("</", "<\\/")
        page.set_content(PAGE % state)
        page.wait_for_function("window.ready", timeout=60_000)
        assert faults == []
        yield page
        browser.close()


@pytest.mark.parametrize("name", sampled(components(), every=4))
def test_component_looks_the_same_beside_all_others(page, name):
    seen = page.evaluate("(name) => window.disturbed(name)", name)
    assert seen["count"] > 10
    assert seen["found"] == []


@THEMES
def test_component_is_photographed(page, theme):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.emulate_media(color_scheme=theme)
    page.evaluate("(dark) => { document.body.style.background = dark ? '#111' : '#fff'; }", theme == "dark")
    for name in components():
        page.evaluate("(name) => window.alone(name)", name)
        shown = page.locator("body > section:not([hidden])")
        assert shown.bounding_box()["height"] > 40
        shown.screenshot(path=SCREENSHOTS / f"component_{name.replace(' ', '_').replace('/', '')}_{theme}.png")
