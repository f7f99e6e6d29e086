"""The wall of a live class in a browser, without a server: it gets the snapshots that a test gives it.

Its files come from the package with the class's own security policy, its event stream from the test.
"""

import json
from pathlib import Path

from statuslab.live_class import views
from statuslab.live_class.events import Answer, Command, Join, Settings
from statuslab.live_class.server.middleware import POLICY
from statuslab.live_class.server.static import Pages, qr_svg
from statuslab.live_class.session import ClassSession
from statuslab.notebook.codes import names
from statuslab.questions.images import content

ROOM = "K7M2PX"
JOIN = f"http://192.168.178.120:8420/r/{ROOM}"
SITE = "http://wall.test"
FEED = """
const bytes = (text) => new TextEncoder().encode(text);
const start = (feed) => { window.feed = feed; feed.enqueue(bytes(": beat\\n\\n")); }; // the stream flows
window.fetch = async () => new Response(new ReadableStream({ start }));
window.shown = async (snapshot) => {
  while (!window.feed) await new Promise(requestAnimationFrame);
  const main = document.getElementById("main");
  const drawn = new Promise((done) => new MutationObserver(done).observe(main, { childList: true }));
  window.give(snapshot);
  await drawn;
};
window.give = (snapshot) => {
  const frame = `event: snapshot\\ndata: ${JSON.stringify(snapshot)}\\n\\n`;
  window.feed.enqueue(bytes(frame));
};
"""
MEASURE = """() => {
  const main = document.getElementById("main");
  const unit = Math.min(innerWidth / 1920, innerHeight / 1080);
  const faults = [];
  if (main.scrollHeight > main.clientHeight) faults.push(`${main.scrollHeight - main.clientHeight} px too high`);
  if (main.scrollWidth > main.clientWidth) faults.push(`${main.scrollWidth - main.clientWidth} px too wide`);
  const stage = main.getBoundingClientRect();
  let smallest = [Infinity, ""];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { data, parentElement: parent } = words.currentNode;
    const seen = parent.checkVisibility({ visibilityProperty: true }) && !parent.closest("script, footer");
    if (!data.trim() || !seen) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize) / unit;
    if (size < smallest[0]) smallest = [size, data];
    if (!main.contains(parent)) continue;
    const range = document.createRange();
    if (getComputedStyle(parent).textOverflow === "ellipsis") continue; // a name, which ends where its place does
    range.selectNodeContents(words.currentNode);
    const part = parent.closest(".text, .opt, .given, .ask, .board li, .steps li, .names li") ?? main;
    const place = part.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      const spaces = parent.closest("pre, .wl") ? size * unit : 2; // those at the end of a line may hang
      const out = (box) => rect.left < box.left - 2 || rect.right > box.right + spaces;
      const cut = rect.top < stage.top - 2 || rect.bottom > stage.bottom + 2;
      if (out(stage) || cut) faults.push(`off the wall: ${data}`);
      else if (out(place)) faults.push(`runs over: ${data}`);
    }
  }
  const body = parseFloat(getComputedStyle(main).fontSize) / unit;
  const layout = JSON.stringify({ ...main.dataset });
  return { faults, smallest: Math.round(smallest[0] * 100) / 100, words: smallest[1], size: body, layout };
}"""


class Wall:
    """A projector page of a size, which shows snapshots."""

    def __init__(self, browser, width=1920, height=1080, theme="light", images=()):
        self.images = dict(images)
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.add_init_script(FEED)
        self.page.route(f"{SITE}/**", self._serve)
        self.page.goto(f"{SITE}/r/{ROOM}/screen")

    def _serve(self, route):
        name = route.request.url.rpartition("/")[2]
        fields = {"Content-Security-Policy": POLICY}
        if name == "qr.svg":
            return route.fulfill(body=qr_svg(JOIN), content_type="image/svg+xml", headers=fields)
        if name in self.images:
            return route.fulfill(body=content(self.images[name]), content_type="image/png", headers=fields)
        found = Pages().response("projector.html" if name == "screen" else name, {})
        return route.fulfill(body=bytes(found.body), headers=dict(found.headers) | fields)

    def show(self, snapshot):
        """Show a snapshot and wait until it is drawn. It has to change what is on the stage."""
        self.page.evaluate("(snapshot) => window.shown(snapshot)", snapshot)

    def feed(self, snapshot):
        """Give the wall a snapshot that may change nothing on the stage."""
        self.page.evaluate("(snapshot) => window.give(snapshot)", snapshot)

    def resize(self, width, height):
        """Give the window another size, and wait until the page has it and is fitted."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(
            """async ([width, height]) => {
                while (innerWidth !== width || innerHeight !== height) await new Promise(requestAnimationFrame);
            }""",
            [width, height],
        )
        self.settle()

    def settle(self):
        """Wait until the browser has laid out and painted."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def load_images(self):
        """Wait until the images on the stage are there, and the wall has been fitted to them."""
        self.page.evaluate("() => Promise.all([...document.images].map((image) => image.decode()))")
        self.settle()

    def measured(self):
        """What does not fit, the smallest text and the size of the text, in 1080ths of the height."""
        return self.page.evaluate(MEASURE)

    def close(self):
        self.context.close()
        assert self.errors == []


def snapshot(session, now=0.0, **more):
    """What the wall gets of a class."""
    own = {"left_ms": views.left_ms(session, now), "room": ROOM, "join_url": JOIN}
    return json.loads(json.dumps(own | views.screen(session) | views.shared(session) | more))


def class_of(questions, people=24, **settings):
    """A class in its lobby."""
    made = ClassSession(tuple(questions), Settings(title="Status codes, Monday", **settings), names())
    for number in range(people):
        made.step(Join(f"Student number {number + 1}"), 0)
    return made


def phases(session, number):
    """The snapshots of one question: open, closed, discussed, after the second vote, and revealed. Then ready for the
    next.
    """
    session.step(Command("open"), 0)
    yield "open", snapshot(session)
    vote(session, number)
    session.step(Command("close"), 5)
    session.step(Command("discuss"), 6)
    yield "discuss", snapshot(session)
    session.step(Command("revote"), 7)
    vote(session, number + 1)
    session.step(Command("close"), 12)
    yield "voted", snapshot(session)
    session.step(Command("reveal"), 13)
    yield "revealed", snapshot(session)


def vote(session, number):
    """All but two answer, in ways that differ."""
    presented, state = session.presented(session.state.index), session.state
    for player in range(1, len(session.players) - 1):
        choice = _choice(presented, player + number)
        session.step(Answer(player, state.index + 1, state.vote, choice, 1, "page-of-it", 1), 4)


def _choice(presented, turn):
    if presented.form == "number":
        return (400 + turn % 3,)
    size, right = len(presented.order), presented.reveal["right"]
    if presented.form in ("order", "match"):
        return tuple(right) if turn % 2 else tuple(reversed(right))
    if presented.form == "multiple":
        return tuple(right)
    return (right[0] if turn % 3 and right else turn % size,)


SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
