"""Whatever people write arrives in both messengers as they wrote it: through every door, and nothing of it is obeyed."""

import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from tests.scenarios.actors import Actor, Chat
from tests.scenarios.conftest import FRIDAY
from tests.scenarios.meetings import MONDAY, NEXT_MONDAY, everywhere, first_name, opened
from tests.scenarios.teams import BOTH_AT_ONCE
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]

HOSTILE = (
    "<b>x</b><i>y",
    "a & b < c > d",
    "*_~bold~_* `code` ```pre```",
    "<!channel> <!here> @everyone",
    "{{ 7*7 }} {% raw %}{# gone #}",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇷🇺🇺🇸 👍🏽",
    "שלום \u202e מלך قال (abc) 123",
    "первая строка\nвторая\n\n> третья",
    "C:\\temp\\new \\n \\*x\\*",
    "</blockquote></p><script>y()",
    "&lt;b&gt; &amp;amp;",
    "https://example.org/a_(b)?q=<x>&y=[1]",
)


def long_text(length: int) -> str:
    """So many characters in words that differ, none of which has a digit."""
    words = (f"слово{n}".translate(str.maketrans("0123456789", "абвгдежзик")) for n in range(length))
    return " ".join(words)[:length].rstrip() + "."


SLACK_FIELD = 3000
"""Characters that a field of a Slack modal takes (docs.slack.dev/reference/block-kit/block-elements)."""

TEXTS = (*HOSTILE, long_text(3999))
PACKS = tuple("\n".join(HOSTILE[first::2]) for first in (0, 1))
"""The same in few acts, where every act changes many messages."""

TWICE = (*PACKS, *reversed(PACKS))
"""With the messengers taking turns, each pack goes through both."""

NAMES = ("Анна <b>x</b> & <i>", "Борис *_~bold~_* {{ 7*7 }}", "Вера <!channel> &lt;b&gt;", "Глеб שלום 👩‍👩‍👧 \\n")

_NOT_SEEN = re.compile(r"[\u200e\u200f\u2066-\u2069]")
_BROADCAST = re.compile(r"<!(here|channel|everyone)>")


def bare(text: str) -> str:
    """The words, without what a messenger may draw in its own way: isolates, spaces, how a broadcast is written."""
    return " ".join(_BROADCAST.sub(r"@\1", _NOT_SEEN.sub("", text).replace("\u202e", " ")).split())


def said_by_the_bot(chat: Chat) -> str:
    return bare("\n".join(message.text for message in chat.messages if message.from_bot))


def is_whole(text: str, among: str) -> bool:
    """Whether the text stands there; over several messages, whether all its words do, in their order."""
    if len(text) <= 1000:
        return bare(text) in among
    words = iter([word.strip(".,»") for word in among.split()])
    return all(word in words for word in bare(text).rstrip(".").split())


async def all_arrived(town: Town, chats: Iterable[Chat], texts: Iterable[str] = TEXTS) -> None:
    """Every text is whole in every chat, and nothing that was written has been obeyed or refused."""
    for chat in chats:
        for text in texts:
            await town.until(
                lambda text=text, chat=chat: is_whole(text, said_by_the_bot(chat)),  # type: ignore[misc]
                lambda text=text, chat=chat: f"{bare(text)[:200]!r} in {chat}:\n{said_by_the_bot(chat)}",  # type: ignore[misc]
            )
    harmless(town)


def harmless(town: Town) -> None:
    """No call was refused (but to edit the part of a long message that stays as it is), nobody's phone rang for a channel, no template was run."""
    assert [call for call in town.refused if "message is not modified" not in call] == []
    assert town.slack.journal.warned("mass_ping") == []
    for chat in everywhere(town):
        assert "49" not in said_by_the_bot(chat)


# -- the agenda --------------------------------------------------------------------------------------------------------


async def _command_in_telegram(town: Town, text: str) -> None:
    await town.gleb.group.says(f"/agenda {text}")


async def _command_in_slack(town: Town, text: str) -> None:
    await town.vera.channel.says(f"/agenda {text}")


async def _form_in_telegram(town: Town, text: str) -> None:
    await town.gleb.group.presses(town.words.add, town.words.call)
    await town.gleb.fills(text=text, sign=town.words.with_my_name)


async def _form_in_slack(town: Town, text: str) -> None:
    await town.vera.channel.presses(town.words.add, town.words.call)
    await town.vera.fills(text=text, sign=town.words.with_my_name)


async def _reply_in_telegram(town: Town, text: str) -> None:
    await town.gleb.group.says(text)
    await town.boris.group.says("/agenda", reply_to=town.boris.group.messages[-1].key)


async def _shortcut_in_slack(town: Town, text: str) -> None:
    await town.vera.channel.says(text)
    await town.vera.puts_on_the_agenda(town.vera.channel.messages[-1])


@pytest.mark.parametrize(
    "door",
    [
        _command_in_telegram,
        _command_in_slack,
        _form_in_telegram,
        _form_in_slack,
        _reply_in_telegram,
        _shortcut_in_slack,
    ],
)
async def test_agenda_items(both: Town, door: Callable[[Town, str], Awaitable[None]]) -> None:
    texts = [text[:SLACK_FIELD] for text in TEXTS] if door is _form_in_slack else TEXTS
    await both.at("2026-11-20 10:00")
    for text in texts:
        await door(both, text)
    await both.at(f"{MONDAY} 09:00")
    await all_arrived(both, everywhere(both), texts)


