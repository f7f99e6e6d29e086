def test_notice_is_beyond_ascii_and_says_whether_a_proxy_may_rewrite_it(ask):
    today, recipe = ask("GET /notices/today"), ask("GET /notices/recipe")
    for notice in (today, recipe):
        assert notice.fields["content-type"] == "text/plain; charset=utf-8"
        assert not notice.content.decode().isascii()
    assert (today.fields["cache-control"], recipe.fields["cache-control"]) == ("max-age=60", "no-transform")
