def test_notices_have_signs_beyond_ascii_and_say_who_may_rewrite_them(ask):
    today, recipe = ask("GET /notices/today"), ask("GET /notices/recipe")
    for notice in (today, recipe):
        assert notice.fields["content-type"] == "text/plain; charset=utf-8"
        assert not notice.content.decode().isascii()
    assert (today.fields["cache-control"], recipe.fields["cache-control"]) == ("max-age=60", "no-transform")
