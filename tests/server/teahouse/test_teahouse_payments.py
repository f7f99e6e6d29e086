import pytest

JSON, TEXT = "Content-Type: application/json", "Content-Type: text/plain"


def test_fortune_needs_a_valid_receipt(ask, send):
    refused = ask("GET /till/fortune")
    assert (refused.status, refused.json["price"], refused.json["pay"]) == (402, 2, "POST /till/coins")
    assert ask("GET /till/fortune", "Teahouse-Receipt: receipt-1").status == 402
    receipt = send("POST /till/coins", {"coins": 2}).json["receipt"]
    reply = ask("GET /till/fortune", f"{refused.json['then_send']}: {receipt}")
    assert (reply.status, list(reply.json)) == (200, ["fortune"])
    assert {reply.fields["cache-control"], refused.fields["cache-control"]} == {"no-store"}


def test_payment_for_a_fortune_adds_its_coins_to_the_till(send, state):
    assert send("POST /till/coins", {"coins": 3}).json == {"paid": 3, "receipt": "receipt-1"}
    assert state.cash == 23


def test_one_coin_is_not_enough_for_a_receipt(send, state):
    assert send("POST /till/coins", {"coins": 1}).status == 422
    assert (state.cash, state.receipts) == (20, set())


@pytest.mark.parametrize(
    ("fields", "content", "status", "cash"),
    [
        ([JSON], '{"coins": 14}', 200, 34),
        ([JSON, "Transfer-Encoding: chunked"], "", 411, 20),
        ([JSON], "", 411, 20),
        ([TEXT], '{"coins": 14}', 415, 20),
        ([JSON], '{"coins": 0}', 422, 20),
    ],
)
def test_deposit_with_a_length_is_counted(ask, state, fields, content, status, cash):
    reply = ask("POST /till/deposit", *fields, content=content)
    assert (reply.status, state.cash) == (status, cash)


def test_deposit_without_a_length_is_411(ask):
    assert ask("POST /till/deposit", JSON, "Transfer-Encoding: chunked", chunks=[b'{"coins": 14}']).read == 0


@pytest.mark.parametrize(("mark", "status", "cash"), [([], 200, 23), (["Early-Data: 1"], 425, 20)])
def test_payment_in_early_data_is_425(ask, state, mark, status, cash):
    reply = ask("POST /till/pay", JSON, *mark, content='{"coins": 3}')
    assert (reply.status, state.cash) == (status, cash)
    assert reply.read == (0 if status == 425 else 1)


def test_payment_sent_twice_is_paid_twice(send):
    assert [send("POST /till/pay", {"coins": 3}).json["in_the_till"] for _ in "12"] == [23, 26]
