"""Reading updates: what is a command for this bot, who is named in it, and what it answers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messengers.telegram.heard import Command, Heard, Membership, Migration, Named, Nameless, Press, Words
from bot.messengers.telegram.inbound import Ear, people_seen
from bot.messengers.telegram.lanes import lane_of
from bot.messengers.telegram.wire import read
from handlers.registry import Mention, Quote

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
EAR = Ear(4242, "Letuchka_Bot", {"agenda", "task", "start"})
ANNA = {
    "id": 1001,
    "is_bot": False,
    "first_name": "Анна",
    "last_name": "Петрова",
    "username": "Anna",
    "language_code": "ru",
}
BOT = {"id": 4242, "is_bot": True, "first_name": "Letuchka", "username": "letuchka_bot"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Original Works"}
PRIVATE = {"id": 1001, "type": "private"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def message(text: str, chat: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A message; its entities are found as Telegram finds them."""
    entities = list(more.pop("entities", []))
    if text.startswith("/"):
        entities.insert(0, {"type": "bot_command", "offset": 0, "length": units(text.split(maxsplit=1)[0])})
    entities += [
        {"type": "mention", "offset": units(text[: text.index(word)]), "length": units(word)}
        for word in text.split()
        if word.startswith("@")
    ]
    return {"message_id": 5, "date": 1, "chat": chat or GROUP, "from": ANNA, "text": text, "entities": entities} | more


def hear(**content: Any) -> Heard | None:
    return EAR.hear(read({"update_id": 9, **content}), NOW)


def command(text: str, **more: Any) -> Command:
    heard = hear(message=message(text, **more))
    assert isinstance(heard, Command)
    return heard


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/agenda budget", "agenda", "budget"),
        ("/AGENDA@letuchka_BOT budget", "agenda", "budget"),
        ("/agenda@letuchka_bot\nbudget\nand plans", "agenda", "budget\nand plans"),
        ("/agenda", "agenda", ""),
        ("/agenda   \t budget ", "agenda", "budget"),
        ("/agenda 🏟 стадион", "agenda", "🏟 стадион"),
        ("/agend@letuchka_bot x", "agend", "x"),
    ],
)
def test_commands(text: str, name: str, words: str) -> None:
    heard = command(text)
    assert (heard.name, heard.request.text) == (name, words)
    assert heard.request.account == "telegram:1001"
    assert heard.request.place == "telegram:-1001234567890"
    assert heard.request.name == "Анна Петрова"
    assert heard.request.locale == "ru"
    assert heard.asked.key == "telegram:9"


@pytest.mark.parametrize("text", ["/agenda@other_bot budget", "/roll 2d6", "hello", "about /agenda", "/ agenda"])
def test_what_is_not_for_us_in_a_group(text: str) -> None:
    assert hear(message=message(text)) is None


def test_a_caption_is_read_too() -> None:
    said = message("")
    said |= {"caption": "/agenda slide", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 7}]}
    heard = hear(message=said)
    assert isinstance(heard, Command)
    assert heard.request.text == "slide"


def test_in_private_an_unknown_command_is_a_command_and_words_are_words() -> None:
    assert isinstance(hear(message=message("/roll", PRIVATE)), Command)
    heard = hear(message=message(" the budget ", PRIVATE))
    assert isinstance(heard, Words)
    assert (heard.text, heard.request.private, heard.asked.place) == ("the budget", True, "telegram:1001")
    assert hear(message=message("/roll@dice_bot", PRIVATE)) is None


def test_the_people_named_are_counted_in_the_text_that_is_left() -> None:
    text = "/task 🏟 @Boris and Вера do it"
    vera = {"type": "text_mention", "offset": units("/task 🏟 @Boris and "), "length": 4, "user": {"id": 1003}}
    heard = command(text, entities=[vera])
    assert heard.request.text == "🏟 @Boris and Вера do it"
    (mention,) = heard.request.mentions
    assert mention == Mention("telegram:1003", 13, 17)  # type: ignore[arg-type]
    assert heard.request.text[mention.start : mention.end] == "Вера"
    (named,) = heard.named
    assert named == Named("boris", 2, 8)
    assert heard.request.text[named.start : named.end] == "@Boris"


def test_a_reply_quotes_with_a_link() -> None:
    reply = {"message_id": 3, "chat": GROUP, "from": ANNA | {"id": 7}, "text": "costs rise"}
    assert command("/agenda", reply_to_message=reply).request.quote == Quote(
        "costs rise", "https://t.me/c/1234567890/3"
    )
    inside = command("/agenda", reply_to_message=reply, message_thread_id=2, is_topic_message=True)
    assert inside.request.quote == Quote("costs rise", "https://t.me/c/1234567890/2/3")
    public = command("/agenda", chat=GROUP | {"username": "works"}, reply_to_message=reply)
    assert public.request.quote == Quote("costs rise", "https://t.me/works/3")
    plain = command("/agenda", chat={"id": -5, "type": "group"}, reply_to_message=reply)
    assert plain.request.quote == Quote("costs rise", None)


