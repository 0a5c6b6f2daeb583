"""Forms that are filled question by question: in private, through a link, and by replies in a group."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.messengers.telegram_office import Office, telegram_office

FIRST = "New item\nIt goes on the agenda.\n\nWhat shall we discuss?\n\nOne sentence is enough."


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch) as office:
        yield office


@pytest.fixture
async def office(desk: Office) -> AsyncIterator[Office]:
    async with desk.at_work():
        yield desk


def said(office: Office) -> str:
    return office.private(office.anna)[-1].text


def buttons(office: Office) -> list[str]:
    return [button.label for row in office.private(office.anna)[-1].buttons for button in row]


async def test_a_form_is_asked_question_by_question(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    assert said(office) == FIRST
    assert buttons(office) == ["Cancel"]
    await office.tells(office.anna, "the budget")
    assert said(office) == "When?"
    assert buttons(office) == ["Monday", "Another day", "Cancel"]
    await office.press(office.anna, "Monday", office.account)
    assert said(office) == "Why?"
    assert buttons(office) == ["Skip", "Cancel"]
    await office.press(office.anna, "Skip", office.account)
    assert said(office) == "added: the budget"
    (request,) = office.heard
    assert request.values == {"text": "the budget", "day": "mon", "why": ""}
    assert request.args == ("7",)
    assert request.place == "telegram:1001"


async def test_what_was_chosen_stands_where_the_buttons_were(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.tells(office.anna, "the budget")
    await office.press(office.anna, "Another day", office.account)
    first, second, third = office.private(office.anna)
    assert first.buttons == ()
    assert (second.text, second.buttons) == ("When?\n\n✓ Another day", ())
    assert "Which day?" in third.text
    assert "next week" in third.text


async def test_a_question_that_matters_only_after_an_answer(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.tells(office.anna, "the budget")
    await office.tells(office.anna, "another DAY")
    assert buttons(office) == ["Leave as it is", "Cancel"]
    await office.press(office.anna, "Leave as it is", office.account)
    await office.tells(office.anna, "because")
    assert office.heard[0].values == {"text": "the budget", "day": "other", "which": "next week", "why": "because"}


async def test_words_that_do_not_fit_are_refused_and_asked_again(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.tells(office.anna, "x" * 51)
    assert "51" in said(office)
    assert said(office).endswith("One sentence is enough.")
    await office.tells(office.anna, "short")
    await office.tells(office.anna, "Friday")
    assert "not one of the choices" in said(office)
    assert buttons(office)[:2] == ["Monday", "Another day"]


async def test_a_refusal_keeps_the_answers_and_asks_the_last_words_again(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    for answer in ("bad words", "Monday"):
        await office.tells(office.anna, answer)
    await office.press(office.anna, "Skip", office.account)
    assert said(office).startswith("Say it kindly")
    assert "Why?" in said(office)


async def test_a_refusal_about_a_field_asks_that_one(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    for answer in ("the budget", "Monday", "wrong day"):
        await office.tells(office.anna, answer)
    assert said(office).startswith("Say it kindly")
    assert said(office).endswith("When?")
    await office.press(office.anna, "Monday", office.account)
    assert said(office).startswith("Say it kindly")


async def test_cancel(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.press(office.anna, "Cancel", office.account)
    assert said(office) == "Cancelled. Nothing was changed."
    await office.tells(office.anna, "the budget")
    assert said(office) == "help for Anna P"


async def test_cancel_can_be_written(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.tells(office.anna, "/cancel")
    assert said(office) == "Cancelled. Nothing was changed."


async def test_a_command_in_between_ends_the_dialogue_politely(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.tells(office.anna, "/agenda something else")
    assert [m.text for m in office.private(office.anna)][-2:] == [
        "I have put my question aside: nothing of it was saved.",
        "saved: something else",
    ]
    await office.tells(office.anna, "the budget")
    assert said(office) == "help for Anna P"


async def test_a_restart_in_the_middle_loses_nothing(desk: Office) -> None:
    async with desk.at_work():
        await desk.tells(desk.anna, "/ask")
        await desk.tells(desk.anna, "the budget")
    async with desk.at_work():
        await desk.press(desk.anna, "Monday", desk.account)
        await desk.press(desk.anna, "Skip", desk.account)
    assert [ask.values["text"] for ask in desk.heard] == ["the budget"]
    assert said(desk) == "added: the budget"


async def test_a_question_that_was_lost_is_asked_before_words_are_taken(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    office.stage.faults.add("sendMessage", "500_before")
    await office.tells(office.anna, "the budget")
    await office.tells(office.anna, "and now?")
    assert said(office) == "When?"
    assert buttons(office) == ["Monday", "Another day", "Cancel"]


async def test_the_same_answer_twice_counts_once(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    await office.tells(office.anna, "the budget")
    office.stage.redeliver(office.account)
    await office.settled()
    assert [m.text for m in office.private(office.anna)] == [FIRST, "When?"]


async def test_an_old_button_does_nothing(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    old = office.private(office.anna)[-1].key
    await office.tells(office.anna, "/ask")
    outcome = await office.stage.press(office.anna, office.account, int(old), "~:0:cancel", forged=True)
    assert outcome.alert
    await office.tells(office.anna, "the budget")
    assert said(office) == "When?"


@pytest.mark.parametrize("data", ["~:0:skip", "~:0:keep", "~:0:pick:0", "~:5:skip", "~:x", "~:0:pick:99999999999"])
async def test_forged_buttons_of_a_dialogue(office: Office, data: str) -> None:
    await office.tells(office.anna, "/ask")
    question = int(office.private(office.anna)[-1].key)
    outcome = await office.stage.press(office.anna, office.account, question, data, forged=True)
    assert outcome.alert
    await office.tells(office.anna, "the budget")
    assert said(office) == "When?"


async def test_after_a_day_the_question_is_forgotten(office: Office) -> None:
    await office.tells(office.anna, "/ask")
    office.clock.advance(timedelta(hours=25))
    await office.tells(office.anna, "the budget")
    assert said(office) == "help for Anna P"


async def test_from_a_group_it_is_asked_in_private(office: Office) -> None:
    await office.starts(office.anna)
    await office.posts()
    outcome = await office.press(office.anna, "Write")
    assert outcome.toast == "I have asked you in our private chat."
    assert said(office) == FIRST
    for answer in ("the budget", "Monday", "why not"):
        await office.tells(office.anna, answer)
    assert office.heard[-1].place == f"telegram:{office.group.id}"
    assert not office.heard[-1].private
    assert said(office) == "added: the budget"
    assert len(office.seen(office.boris)) == 1


async def test_an_admin_bot_whispers_where_it_has_asked(office: Office) -> None:
    await office.starts(office.anna)
    office.stage.promote(office.account, office.group)
    await office.settled()
    await office.says(office.anna, "/ask")
    (hint,) = office.seen(office.anna)
    assert (hint.text, hint.ephemeral) == ("I have asked you in our private chat.", True)
    assert said(office) == FIRST


async def test_who_never_started_the_bot_is_led_to_it_by_a_link(office: Office) -> None:
    await office.posts()
    outcome = await office.press(office.anna, "Write")
    assert outcome.opens is not None
    payload = outcome.opens.partition("?start=")[2]
    assert payload.startswith("ask-")
    await office.starts(office.anna)
    office.stage.starts(office.anna, office.account, payload)
    await office.settled()
    assert said(office) == FIRST
    await office.tells(office.anna, "the budget")
    assert said(office) == "When?"


async def test_the_link_is_for_one_person_and_once(office: Office) -> None:
    await office.posts()
    outcome = await office.press(office.anna, "Write")
    assert outcome.opens is not None
    payload = outcome.opens.partition("?start=")[2]
    office.stage.starts(office.boris, office.account, payload)
    await office.settled()
    assert office.private(office.boris)[-1].text.startswith("welcome Boris")


async def test_after_a_command_it_is_asked_in_the_group_by_a_reply(office: Office) -> None:
    asked = await office.says(office.anna, "/ask")
    (question,) = office.seen(office.anna)
    assert question.reply_to == str(asked.id)
    assert question.placeholder == "What shall we discuss?"
    assert "/cancel" in question.text
    await office.says(office.boris, "mine", reply_to=int(question.key))
    await office.says(office.anna, "the budget", reply_to=int(question.key))
    choice = office.seen(office.anna)[-1]
    assert choice.text == "When?"
    alien = await office.press(office.boris, "Monday")
    assert alien.alert
    await office.press(office.anna, "Monday")
    reason = office.seen(office.anna)[-1]
    assert "/skip" in reason.text
    await office.says(office.anna, "/skip", reply_to=int(reason.key))
    assert office.heard[-1].values == {"text": "the budget", "day": "mon", "why": ""}
    assert office.seen(office.anna)[-1].text.startswith("added: the budget")


async def test_a_group_dialogue_is_cancelled_by_a_reply(office: Office) -> None:
    await office.says(office.anna, "/ask")
    question = office.seen(office.anna)[-1]
    await office.says(office.anna, "/cancel@letuchka_bot", reply_to=int(question.key))
    assert "Cancelled" in office.seen(office.anna)[-1].text
    assert office.heard == []
