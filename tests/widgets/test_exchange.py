import re
from html.parser import HTMLParser

import pytest
from widget_samples import CATALOG, EXCHANGES, HINTS, HUGE, INSIDE, LEFT, LIVE, MALFORMED, NORMAL, NOTHING, STEPS, VIA

from sampling import together
from statuslab.messages.exchange import Exchange
from statuslab.messages.transcript import Role, lines, text, verdict
from statuslab.widgets.exchange import exchange_html


def html_of(exchange, code=None, options=LIVE, **how):
    return exchange_html(exchange, record=CATALOG[code] if code else None, options=options, **how)


def body_of(exchange, code=None, options=LIVE, **how):
    return html_of(exchange, code, options, **how).rpartition("</style>")[2]


class Reader(HTMLParser):
    """Collects the text of the first pre, as a page without styles shows it, and every tag."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.text, self._in = [], "", False
        self.feed(markup)

    def handle_starttag(self, name, attributes):
        self.tags.append(name)
        self._in = self._in or (name == "pre" and self.tags.count("pre") == 1)

    def handle_endtag(self, name):
        self._in = self._in and name != "pre"

    def handle_data(self, data):
        self.text += data if self._in else ""


@together("name", EXCHANGES)
def test_wire_pre_reads_like_the_text_form(name):
    wire = "\n".join(line.rstrip() for line in Reader(body_of(EXCHANGES[name])).text.splitlines())
    assert wire == text(EXCHANGES[name], LIVE).removesuffix(verdict(EXCHANGES[name])).rstrip("\n")


def test_exchange_html_escapes_hostile_bytes():
    tags = set(Reader(body_of(MALFORMED, 400, title="<script>", badge="<img>")).tags)
    assert not tags & {"script", "img"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body_of(MALFORMED)
    assert "<b>no</b>" not in body_of(MALFORMED)
    assert "<i>Bad</i>" not in body_of(MALFORMED)


def test_every_line_role_has_a_css_class():
    shown = "".join(body_of(each) for each in EXCHANGES.values())
    roles = {line.role for each in EXCHANGES.values() for line in lines(each, LIVE)}
    assert roles == set(Role)
    for role in Role:
        assert re.search(rf'class="[srn] {role}"', shown), role


def test_frame_styles_are_included_only_for_http2():
    whole = [exchange_html(EXCHANGES[name], record=None, options=LIVE) for name in ("http2", "normal")]
    assert [".r.frame" in each for each in whole] == [True, False]


def test_http2_status_has_the_color_of_its_class():
    assert '<span class="fn">  :status: </span><b class="k4">421</b>' in body_of(EXCHANGES["http2"])


def test_status_has_color_symbol_and_name():
    assert '<span class="pill k4">! 412 Precondition Failed</span>' in body_of(NORMAL)
    assert 'HTTP/1.1 <b class="k4">412 Precondition Failed</b>' in body_of(NORMAL)
    assert "<b>PUT /teas/7</b> HTTP/1.1" in body_of(NORMAL)


def test_headers_that_matter_for_the_code_are_highlighted():
    *marked, legend = re.findall(r"<mark>(.*?)</mark>", body_of(NORMAL, 412))
    assert [re.sub("<.*?>", "", one) for one in marked] == ["If-Match: &quot;v1&quot;", "ETag: &quot;v2&quot;"]
    assert legend == "Highlighted"
    assert "<mark>Highlighted</mark>: headers that matter for 412" in body_of(NORMAL, 412)
    assert "Highlighted" not in body_of(LEFT, 499)
    assert "<mark>" not in body_of(NORMAL)


def test_interim_responses_come_before_the_final_one():
    shown = body_of(HINTS, 103)
    assert 0 < shown.index("… 103 Early Hints") < shown.index("✓ 200 OK")


@pytest.mark.parametrize(("exchange", "logged"), [(NOTHING, 444), (LEFT, 499)])
def test_nothing_sent_has_a_neutral_pill_with_the_logged_status(exchange, logged):
    assert f'<span class="pill k0">— nothing sent · logged {logged}</span>' in body_of(exchange)
    assert "answered by: listener" not in body_of(exchange)


def test_answering_layer_is_highlighted_and_logged_status_shown():
    shown = body_of(NORMAL)
    assert '<b class="on k4">application</b>' in shown
    assert '<span class="off">gateway</span><span class="off"> › </span>' in shown
    assert "logged: 412" in shown
    assert "inside: 495" in body_of(INSIDE)
    assert "<b>nobody</b>" in body_of(LEFT)


def test_long_body_is_cut_with_its_size():
    shown = body_of(HUGE)
    assert "… 49400 more bytes" in shown
    assert "7 bytes more crossed the wire" in shown
    assert len(shown) < 6000


def test_upstream_exchange_is_folded():
    shown = body_of(VIA)
    folded = shown[shown.index("<details") :]
    assert folded.startswith('<details class="via"><summary')
    assert "what the gateway saw upstream" in folded
    assert "<b>GET /pots</b>" in folded
    assert "<details" not in body_of(NORMAL)


def test_addresses_are_shown_by_name():
    assert "127.0.0.1" not in body_of(NORMAL)


@together("name", EXCHANGES)
def test_exchange_with_steps_shows_no_times_and_renders_the_same_twice(name):
    one, other = (html_of(EXCHANGES[name], 412, STEPS) for _ in range(2))
    assert one == other
    assert not re.search(r"\d(\.\d+)? m?s\b", one.rpartition("</style>")[2])


def test_exchange_of_a_live_lab_shows_times():
    assert "4 ms" in body_of(NORMAL)
    assert "1.2 s" in body_of(HINTS)


def test_exchange_without_events_can_be_shown():
    assert "nothing sent" in body_of(Exchange(()))
