"""What makes resampled tickets a fair measure."""

from __future__ import annotations

from random import Random

from benchmarks.resampling import Base, draw_tickets, exchange_words

WORDS = ["mail", "inbox", "folder", "window", "update", "server", "account", "message", "password", "calendar"]


def made_base() -> Base:
    chance = Random("base")
    tickets = [
        {
            "id": str(number),
            "created": "2023-07-01 12:00:00 +0000",
            "updated": "",
            "title": " ".join(chance.choices(WORDS, k=6)),
            "content": f"<p>{' '.join(chance.choices(WORDS, k=40))} </p>",
            "requester": f"u_{number}",
        }
        for number in range(5)
    ]
    reply = {"id": "7", "ticket_id": "3", "content": "<p>the mail account server works </p>", "author": "u_3"}
    return Base("made", tickets, {"3": [reply]})


def test_up_to_the_size_of_the_base_tickets_are_as_they_are():
    base = made_base()
    assert [ticket for ticket, _ in draw_tickets(base, 0, 5)] == list(base.tickets)


def test_a_copy_is_a_ticket_that_no_cache_has_seen():
    base = made_base()
    drawn = list(draw_tickets(base, 0, 15))
    for name in ("id", "content", "requester"):
        assert len({ticket[name] for ticket, _ in drawn}) == 15


def test_a_number_and_a_seed_give_the_same_ticket():
    base = made_base()
    whole = list(draw_tickets(base, 0, 15))
    assert list(draw_tickets(made_base(), 8, 12)) == whole[8:12]
    assert list(draw_tickets(base, 8, 12, seed=2)) != whole[8:12]


def test_a_reply_belongs_to_the_copy_of_its_ticket():
    drawn = list(draw_tickets(made_base(), 5, 10))
    (ticket, answers) = next(one for one in drawn if one[1])
    assert [reply["ticket_id"] for reply in answers] == [ticket["id"]]
    assert answers[0]["id"] != "7"


def test_only_words_are_exchanged_and_only_for_what_follows_elsewhere():
    after = {"the": ["mail", "inbox"], "<p>see": ["page"]}
    text = "<p>see the folder 102.3 </p>"
    found = {exchange_words(text, after, Random(seed)) for seed in range(20)}
    assert found == {"<p>see the mail 102.3 </p>", "<p>see the inbox 102.3 </p>", "<p>see page folder 102.3 </p>"}
