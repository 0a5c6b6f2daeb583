"""Delivery's hands in Telegram: what stands there afterwards, and what each trouble means."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe

from bot.messengers.port import Cause, Later, Moved, Never, Shown, Unknown
from bot.messengers.telegram.outbound import TelegramMessenger
from bot.messengers.telegram.session import make_bot
from bot.messengers.telegram.verdicts import words_of
from bot.rendering.document import Rendered
from rituals.messages import Message
from rituals.team import Place
from tests.messengers.telegram_office import GROUP, READER, TOKEN, Office, telegram_office
from tests.messengers.telegram_views import Panel, Paper, Said
from tests.patience import PATIENCE

HERE = Place(f"telegram:{GROUP}")
ANNA = Place("telegram:1001")
LONGER = "\n".join(f"line {number} " + "слово " * 20 for number in range(60))


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch) as office:
        yield office


@pytest.fixture
async def messenger(office: Office) -> AsyncIterator[TelegramMessenger]:
    bot = make_bot(TOKEN, office.url, timeout=PATIENCE)
    yield TelegramMessenger(bot)
    await bot.session.close()


def content(office: Office, message: Message) -> Rendered:
    return office.renderer.message(message, READER)


async def posted(
    office: Office, messenger: TelegramMessenger, message: Message, place: Place = HERE
) -> tuple[str, ...]:
    result = await messenger.post(place, content(office, message), {}, "key")
    assert isinstance(result, Shown)
    return result.ids


async def test_post_and_edit(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Panel(1))
    assert await messenger.edit(HERE, ids, content(office, Panel(2)), {}, "key") == Shown(ids)
    (card,) = office.seen(office.anna)
    assert card.text == "Page 2"
    assert [button.style for button in card.buttons[0]][:2] == ["primary", ""]
    assert card.buttons[0][-1].url == "https://example.org/"


async def test_an_edit_without_buttons_takes_them_away(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Panel(1))
    await messenger.edit(HERE, ids, content(office, Said("over")), {}, "key")
    assert office.seen(office.anna)[0].buttons == ()


async def test_what_stands_there_already_is_shown(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Panel(1))
    assert await messenger.edit(HERE, ids, content(office, Panel(1)), {}, "key") == Shown(ids)


async def test_a_long_message_grows_and_shrinks(office: Office, messenger: TelegramMessenger) -> None:
    short = await posted(office, messenger, Said("short"))
    grown = await messenger.edit(HERE, short, content(office, Said(LONGER)), {}, "key")
    assert isinstance(grown, Shown)
    assert len(grown.ids) > 1
    assert grown.ids[0] == short[0]
    assert " ".join(" ".join(m.text for m in office.seen(office.anna)).split()) == " ".join(LONGER.split())
    assert await messenger.edit(HERE, grown.ids, content(office, Said("short")), {}, "key") == Shown(short)
    assert [m.text for m in office.seen(office.anna)] == ["short"]


async def test_a_part_too_many_and_too_old_is_emptied(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Said(LONGER))
    office.clock.advance(timedelta(hours=49))
    assert await messenger.edit(HERE, ids, content(office, Said("short")), {}, "key") == Shown(ids[:1])
    assert [m.text for m in office.seen(office.anna)] == ["short", *["·"] * (len(ids) - 1)]


async def test_when_one_part_is_refused_none_stays(office: Office, messenger: TelegramMessenger) -> None:
    office.stage.faults.add("sendMessage", "429", match=lambda params: "line 0 " not in params["text"], seconds=3)
    result = await messenger.post(HERE, content(office, Said(LONGER)), {}, "key")
    assert isinstance(result, Later)
    assert result.wait == timedelta(seconds=3)
    assert office.seen(office.anna) == []


async def test_pictures_and_files(office: Office, messenger: TelegramMessenger) -> None:
    (picture,) = await posted(office, messenger, Paper(pictures=1, files=0))
    assert picture.startswith("p")
    (shown,) = office.seen(office.anna)
    assert (shown.text, len(shown.files)) == ("Here it is.", 1)
    changed = content(office, Paper(pictures=1, files=0, words="Look."))
    assert await messenger.edit(HERE, (picture,), changed, {}, "key") == Shown((picture,))
    assert office.seen(office.anna)[0].text == "Look."


async def test_long_words_stand_below_their_picture(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Paper(pictures=1, files=1, words="слово " * 300))
    assert [name[:1] for name in ids if name[:1] in "pd"] == ["p", "d"]
    first, words, last = office.seen(office.anna)
    assert (first.text, last.text) == ("", "")
    assert words.text == ("слово " * 300).strip()


async def test_words_cannot_become_a_picture(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Said("words"))
    result = await messenger.edit(HERE, ids, content(office, Paper(pictures=1, files=0)), {}, "key")
    assert isinstance(result, Shown)
    (shown,) = office.seen(office.anna)
    assert (shown.text, len(shown.files)) == ("Here it is.", 1)


async def test_topics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with telegram_office(tmp_path, monkeypatch, forum=True) as office:
        office.stage.says(office.anna, office.group, "the first message of all has the number of the General topic")
        topic = office.group.add_topic("Monday")
        bot = make_bot(TOKEN, office.url)
        messenger = TelegramMessenger(bot)
        await posted(office, messenger, Said("inside"), Place(f"{HERE}/{topic.id}"))
        await posted(office, messenger, Said("general"), Place(f"{HERE}/1"))
        assert [(m.text, m.topic) for m in office.seen(office.anna)] == [("inside", "Monday"), ("general", None)]
        office.stage.close_topic(topic)
        closed = await messenger.post(Place(f"{HERE}/{topic.id}"), content(office, Said("x")), {}, "key")
        assert isinstance(closed, Never)
        assert closed.cause is Cause.NO_RIGHTS
        gone = await messenger.post(Place(f"{HERE}/999"), content(office, Said("x")), {}, "key")
        assert isinstance(gone, Never)
        assert gone.cause is Cause.CHAT_GONE
        await bot.session.close()


async def refused(office: Office, messenger: TelegramMessenger, place: Place) -> Cause:
    result = await messenger.post(place, content(office, Said("x")), {}, "key")
    assert isinstance(result, Never)
    return result.cause


async def test_who_cannot_be_written_to(office: Office, messenger: TelegramMessenger) -> None:
    assert await refused(office, messenger, ANNA) is Cause.PERSON_UNREACHABLE
    office.stage.starts(office.anna, office.account)
    await posted(office, messenger, Said("x"), ANNA)
    office.stage.block(office.anna, office.account)
    assert await refused(office, messenger, ANNA) is Cause.PERSON_UNREACHABLE
    assert await refused(office, messenger, Place("telegram:999")) is Cause.PERSON_UNREACHABLE
    office.stage.starts(office.boris, office.account)
    office.stage.deactivate(office.boris)
    assert await refused(office, messenger, Place("telegram:1002")) is Cause.PERSON_UNREACHABLE


async def test_chats_that_are_gone_or_closed_to_the_bot(office: Office, messenger: TelegramMessenger) -> None:
    assert await refused(office, messenger, Place("telegram:-77")) is Cause.CHAT_GONE
    office.stage.restrict(office.account, office.group)
    assert await refused(office, messenger, HERE) is Cause.NO_RIGHTS
    office.stage.kick(office.account, office.group)
    assert await refused(office, messenger, HERE) is Cause.CHAT_GONE


async def test_a_group_that_moved(office: Office, messenger: TelegramMessenger) -> None:
    group = office.stage.add_group(-555, "Sales", members=[office.anna], bots=[office.account], kind="group")
    ids = await posted(office, messenger, Said("x"), Place("telegram:-555"))
    new = office.stage.migrate(group)
    assert await messenger.post(Place("telegram:-555"), content(office, Said("x")), {}, "k") == Moved(
        Place(f"telegram:{new.id}")
    )
    edited = await messenger.edit(Place("telegram:-555"), ids, content(office, Said("y")), {}, "k")
    assert edited == Moved(Place(f"telegram:{new.id}"))


async def test_a_message_that_somebody_deleted(office: Office, messenger: TelegramMessenger) -> None:
    result = await messenger.edit(HERE, ("99",), content(office, Said("x")), {}, "key")
    assert isinstance(result, Never)
    assert result.cause is Cause.MESSAGE_GONE


@pytest.mark.parametrize(
    ("kind", "for_posts", "for_edits"),
    [
        ("429", Later, Later),
        ("500_before", Unknown, Later),
        ("500_after", Unknown, Later),
        ("restart", Unknown, Later),
        ("html_502", Unknown, Later),
        ("reset_after", Unknown, Unknown),
        ("reset_before", Unknown, Unknown),
    ],
)
async def test_troubles(
    office: Office, messenger: TelegramMessenger, kind: str, for_posts: type, for_edits: type
) -> None:
    ids = await posted(office, messenger, Said("before"))
    office.stage.faults.add("sendMessage", kind, seconds=7)  # type: ignore[arg-type]
    post = await messenger.post(HERE, content(office, Said("x")), {}, "key")
    office.stage.faults.add("editMessageText", kind, seconds=7)  # type: ignore[arg-type]
    edit = await messenger.edit(HERE, ids, content(office, Said("after")), {}, "key")
    assert (type(post), type(edit)) == (for_posts, for_edits)
    if isinstance(post, Later):
        assert post.wait == timedelta(seconds=7)
        assert not post.everywhere


async def test_a_server_that_never_answers(office: Office, messenger: TelegramMessenger) -> None:
    ids = await posted(office, messenger, Said("before"))
    bot = make_bot(TOKEN, office.url, timeout=0.2)
    impatient = TelegramMessenger(bot)
    for method in ("sendMessage", "editMessageText"):
        office.stage.faults.add(method, "hang", seconds=PATIENCE)
    assert isinstance(await impatient.post(HERE, content(office, Said("x")), {}, "key"), Unknown)
    assert isinstance(await impatient.edit(HERE, ids, content(office, Said("after")), {}, "key"), Unknown)
    await bot.session.close()


async def test_a_dead_token(office: Office, messenger: TelegramMessenger) -> None:
    office.stage.revoke(office.account)
    assert await refused(office, messenger, HERE) is Cause.TOKEN_DEAD


async def test_no_connection_at_all_means_later_for_everybody(office: Office) -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:9")
    result = await TelegramMessenger(bot).post(HERE, content(office, Said("x")), {}, "key")
    await bot.session.close()
    assert isinstance(result, Later)
    assert result.everywhere


async def test_a_message_cannot_be_looked_for(messenger: TelegramMessenger) -> None:
    assert await messenger.find(HERE, "key", READER.now) is None


def test_the_token_never_stands_in_a_reason() -> None:
    error = TelegramNetworkError(GetMe(), f"InvalidURL: https://api.telegram.org/bot{TOKEN}/getMe")
    assert TOKEN not in words_of(error)
    assert "InvalidURL" in words_of(error)
