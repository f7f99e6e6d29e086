"""The challenges of those in between: proxies, portals, and the door that several names share."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke

CARD_PLEASE = provoke(
    407,
    "the-company-proxy",
    "The company proxy",
    "On your first day the company's proxy lets you reach nothing at `members.teahouse`. Reproduce it, and find out "
    "whom you have to prove yourself to.",
    (
        "Ask the proxy and not the Teahouse: `lab.proxy_url`, or `%%http --proxy`.",
        "The whole address stands in the request line, and no `Proxy-Authorization` is sent.",
        "In a `%%http --proxy` cell: `GET http://members.teahouse/teas/7`.",
    ),
    needs=((lambda c: bool(c.response_header("Proxy-Authenticate")), "A 407 that does not say how to prove oneself."),),
    near=(
        (401, "It was the Teahouse that asked who you are. The proxy has to ask."),
        (403, "The proxy refuses that host altogether. It reaches only the lab's own."),
        (511, "A network spoke up that you never chose. Your company's proxy is another."),
        (
            lambda c: c.layer is Layer.PROXY and c.status == 400,
            "A proxy has to be told the host as well: the whole address stands in the request line.",
        ),
        (
            lambda c: bool(c.exchange.via) and c.status == 200,
            "The proxy let you through: you showed a card, or that host is open to all.",
        ),
    ),
)

WRONG_LINE = provoke(
    421,
    "a-line-for-each-name",
    "A line for each name",
    "Behind one address live `teahouse.test` and `cellar.test`, and a clever client saves itself a connection. Do what "
    "it does, and get the answer that sends such a client back to open another.",
    (
        "The connection is made for one name, the request is about the other. It takes TLS.",
        "The name of the connection is told in the handshake (SNI); the one of the request stands in `Host`.",
        'In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url + "/teas/7", headers=…, '
        'extensions=…)`, with `{"Host": "cellar.test"}`, `{"sni_hostname": "teahouse.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    near=(
        (497, "Plain words at the secure door: a connection needs a name first, and gets it in the handshake."),
        (496, "The staff's name asks for a certificate, and that comes first. Take the other two names."),
        (404, "No such page, but the right connection. Cross the names."),
        (
            lambda c: c.request_header("Host").endswith(".test") and c.status == 200,
            "The names agree, so you were served. Cross them.",
        ),
    ),
)

ACCEPT_THE_RULES = provoke(
    511,
    "hotel-wi-fi",
    "Hotel Wi-Fi",
    "Your phone joins the guest Wi-Fi, and its mail program asks for something before you have accepted the house "
    'rules. Be that program; `lab.door("wifi")` is the network, and whatever is asked goes through it.',
    (
        "It does not matter what you ask for, only through whom, and that you have not signed in.",
        "The network works like a proxy that nobody chose: give its address to your client as a proxy.",
        'In Python: `httpx2.get(lab.url, proxy="http://" + lab.door("wifi"), trust_env=False)`. Signed in already? '
        "`lab.reset()`.",
    ),
    near=(
        (407, "That is a proxy of your choice. The guest Wi-Fi was not asked."),
        (
            lambda c: c.request_header("Host") == "wifi.teahouse" and c.status == 200,
            "That is the portal itself. Ask for something else, and not signed in.",
        ),
        (
            lambda c: bool(c.exchange.via) and c.status == 200,
            "It let you through: you have signed in already. `lab.reset()` makes it forget you.",
        ),
    ),
)

CHALLENGES = (CARD_PLEASE, WRONG_LINE, ACCEPT_THE_RULES)
