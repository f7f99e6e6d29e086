import re
from html import unescape

from widget_samples import HOSTILE

from statuslab.clients.comparison import ClientReport, ClientRun, ClientRuns
from statuslab.messages.transcript import DisplayOptions
from statuslab.widgets.client_comparison import client_runs_html, client_runs_text

TABLE = ClientRuns(
    {"301": "POST /a", "drop": "POST http://127.0.0.1:4/b"},
    {
        "requests": (
            ClientRun("requests", (ClientReport(200),)),
            ClientRun("requests", (ClientReport("RemoteProtocolError"),)),
        ),
        "chromium": (ClientRun("chromium", why_not="no Chromium here"), ClientRun("chromium", (ClientReport(103),))),
    },
)
OPTIONS = DisplayOptions(names={"127.0.0.1:4": "teahouse"})


def words(markup):
    return unescape(re.sub("<.*?>", "", markup.rpartition("</style>")[2]))


def test_client_runs_cell_has_symbol_and_words_besides_color():
    markup = client_runs_html(TABLE, {"requests": "2.34"}, OPTIONS)
    for text in ("✓ 200", "✗ RemoteProtocolError", "– not asked", "no Chromium here", "… 103", "2.34"):
        assert text in words(markup)
    assert [kind in markup for kind in ("pill k2", "pill k5", "pill k0", "pill k1")] == [True] * 4


def test_client_runs_table_has_row_and_column_headers():
    markup = client_runs_html(TABLE, {}, OPTIONS)
    assert (markup.count('scope="col"'), markup.count('scope="row"')) == (2, 2)


def test_client_runs_text_has_a_block_per_request():
    assert client_runs_text(TABLE, OPTIONS).splitlines() == [
        "301: POST /a",
        "  requests  ✓ 200",
        "  chromium  – not asked · no Chromium here",
        "",
        "drop: POST http://teahouse/b",
        "  requests  ✗ RemoteProtocolError",
        "  chromium  … 103",
    ]


def test_hostile_text_stays_text():
    table = ClientRuns({HOSTILE: HOSTILE}, {HOSTILE: (ClientRun(HOSTILE, (ClientReport(HOSTILE),)),)})
    assert "<script" not in client_runs_html(table, {HOSTILE: HOSTILE}, OPTIONS)
    assert "<img" not in client_runs_html(table, {HOSTILE: HOSTILE}, OPTIONS)
