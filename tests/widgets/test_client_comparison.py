import re
from html import unescape

from widget_samples import HOSTILE

from statuslab.clients.comparison import Report, Trial, Trials
from statuslab.messages.transcript import Shown
from statuslab.widgets.client_comparison import trials_html, trials_text

TABLE = Trials(
    {"301": "POST /a", "drop": "POST http://127.0.0.1:4/b"},
    {
        "requests": (Trial("requests", (Report(200),)), Trial("requests", (Report("RemoteProtocolError"),))),
        "chromium": (Trial("chromium", why_not="no Chromium here"), Trial("chromium", (Report(103),))),
    },
)
SHOWN = Shown(names={"127.0.0.1:4": "teahouse"})


def words(markup):
    return unescape(re.sub("<.*?>", "", markup.partition("</style>")[2]))


def test_every_cell_says_by_sign_and_words_what_its_color_says():
    markup = trials_html(TABLE, {"requests": "2.34"}, SHOWN)
    for told in ("✓ 200", "✗ RemoteProtocolError", "– not asked", "no Chromium here", "… 103", "2.34"):
        assert told in words(markup)
    assert [kind in markup for kind in ("pill k2", "pill k5", "pill k0", "pill k1")] == [True] * 4


def test_rows_and_columns_have_heads_that_a_screen_reader_finds():
    markup = trials_html(TABLE, {}, SHOWN)
    assert (markup.count('scope="col"'), markup.count('scope="row"')) == (2, 2)


def test_the_text_has_a_block_for_each_request_and_names_its_host():
    assert trials_text(TABLE, SHOWN).splitlines() == [
        "301: POST /a",
        "  requests  ✓ 200",
        "  chromium  – not asked · no Chromium here",
        "",
        "drop: POST http://teahouse/b",
        "  requests  ✗ RemoteProtocolError",
        "  chromium  … 103",
    ]


def test_hostile_text_stays_text():
    table = Trials({HOSTILE: HOSTILE}, {HOSTILE: (Trial(HOSTILE, (Report(HOSTILE),)),)})
    assert "<script" not in trials_html(table, {HOSTILE: HOSTILE}, SHOWN)
    assert "<img" not in trials_html(table, {HOSTILE: HOSTILE}, SHOWN)
