"""The stories of those in between: proxies, portals, caches, and the door that several names share."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, scene

MEMBER = "Proxy-Authorization: Basic Z3Vlc3Q6ZGFyamVlbGluZw=="  # guest:darjeeling


@scene(
    407,
    name="members-only",
    title="Members only",
    situation=(
        "Your company sends all traffic through a proxy. You ask for a tea at the members' address, and the proxy "
        "wants to see your card before it asks anybody. Which status does it send?"
    ),
    choices={
        401: "The same question, but that one the origin server asks; here it has not even been reached.",
        403: "A refusal. The proxy does not refuse, it asks who you are.",
        407: "Proxy Authentication Required: the proxy itself challenges you, with Proxy-Authenticate.",
        511: "That comes from a network you did not choose; this proxy is in your settings.",
    },
    at_work="401 or 407 is a question of who asks. Send the password to that one only.",
)
def members_only(run: SceneRun) -> None:
    target = "GET http://members.teahouse/teas/7\nHost: members.teahouse"
    run.provoke("You ask without a card. The proxy asked nobody: the road ends at it.", target, to="proxy")
    run.resolve("With the card. The origin gets the request without it.", f"{target}\n{MEMBER}", to="proxy")


@scene(
    421,
    name="the-wrong-line",
    title="The wrong line",
    situation=(
        "Your client has a connection open to teahouse.test and reuses it to ask for a page of cellar.test: same "
        "address, same certificate. But each name is served only on connections opened for it. What comes back?"
    ),
    choices={
        400: "The Host field is perfectly well formed.",
        404: "That would say the page does not exist; it exists, only not on this connection.",
        421: "Misdirected Request: right address, wrong connection. Open another and ask again.",
        502: "Nobody was asked on your behalf; this server itself does not want to answer here.",
    },
    at_work="After a 421 a client may repeat any request, even a POST, on a new connection: nothing was done.",
)
def the_wrong_line(run: SceneRun) -> None:
    request = "GET /teas/7\nHost: cellar.test"
    run.provoke("The connection says teahouse.test, the request cellar.test.", request, to="tls", sni="teahouse.test")
    run.resolve("A connection of its own.", request, to="tls", sni="cellar.test")


@scene(
    421,
    name="one-line-many-names",
    title="One line, many names",
    situation=(
        "Your browser speaks HTTP/2 with teahouse.test. Then a page needs something of cellar.test: the same address, "
        "and the certificate on the open connection is good for that name too. So it saves itself a handshake and asks "
        "there. But this server keeps its names on separate connections. What comes back?"
    ),
    choices={
        200: "What most servers that share a certificate do, and why browsers try it. This one keeps names apart.",
        400: "The request is well formed, and HTTP/2 allows it on this connection.",
        403: "Nothing is forbidden to you; the same request on another connection is answered.",
        421: "Misdirected Request: the way HTTP/2 has for a server to say 'not on this connection'.",
    },
    at_work=(
        "HTTP/2 clients coalesce: one connection for all names of its certificate that live at the same address. "
        "A 421 out of nowhere is often one shared (wildcard) certificate on servers that are configured apart."
    ),
)
def one_line_many_names(run: SceneRun) -> None:
    tea, cellar = "GET /teas/7\nHost: teahouse.test", "GET /teas/7\nHost: cellar.test"
    run.before(
        "An ordinary answer, in frames: the method and the status are fields, and there is no reason phrase.",
        tea,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.provoke(
        "The next stream of the same connection. The certificate covers cellar.test, so the browser asks for it here.",
        cellar,
        to="tls",
        sni="teahouse.test",
        h2=True,
    )
    run.resolve("A connection of its own, opened for cellar.test.", cellar, to="tls", sni="cellar.test", h2=True)


@scene(
    511,
    name="the-guest-wifi",
    title="The guest Wi-Fi",
    situation=(
        "You join the guest Wi-Fi and your feed reader asks for a page somewhere in the world. The network has other "
        "plans: everybody has to accept the house rules first. What should it answer, so that no program is fooled?"
    ),
    choices={
        200: "With its own page? Then the reader would store the house rules as news.",
        302: "What most networks do. The reader follows, and takes the login page for the feed.",
        407: "You have not chosen a proxy, so a challenge from one means nothing to your client.",
        511: "Network Authentication Required: this is not the page you asked for, the network is speaking.",
    },
    at_work="Few portals send it. Software that must not be fooled asks a page of its own first and checks the answer.",
)
def the_guest_wifi(run: SceneRun) -> None:
    page = "GET http://teahouse/teas/7\nHost: teahouse"
    run.provoke("You ask for a tea; the network answers.", page, to="wifi")
    run.resolve(
        "You accept the rules at the portal's own address.",
        "POST http://wifi.teahouse/login\nHost: wifi.teahouse",
        to="wifi",
    )
    run.resolve("The same request again goes through.", page, to="wifi")


@scene(
    504,
    name="only-what-you-have",
    title="Only what you have",
    situation=(
        "The shop window shows copies that the gateway's cache keeps. Your reader, on a train, says "
        "`Cache-Control: only-if-cached`: give me what you hold, do not ask. It holds nothing yet. What comes back?"
    ),
    choices={
        304: "That says that you hold the current copy; you hold none.",
        404: "The page exists; the cache was only not allowed to fetch it.",
        412: "only-if-cached is a wish to a cache, not a condition on the resource.",
        504: "The one answer a cache has for it: nothing usable here, and I was told not to ask.",
    },
    at_work="Not every 504 is a slow upstream: some clients ask for it, with only-if-cached.",
)
def only_what_you_have(run: SceneRun) -> None:
    wish = "GET /window/teas/7\nCache-Control: only-if-cached"
    run.provoke("A cold cache.", wish)
    run.resolve("Somebody looks at it without the wish, and the copy is kept.", "GET /window/teas/7", "a guest")
    run.resolve("Now the same wish is met. See Age.", wish)


@scene(
    200,
    name="a-copy-with-an-age",
    title="A copy with an age",
    situation=(
        "The shop window shows copies that the gateway's cache keeps for a minute. Ten seconds ago somebody looked at "
        "the Assam. You look now. Which status do you get, and who answers?"
    ),
    choices={
        200: "A full answer, from the cache: Age says how old the copy is. The Teahouse was not asked.",
        203: "Nothing was transformed; a stored copy is still the origin's own answer.",
        206: "It is the whole copy.",
        304: "You hold nothing yourself that could be 'not modified'.",
    },
    at_work="Age in a response is the sign of a cache. A status alone never tells.",
)
def a_copy_with_an_age(run: SceneRun) -> None:
    run.before("Somebody looks first; the cache asks the Teahouse and keeps a copy.", "GET /window/teas/7", "a guest")
    run.wait(10)
    run.provoke("You look ten seconds later.", "GET /window/teas/7")


SCENES = (
    members_only,
    the_wrong_line,
    one_line_many_names,
    the_guest_wifi,
    only_what_you_have,
    a_copy_with_an_age,
)