def test_neither_the_opening_of_a_topic_nor_our_own_card_is_quoted() -> None:
    opened = {"message_id": 2, "chat": GROUP, "from": ANNA, "forum_topic_created": {"name": "Monday", "icon_color": 1}}
    assert command("/agenda", reply_to_message=opened).request.quote is None
    card = {"message_id": 2, "chat": GROUP, "from": BOT, "text": "Page 1"}
    assert command("/agenda", reply_to_message=card).request.quote is None


def test_a_topic_is_a_place_and_a_chain_of_replies_is_not() -> None:
    assert command("/agenda", message_thread_id=2, is_topic_message=True).request.place == "telegram:-1001234567890/2"
    assert command("/agenda", message_thread_id=2).request.place == "telegram:-1001234567890"
    assert command("/agenda", message_thread_id=1, is_topic_message=True).request.place == "telegram:-1001234567890"


def test_who_hides_has_no_name() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    said = message("/agenda x", **{"from": anonymous, "sender_chat": GROUP})
    assert isinstance(hear(message=said), Nameless)
    assert hear(message=message("hello", **{"from": anonymous, "sender_chat": GROUP})) is None


def test_other_bots_and_forwarded_posts_are_not_heard() -> None:
    assert hear(message=message("/agenda x", **{"from": ANNA | {"is_bot": True}})) is None
    assert hear(message=message("/agenda x", is_automatic_forward=True)) is None
    assert hear(message=message("/agenda x", {"id": -100, "type": "channel"})) is None


def test_words_in_a_group_count_only_as_a_reply_to_us() -> None:
    card = {"message_id": 44, "chat": GROUP, "from": BOT, "text": "What?"}
    heard = hear(message=message("the budget", reply_to_message=card))
    assert isinstance(heard, Words)
    assert heard.reply_to == 44
    assert hear(message=message("sure", reply_to_message=card | {"from": ANNA})) is None


def test_a_press_also_on_a_message_that_is_not_shown_any_more() -> None:
    query = {"id": "77", "from": ANNA, "message": {"message_id": 3, "date": 0, "chat": GROUP}, "data": "vote:1"}
    heard = hear(callback_query=query)
    assert isinstance(heard, Press)
    assert (heard.payload, heard.asked.callback, heard.asked.message) == ("vote:1", "77", 3)


@pytest.mark.parametrize(
    ("old", "new", "chat", "what"),
    [
        ("left", "member", GROUP, "added"),
        ("member", "kicked", GROUP, "removed"),
        ("member", "administrator", GROUP, "changed"),
        ("kicked", "restricted", GROUP, "added"),
        ("member", "kicked", PRIVATE, "blocked"),
        ("kicked", "member", PRIVATE, "unblocked"),
    ],
)
def test_membership(old: str, new: str, chat: dict[str, Any], what: str) -> None:
    change = {"chat": chat, "from": ANNA, "old_chat_member": {"status": old}, "new_chat_member": {"status": new}}
    heard = hear(my_chat_member=change)
    assert isinstance(heard, Membership)
    assert heard.what == what


def test_both_reports_of_a_migration_say_the_same() -> None:
    old, new = {"id": -5, "type": "group"}, GROUP
    moved = Migration("telegram:-5", "telegram:-1001234567890")  # type: ignore[arg-type]
    assert hear(message={"message_id": 1, "chat": old, "migrate_to_chat_id": new["id"]}) == moved
    assert hear(message={"message_id": 1, "chat": new, "migrate_from_chat_id": -5}) == moved


def test_usernames_that_an_update_shows() -> None:
    reply = {"message_id": 3, "chat": GROUP, "from": {"id": 7, "username": "Boris"}, "text": "x"}
    assert people_seen(read({"update_id": 1, "message": message("x", reply_to_message=reply)})) == {
        "anna": 1001,
        "boris": 7,
    }


def test_lanes() -> None:
    def press(chat: dict[str, Any], who: dict[str, Any]) -> str:
        query = {"id": "1", "from": who, "message": message("x", chat), "data": "x"}
        return lane_of(read({"update_id": 1, "callback_query": query}))

    said = [
        lane_of(read({"update_id": n, "message": message("x", chat)})) for n, chat in enumerate((GROUP, GROUP, PRIVATE))
    ]
    assert said[0] == said[1] != said[2]
    assert press(GROUP, ANNA) == press(GROUP, ANNA)
    assert len({press(GROUP, ANNA), press(GROUP, BOT), press(PRIVATE, ANNA), *said}) == 5
