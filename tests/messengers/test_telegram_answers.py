"""How people are answered: alone in a group, by a toast, in private, and where nothing of that is possible."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.messengers.telegram_office import GROUP, LONG, Office, telegram_office


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch) as office, office.at_work():
        yield office


@pytest.fixture
async def with_admin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch, bot_is_admin=True) as office, office.at_work():
        yield office


async def test_in_private_an_answer_is_an_ordinary_message(office: Office) -> None:
    await office.tells(office.anna, "/agenda budget")
    assert [m.text for m in office.private(office.anna)] == ["saved: budget"]


async def test_words_in_private_are_answered_with_help(office: Office) -> None:
    await office.tells(office.anna, "hello there")
    assert [m.text for m in office.private(office.anna)] == ["help for Anna P"]


async def test_an_admin_bot_whispers_the_answer_to_a_command(with_admin: Office) -> None:
    await with_admin.says(with_admin.anna, "/agenda budget")
    (message,) = with_admin.seen(with_admin.anna)
    assert (message.text, message.ephemeral) == ("saved: budget", True)
    assert with_admin.seen(with_admin.boris) == []


async def test_a_server_that_knows_no_whispers_never_tells_the_group(with_admin: Office) -> None:
    with_admin.stage.knows_whispers = False
    await with_admin.starts(with_admin.anna)
    for text in ("/agenda secret", "/agenda another"):
        await with_admin.says(with_admin.anna, text)
    assert with_admin.seen(with_admin.boris) == []
    assert [m.text for m in with_admin.private(with_admin.anna)[-2:]] == ["saved: secret", "saved: another"]
    assert len(with_admin.calls("deleteMessage")) == 1


async def test_the_rank_is_asked_once_and_forgotten_when_it_changes(with_admin: Office) -> None:
    await with_admin.starts(with_admin.anna)
    for text in ("/agenda one", "/agenda two"):
        await with_admin.says(with_admin.anna, text)
    assert len(with_admin.calls("getChatMember")) == 1
    with_admin.stage.demote(with_admin.account, with_admin.group)
    await with_admin.settled()
    await with_admin.says(with_admin.anna, "/agenda three")
    assert len(with_admin.calls("getChatMember")) == 2
    assert with_admin.private(with_admin.anna)[-1].text == "saved: three"


async def test_without_being_admin_the_answer_comes_in_private(office: Office) -> None:
    await office.starts(office.anna)
    await office.says(office.anna, "/agenda budget")
    assert office.seen(office.anna) == []
    assert office.private(office.anna)[-1].text == "saved: budget"


async def test_who_cannot_be_written_to_gets_a_short_reply_with_a_link(office: Office) -> None:
    asked = await office.says(office.anna, "/agenda budget")
    (reply,) = office.seen(office.boris)
    assert reply.reply_to == str(asked.id)
    assert reply.text.startswith("saved: budget")
    assert reply.buttons[0][0].url == "https://t.me/letuchka_bot?start=private"


async def test_a_long_answer_is_not_shown_to_everybody(office: Office) -> None:
    await office.says(office.anna, "/long")
    (reply,) = office.seen(office.boris)
    assert LONG[:20] not in reply.text
    assert reply.buttons[0][0].url is not None


async def test_the_link_leads_to_the_start(office: Office) -> None:
    await office.tells(office.anna, "/start private")
    assert office.private(office.anna)[-1].text == "welcome Anna P:"


async def test_that_somebody_cannot_be_written_to_is_remembered(office: Office) -> None:
    await office.says(office.anna, "/agenda one")
    await office.says(office.anna, "/agenda two")
    tried = [call for call in office.calls("sendMessage") if str(call.params["chat_id"]) == "1001"]
    assert len(tried) == 1
    await office.starts(office.anna)
    await office.says(office.anna, "/agenda three")
    assert office.private(office.anna)[-1].text == "saved: three"


async def test_a_press_is_answered_first_then_whispered(office: Office) -> None:
    await office.posts()
    outcome = await office.press(office.anna, "Say")
    assert (outcome.toast, outcome.alert) == ("said it", False)
    whispered = office.seen(office.anna)[-1]
    assert (whispered.text, whispered.ephemeral) == ("said it", True)
    assert len(office.seen(office.boris)) == 1
    order = [call.what for call in office.stage.journal.calls() if call.what in {"answerCallbackQuery", "sendMessage"}]
    assert order[-2:] == ["answerCallbackQuery", "sendMessage"]


async def test_a_toast_is_only_a_toast(office: Office) -> None:
    await office.posts()
    outcome = await office.press(office.anna, "Toast")
    assert outcome.toast == "counted"
    assert len(office.seen(office.anna)) == 1


async def test_a_refusal_is_an_alert(office: Office) -> None:
    await office.posts()
    outcome = await office.press(office.anna, "Refuse")
    assert outcome.alert
    assert outcome.toast == "Say it kindly, and it will be on the agenda."
    assert len(office.seen(office.anna)) == 1


async def test_when_a_whisper_is_refused_a_toast_that_says_all_is_enough(office: Office) -> None:
    await office.posts()
    office.stage.faults.add("sendMessage", "500_before", match=lambda params: "ephemeral_message_parameters" in params)
    outcome = await office.press(office.anna, "Say")
    assert outcome.toast == "said it"
    assert len(office.seen(office.anna)) == 1


async def test_when_a_whisper_is_refused_long_words_come_in_private(office: Office) -> None:
    await office.posts()
    await office.starts(office.anna)
    office.stage.faults.add("sendMessage", "500_before", match=lambda params: "ephemeral_message_parameters" in params)
    outcome = await office.press(office.anna, "Long")
    assert len(outcome.toast) <= 200
    assert office.private(office.anna)[-1].text == LONG.strip()


async def test_a_private_panel_turns(office: Office) -> None:
    await office.tells(office.anna, "/panel")
    outcome = await office.press(office.anna, "Next", office.account)
    assert outcome.toast == ""
    (panel,) = office.private(office.anna)
    assert panel.text == "Page 2"
    assert [button.label for button in panel.buttons[0]][:2] == ["Next", "Say"]


async def test_a_whispered_panel_turns(with_admin: Office) -> None:
    await with_admin.says(with_admin.anna, "/panel")
    await with_admin.press(with_admin.anna, "Next")
    (panel,) = with_admin.seen(with_admin.anna)
    assert (panel.text, panel.ephemeral) == ("Page 2", True)


async def test_a_card_of_the_group_never_turns(office: Office) -> None:
    await office.posts()
    await office.press(office.anna, "Next")
    card, whispered = office.seen(office.anna)
    assert (card.text, card.ephemeral) == ("Page 1", False)
    assert (whispered.text, whispered.ephemeral) == ("Page 2", True)


async def test_a_panel_that_cannot_turn_is_said(office: Office) -> None:
    await office.tells(office.anna, "/panel")
    office.stage.faults.add("editMessageText", "500_before")
    await office.press(office.anna, "Next", office.account)
    assert [m.text for m in office.private(office.anna)] == ["Page 1", "Page 2"]


async def test_a_rate_limit_holds_an_answer_back_and_loses_it_not(office: Office) -> None:
    office.stage.faults.add("sendMessage", "429", seconds=1)
    await office.tells(office.anna, "/agenda budget")
    assert office.private(office.anna)[-1].text == "saved: budget"


@pytest.mark.parametrize(
    "data", ["", "panel.next:-1", "panel.next:x", "chat.added", "chat.added:x", "chat.removed", "nothing:1", "~:0:skip"]
)
async def test_forged_buttons_do_nothing(office: Office, data: str) -> None:
    card = await office.posts()
    outcome = await office.stage.press(office.anna, office.group, card, data or ":", forged=True)
    await office.settled()
    assert outcome.alert
    assert [ask.args for ask in office.heard] == ([tuple(data.split(":")[1:])] if "panel.next" in data else [])
    assert [m.text for m in office.seen(office.anna)] == ["Page 1"]


async def test_a_bug_is_told_with_a_reference(office: Office) -> None:
    card = await office.posts()
    outcome = await office.stage.press(office.anna, office.group, card, "item.added", forged=True)
    assert outcome.alert
    update = office.stage.journal.updates[-1].params["update_id"]
    assert str(update) in outcome.toast


async def test_a_press_on_a_message_that_is_too_old_still_works(office: Office) -> None:
    card = await office.posts()
    outcome = await office.stage.press(office.anna, office.group, card, "Say", inaccessible=True)
    await office.settled()
    assert outcome.toast == "said it"


async def test_who_is_not_of_the_team_is_told_so(office: Office) -> None:
    await office.posts()
    outcome = await office.press(office.stranger, "Say")
    assert outcome.alert
    assert "Original Works" in outcome.toast


async def test_people_are_mentioned(office: Office) -> None:
    await office.tells(office.anna, "/greet")
    assert "tg://user?id=1001" in office.calls("sendMessage")[-1].params["text"]


async def test_a_file_comes_with_its_words(office: Office) -> None:
    await office.tells(office.anna, "/paper")
    (message,) = office.private(office.anna)
    assert (message.text, [file.name for file in message.files]) == ("Here it is.", ["0.md"])


async def test_an_anonymous_admin_is_told_to_show_a_name(office: Office) -> None:
    office.stage.promote(office.anna, office.group, anonymous=True)
    await office.says(office.anna, "/agenda budget", anonymous=True)
    (reply,) = office.seen(office.boris)
    assert reply.reply_to is not None
    assert office.heard == []


async def test_an_update_that_comes_twice_is_done_once(office: Office) -> None:
    await office.tells(office.anna, "/agenda budget")
    office.stage.redeliver(office.account)
    await office.settled()
    assert [ask.text for ask in office.heard] == ["budget"]
    assert len(office.private(office.anna)) == 1


async def test_the_group_is_known_by_its_place(office: Office) -> None:
    await office.says(office.anna, "/agenda budget")
    assert office.heard[0].place == f"telegram:{GROUP}"
    assert office.heard[0].team.name == "Original Works"
