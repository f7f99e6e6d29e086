"""The challenges of nginx's own numbers. They are emulated, and found in the log or inside: the lab looks there."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, provoke

DOOR = '`lab.door("nginx")` is the address of a door kept as nginx keeps it (its numbers are emulated here)'


def _whole(case: Case) -> bool:
    """Did the request arrive to its end?"""
    length = case.request_header("Content-Length")
    return case.exchange.request is not None and (not length.isdigit() or len(case.request_content) >= int(length))


DROPPED = provoke(
    444,
    "an-empty-reply",
    "An empty reply",
    "A scanner tries paths such as `/drop/admin`, and a rule of the door says: not a word. Be the scanner, and bring "
    "the "
    f"number of that rule into the log; {DOOR}.",
    (
        "At the Teahouse's own door the rule does not exist. Which address are you talking to?",
        'Your client will report an empty reply or a broken connection. `"http://" + lab.door("nginx")` is where to '
        "ask.",
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/drop/admin", trust_env=False)`, which raises '
        "RemoteProtocolError, and rightly.",
    ),
    needs=((lambda c: not c.exchange.received, "Something was sent back. The rule sends nothing."),),
    near=(
        (499, "It was you who hung up. Here the server has to."),
        (
            lambda c: c.path.startswith("/drop") and c.status == 404,
            "Right path, wrong door: the Teahouse's own answers everybody.",
        ),
    ),
)

OVERFLOW = provoke(
    494,
    "a-jar-at-another-door",
    "A jar at another door",
    "Behind nginx the same browser with a year of cookies gets an answer that looks like any other mistake. Reproduce "
    "it "
    f"there, and find nginx's own number beside the exchange; {DOOR}.",
    (
        "On the wire it is a 400. The lab also sees how nginx calls it inside.",
        "A `Cookie` of forty thousand bytes is more than that door reads. The Teahouse's own door has another code.",
        'In Python: `httpx2.get("http://" + lab.door("nginx") + "/teas", headers={"Cookie": "x" * 40000}, '
        "trust_env=False)`.",
    ),
    near=(
        (431, "The standard's word, from the Teahouse's own door. nginx has a number of its own."),
        (414, "The address is too long. The jar is full of cookies."),
    ),
)

FORGED = provoke(
    495,
    "a-home-made-card",
    "A home-made card",
    "The staff entrance (`staff.test`, at the door with TLS) asks for a certificate. Show one that you signed "
    "yourself, and find nginx's own number for it; the door is emulated, and says 400 on the wire.",
    (
        "The handshake will succeed, and the refusal comes in HTTP. Your client has to ask for the right name.",
        'A certificate nobody knows: `lab.client_certificate("self-signed")` gives a file with key and certificate.',
        "`context = ssl.create_default_context(cafile=lab.ca_file)`, then `context.load_cert_chain(…)` with that file, "
        "and `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url, headers=…, extensions=…)` with "
        '`{"Host": "staff.test"}` and `{"sni_hostname": "staff.test"}`.',
    ),
    near=(
        (496, "No card was shown at all. Show one, of your own making."),
        (497, "Plain words at the secure door: there was no handshake in which to show a card."),
        (421, "The name on the connection and the name in the request are two. Ask for staff.test in both."),
        (
            lambda c: c.request_header("Host").startswith("staff.test") and c.status == 200,
            "A card from the house, and the door is open. Show one of your own making.",
        ),
    ),
)

NO_CARD = provoke(
    496,
    "without-a-card",
    "Without a card",
    "The staff entrance (`staff.test`, at the door with TLS) asks for a certificate, and you have none. Ask all the "
    "same, and find nginx's own number for it; the door is emulated, and says 400 on the wire.",
    (
        "The handshake succeeds even so. Only the name has to be the right one.",
        "SNI and `Host` both say `staff.test`; the address is that of `lab.tls_url`, trusted by `lab.ca_file`.",
        "In Python: `httpx2.Client(verify=context, trust_env=False).get(lab.tls_url, headers=…, extensions=…)`, with "
        '`{"Host": "staff.test"}`, `{"sni_hostname": "staff.test"}` and '
        "`context = ssl.create_default_context(cafile=lab.ca_file)`.",
    ),
    near=(
        (495, "A card was shown, and did not hold. Show none."),
        (497, "Plain words at the secure door: there was no handshake in which a card could be missing."),
        (421, "The name on the connection and the name in the request are two. Ask for staff.test in both."),
    ),
)

PLAIN_WORDS = provoke(
    497,
    "the-wrong-scheme",
    "The wrong scheme",
    "A customer typed the address of the secure door with the wrong word in front. Reproduce it, and find nginx's own "
    "number for it; the door is emulated, and says 400 on the wire.",
    (
        "Compare `lab.tls_url` with what a hasty person would type.",
        "Everything stays, host and port too. It is the first word that lacks a letter.",
        "`%%http --to` with the address of `lab.tls_url`, `http` in place of `https`, and `GET /teas`.",
    ),
    near=(
        (426, "That offers another protocol on this connection. TLS is not reached that way."),
        (496, "You did make a handshake. A hasty person makes none."),
    ),
)

WALKED_OUT = provoke(
    499,
    "a-guest-in-a-hurry",
    "A guest in a hurry",
    "Ten guests a day order the roast, and close the page before it is there; the status page of the shop shows "
    "nothing of that. Leave like one of them, and have it show in the log.",
    (
        "The kitchen needs longer than your patience. Whose patience has to end first?",
        "The gateway gives up after a second. Give your client a time-out well below that.",
        'In Python: `httpx2.get(lab.url + "/delivery/roast", timeout=0.3, trust_env=False)`, which raises ReadTimeout.',
    ),
    needs=(
        (
            _whole,
            "You left in the middle of your own request. Send it whole, and leave while the server works on it.",
        ),
        (lambda c: not c.exchange.received, "There was an answer after all."),
    ),
    near=(
        (504, "You waited until the gateway had lost its patience. Leave earlier."),
        (444, "The server hung up, by its rule. This time it has to be you."),
        (408, "The server waited for you. It should be the other way round."),
    ),
)

CHALLENGES = (DROPPED, OVERFLOW, FORGED, NO_CARD, PLAIN_WORDS, WALKED_OUT)
