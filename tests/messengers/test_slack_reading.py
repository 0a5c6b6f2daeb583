"""Slack's text as people meant it: escapes, mentions, links, and which word is the command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messengers.slack.reading import first_word, mentioned, read, unescape, without
from handlers.registry import Mention
from rituals.team import AccountKey

TEAM = "T0000001"
NAMES = {"U7": "Глеб Фёдоров"}


def words(text: str) -> str:
    return read(text, TEAM, lambda user: NAMES.get(user, user)).text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("price &lt; cost &amp;amp; more", "price < cost &amp; more"),
        ("<@U1|vera> the price list", "@vera the price list"),
        ("<@U7> the price list", "@Глеб Фёдоров the price list"),
        ("<@U8>", "@U8"),
        ("see <#C1|sales>, <#C2|>", "see #sales, #C2"),
        ("<!here> and <!subteam^S1|@cmo>", "@here and @cmo"),
        ("<!date^1392734382^{date_short}|18 Feb 2014>", "18 Feb 2014"),
        ("<https://a.b/c?d=1&amp;e=2>", "https://a.b/c?d=1&e=2"),
        ("<https://a.b/|our site>", "our site (https://a.b/)"),
        ("<http://a.b|a.b>", "http://a.b"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("  spaces around  ", "spaces around"),
        ("line\nbreak", "line\nbreak"),
        ("&lt;@U1&gt; is not a mention", "<@U1> is not a mention"),
        ("", ""),
    ],
)
def test_words_are_read_as_a_person_would_say_them(said: str, meant: str) -> None:
    assert words(said) == meant


def test_mentions_are_kept_with_their_place_in_the_text() -> None:
    found = read("ask &lt;b&gt; <@U1|vera> and <@U7>, by friday", TEAM, lambda user: NAMES[user])
    assert found.text == "ask <b> @vera and @Глеб Фёдоров, by friday"
    assert [found.text[one.start : one.end] for one in found.mentions] == ["@vera", "@Глеб Фёдоров"]
    assert found.mentions[0] == Mention(AccountKey("slack:T0000001/U1"), 8, 13)


def test_only_mentions_without_a_name_are_looked_up() -> None:
    assert mentioned("<@U1|vera> <@U7> <#C1> &lt;@U9&gt;") == {"U7"}


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("agenda prices", "agenda", "prices"),
        ("/Agenda\n prices\nand more", "agenda", "prices\nand more"),
        ("start_meeting", "start_meeting", ""),
        ("<@U1|vera> agenda", "", "<@U1|vera> agenda"),
        ("цены", "", "цены"),
        ("agenda: prices", "", "agenda: prices"),
        ("", "", ""),
    ],
)
def test_the_first_word_may_be_a_command(text: str, command: str, rest: str) -> None:
    assert first_word(text) == (command, rest)


def test_the_mention_of_the_bot_goes_and_other_mentions_stay() -> None:
    assert without("<@UB>: agenda <@U1>", "UB") == "agenda <@U1>"
    assert without(" <@UB|letuchka> agenda <@UB>", "UB") == "agenda <@UB>"
    assert without("agenda <@UB>", "UB") == "agenda <@UB>"


@given(st.text(max_size=200))
def test_whatever_people_type_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert words(escaped) == unescape(escaped.strip()) == text.strip()


@given(st.lists(st.sampled_from(["<@U1|vera>", "<@U7>", "&amp;", "x", " ", "<#C1|a>", "<!here>", "ё😀"]), max_size=12))
def test_mentions_always_point_at_their_words(pieces: list[str]) -> None:
    found = read("".join(pieces), TEAM, lambda user: NAMES[user])
    assert all(found.text[one.start : one.end] in {"@vera", "@Глеб Фёдоров"} for one in found.mentions)
    assert len(found.mentions) == sum(piece.startswith("<@") for piece in pieces)