# -- the meeting and its protocol --------------------------------------------------------------------------------------


async def test_decisions_and_action_items(both: Town) -> None:
    words, boris, vera, anna = both.words, both.boris, both.vera, both.anna
    await opened(both)
    for index, text in enumerate(TEXTS):
        if index % 2:
            await boris.group.says(f"/decide {text}")
            await anna.channel.presses(words.task)
            await anna.fills(text=text, owner=both.gleb.name, due="30.11")
        else:
            await anna.channel.says(f"/decide {text}")
            await boris.group.says(f"/task {first_name(vera)} {text} к сроку, 30.11")
    await boris.says("/close_meeting")
    privates = [chat for actor in both.everybody for chat in actor.privates[:1]]
    await all_arrived(both, [*everywhere(both), *privates])
    for chat in (boris.group, vera.channel):
        whole = said_by_the_bot(chat)
        protocol = whole[whole.index(words.protocol) :]
        for text in HOSTILE:
            assert protocol.count(bare(text)) >= 2, "as a decision and as an action item"


async def test_amendments_and_objections(both: Town) -> None:
    words, boris, anna, gleb, vera = both.words, both.boris, both.anna, both.gleb, both.vera
    await opened(both)
    for index in range(len(TWICE)):
        await boris.says(f"/decide Решение номер {index:02}")
    await boris.says("/close_meeting")
    await boris.common.shows(words.protocol)
    for index, text in enumerate(TWICE):
        chat = anna.telegram_dm if index % 2 else anna.channel
        await chat.presses(words.object, words.protocol)
        await anna.fills(decision=f"{index + 1}. Решение номер {index:02}", why=text)
    await all_arrived(both, everywhere(both), PACKS)
    amendments = [f"Ещё: {text}"[:4000] for text in (*TWICE, TEXTS[-1])]
    for index, text in enumerate(amendments):
        author = vera if index % 2 else gleb
        await author.private.presses(words.amend, words.protocol)
        await author.fills(text=text)
    await all_arrived(both, everywhere(both), amendments)


async def test_why_it_was_not_done(both: Town) -> None:
    words, boris, gleb, anna = both.words, both.boris, both.gleb, both.anna
    texts = (*TWICE, long_text(999))
    await opened(both)
    for index in range(len(texts) + 1):
        await boris.says(f"/task {first_name(gleb)} поручение номер {index:02}, 30.11")
    await boris.says("/close_meeting")
    await opened(both, NEXT_MONDAY)
    for index, text in enumerate(texts):
        who, card = (anna, anna.channel) if index % 2 else (gleb, gleb.group)
        await card.presses(words.not_done)
        await who.fills(why=text, now=words.drop)
    await all_arrived(both, everywhere(both), texts)
    await boris.says("/close_meeting")
    await all_arrived(both, everywhere(both), texts)


# -- the stand-up in writing -------------------------------------------------------------------------------------------


async def test_answers_in_writing(gather: Gather) -> None:
    async with gather(replace(BOTH_AT_ONCE, ritual="variant: async"), f"{MONDAY} 09:00") as town:
        words, gleb, vera = town.words, town.gleb, town.vera
        await town.at(f"{MONDAY} 10:00")
        await _answers(gleb, words.answer, HOSTILE[:3])
        await _answers(vera, words.answer, HOSTILE[3:6])
        await town.at(f"{MONDAY} 12:00")
        await all_arrived(town, everywhere(town), HOSTILE[:6])
        await _answers(gleb, words.change_answer, HOSTILE[6:9])
        await _answers(vera, words.change_answer, HOSTILE[9:])
        await all_arrived(town, everywhere(town), HOSTILE[6:])
        await _answers(gleb, words.change_answer, HOSTILE[9:])
        await _answers(vera, words.change_answer, (long_text(999), *HOSTILE[6:8]))
        await all_arrived(town, everywhere(town), (long_text(999), *HOSTILE[6:8], *HOSTILE[9:]))


async def _answers(who: Actor, button: str, given: tuple[str, ...]) -> None:
    await who.private.presses(button)
    await who.fills(**dict(zip(("done", "plan", "blocked"), given, strict=True)))


# -- the team file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["<b>x</b> & {{ 7*7 }} <!here>", "*_~bold~_* &lt;b&gt; 👩‍👩‍👧 שלום \\n"])
async def test_names_in_the_team_file(gather: Gather, name: str) -> None:
    plan = replace(BOTH_AT_ONCE, name=name, ritual_name=name, names=NAMES)
    async with gather(plan, FRIDAY) as town:
        anna, boris, vera, gleb = town.everybody
        await gleb.says("/rituals")
        await gleb.hears(name)
        await vera.says("/rituals")
        await vera.hears(name)
        await town.at("2026-11-20 10:00")
        for actor in (vera, gleb):
            await actor.says("/agenda Новые цены")
        await opened(town)
        for actor in town.everybody:
            await actor.presses(town.words.here)
        await boris.says(f"/task {first_name(vera)} раз, 30.11")
        await anna.channel.says(f"/task {first_name(gleb)} два, 30.11")
        await boris.says("/close_meeting")
        await all_arrived(town, everywhere(town), NAMES)
