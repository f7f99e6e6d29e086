from sampling import together


@together("method", ["BREW", "POST"])
@together(
    ("media_type", "command", "status"),
    [
        ("message/coffeepot", "start", 418),
        ("Message/CoffeePot; strength=double", "start", 418),
        ("application/coffee-pot-command", "start", 418),
        ("message/teapot", "start", 200),
        ("message/teapot", "stop\n", 200),
        ("message/teapot", "whistle", 422),
        ("text/plain", "start", 415),
    ],
)
def test_teapot_brews_tea_and_refuses_coffee_with_418(ask, method, media_type, command, status):
    reply = ask(f"{method} /pot-1", f"Content-Type: {media_type}", content=command)
    assert reply.status == status
    assert (b"short, stout" in reply.content) is (status == 418)


def test_allow_of_the_teapot_lists_brew(ask):
    assert ask("DELETE /pot-1").fields["allow"] == "GET, HEAD, POST, OPTIONS, BREW"
