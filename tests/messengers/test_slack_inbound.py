"""What people do in Slack and what they get: commands, buttons, forms, shortcuts, mentions, private words."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.slack import Fault
from bot.rehearsal.slack.stage import ACK_SECONDS
from tests.messengers.slack_office import Office, slack_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with slack_office(tmp_path) as office, office.at_work():
        yield office


@pytest.fixture
async def strict_office(tmp_path: Path) -> AsyncIterator[Office]:
    """One whose Slack waits no longer than the real one: for what is not to be acknowledged."""
    async with slack_office(tmp_path, ack_seconds=ACK_SECONDS) as office, office.at_work():
        yield office


async def post_button(office: Office, value: str) -> str:
    """A message of the bot in the channel, with a button that says Press."""
    press = {"type": "button", "text": {"type": "plain_text", "text": "Press"}, "action_id": "a", "value": value}
    async with office.client() as client:
        blocks = [{"type": "actions", "block_id": "b", "elements": [press]}]
        answer = await client.chat_postMessage(channel=office.channel.id, text="Press", blocks=blocks)
    return str(answer["ts"])


async def test_a_command_is_answered_to_who_asked_and_to_nobody_else(office: Office) -> None:
    before = len(office.messages(office.anna))
    outcome = await office.stage.command(office.vera, office.channel, "/agenda", "цены <на> 2027 & скидки")
    assert not outcome.error
    last = office.last(office.vera)
    assert (last.text, last.ephemeral) == ("saved: цены <на> 2027 & скидки", True)
    assert len(office.messages(office.anna)) == before
    assert office.heard[-1].account == "slack:T0000001/U0000003"
    assert office.heard[-1].place == "slack:T0000001/C0000001"
    assert office.heard[-1].person.name == "Вера Орлова"
    assert not office.heard[-1].private


async def test_a_commands_answer_costs_no_call(office: Office) -> None:
    office.stage.journal.clear()
    await office.stage.command(office.vera, office.channel, "/agenda", "цены")
    await office.settled()
    assert [call.method for call in office.stage.journal.calls] == []


@pytest.mark.parametrize(("text", "answer"), [("agenda цены", "saved: цены"), ("", "help for Вера Орлова")])
async def test_the_umbrella_command_takes_the_others_as_its_first_word(office: Office, text: str, answer: str) -> None:
    await office.stage.command(office.vera, office.channel, "/letuchka", text)
    assert office.last(office.vera).text == answer


async def test_an_unknown_command_is_refused_with_the_nearest_one(office: Office) -> None:
    outcome = await office.stage.command(office.vera, office.channel, "/letuchka", "agneda цены")
    assert "agenda" in outcome.toast
    assert office.heard == []


async def test_people_in_a_commands_text_are_mentions_with_plain_words(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/agenda", "@Boris Smith прайс до пятницы")
    ask = office.heard[-1]
    assert ask.text == "@boris.smith прайс до пятницы"
    assert [(one.account, ask.text[one.start : one.end]) for one in ask.mentions] == [
        ("slack:T0000001/U0000002", "@boris.smith")
    ]


async def test_where_the_bot_is_not_it_answers_all_the_same(office: Office) -> None:
    await office.stage.command(office.vera, office.lobby, "/letuchka", "help")
    assert office.last(office.vera, office.lobby).text == "help for Вера Орлова"
    await office.stage.command(office.vera, office.lobby, "/agenda", "цены")
    assert "/setup" in office.last(office.vera, office.lobby).text


async def test_a_long_answer_comes_in_parts_and_whole(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/long")
    await office.settled()
    said = [message for message in office.messages(office.vera) if message.ephemeral]
    assert len(said) > 1
    assert "line 0 " in said[0].text
    assert "line 199 " in said[-1].text


async def test_in_private_an_answer_is_an_ordinary_message(office: Office) -> None:
    await office.stage.command(office.vera, None, "/agenda", "цены")
    await office.settled()
    last = office.last(office.vera, office.stage.dm_of(office.vera))
    assert (last.text, last.ephemeral) == ("saved: цены", False)
    assert office.heard[-1].private
    assert office.heard[-1].place == office.heard[-1].account


async def test_a_panel_turns_in_its_place(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/panel")
    panel = office.last(office.vera)
    await office.stage.press(office.vera, office.channel, panel.key, "Next")
    await office.settled()
    after = office.last(office.vera)
    assert (after.text, after.ephemeral) == ("Page 2", True)
    assert len(office.messages(office.vera)) == 1


async def test_a_panel_in_private_turns_too(office: Office) -> None:
    room = office.stage.dm_of(office.vera)
    await office.stage.command(office.vera, None, "/panel")
    await office.settled()
    await office.stage.press(office.vera, room, office.last(office.vera, room).key, "Next")
    await office.settled()
    assert [message.text for message in office.messages(office.vera, room)] == ["Page 2"]


async def test_a_message_that_all_see_does_not_turn(office: Office) -> None:
    key = await post_button(office, "panel.next:4")
    await office.stage.press(office.vera, office.channel, key, "Press")
    await office.settled()
    assert office.messages(office.anna)[-1].key == key
    assert (office.last(office.vera).text, office.last(office.vera).ephemeral) == ("Page 5", True)


@pytest.mark.parametrize(
    "value", ["odd", "panel.next:-1", "panel.next:x'; --", "panel.next", "~", ":", "~ask:odd:1", "chat.removed:x"]
)
async def test_a_forged_button_is_refused_and_harms_nobody(office: Office, value: str) -> None:
    key = await post_button(office, value)
    outcome = await office.stage.press(office.vera, office.channel, key, "Press")
    await office.settled()
    assert not outcome.error
    last = office.last(office.vera)
    assert last.ephemeral
    assert last.text
    assert not any(word in last.text for word in ("Page", "не отвечает", "сломал"))


async def test_a_bug_is_told_with_a_reference(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/panel")
    await office.stage.press(office.vera, office.channel, office.last(office.vera).key, "Bug")
    await office.settled()
    assert "Page" not in office.last(office.vera).text
    assert len(office.messages(office.vera)) == 2


async def test_a_form_is_refused_at_its_question_and_then_taken(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/agenda", "form")
    await office.stage.until(lambda: office.stage.form(office.vera))
    form = office.stage.form(office.vera)
    assert form is not None
    assert [(one.block_id, one.initial, one.optional) for one in form.inputs] == [
        ("day", "mon", False),
        ("text", "form", False),
        ("why", "", True),
    ]
    await office.stage.submit(office.vera, {"text": "bad words"})
    form = office.stage.form(office.vera)
    assert form is not None
    assert {one.block_id: one.error for one in form.inputs if one.error} == {
        "why": "Say it kindly, and it will be on the agenda."
    }
    await office.stage.submit(office.vera, {"text": "bad day"})
    form = office.stage.form(office.vera)
    assert form is not None
    assert [one.block_id for one in form.inputs if one.error] == ["day"]
    await office.stage.submit(office.vera, {"text": "прайс", "day": "fri"})
    await office.settled()
    assert office.stage.form(office.vera) is None
    assert (office.last(office.vera).text, office.last(office.vera).ephemeral) == ("added: прайс on fri", True)
    assert office.heard[-1].values == {"day": "fri", "text": "прайс", "why": ""}
    assert office.heard[-1].place == "slack:T0000001/C0000001"


async def test_a_form_may_be_followed_by_another(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/agenda", "form")
    await office.stage.until(lambda: office.stage.form(office.vera))
    await office.stage.submit(office.vera, {"text": "again"})
    form = office.stage.form(office.vera)
    assert form is not None
    await office.stage.submit(office.vera, {"text": "done"})
    await office.settled()
    assert office.last(office.vera).text == "added: done on mon"


async def test_the_panel_whose_button_opened_the_form_turns(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/panel")
    await office.stage.press(office.vera, office.channel, office.last(office.vera).key, "Write")
    await office.stage.until(lambda: office.stage.form(office.vera))
    await office.stage.submit(office.vera, {"text": "turn"})
    await office.settled()
    assert [message.text for message in office.messages(office.vera)] == ["Page 9"]


async def test_a_form_that_came_too_late_is_offered_again(office: Office) -> None:
    office.stage.faults.plan("views.open", Fault("error", code="expired_trigger_id"))
    await office.stage.command(office.vera, office.channel, "/agenda", "form")
    await office.settled()
    offer = office.last(office.vera)
    assert "нажмите ещё раз" in offer.text
    await office.stage.press(office.vera, office.channel, offer.key, "Открыть форму")
    await office.stage.until(lambda: office.stage.form(office.vera))
    assert office.heard[-1].text == "form"


async def test_a_form_asked_for_without_a_trigger_is_offered_by_a_button(office: Office) -> None:
    office.stage.says(office.vera, office.channel, "@letuchka agenda form")
    await office.settled()
    offer = office.last(office.vera)
    assert offer.ephemeral
    await office.stage.press(office.vera, office.channel, offer.key, "Открыть форму")
    await office.stage.until(lambda: office.stage.form(office.vera))
    await office.stage.submit(office.vera, {"text": "прайс"})
    await office.settled()
    assert office.last(office.vera).text == "added: прайс on mon"


async def test_the_shortcut_takes_a_message_with_a_link_to_it(office: Office) -> None:
    key = office.stage.says(office.anna, office.channel, "@Вера Орлова, где прайс? a < b")
    await office.stage.shortcut(office.vera, office.channel, key, "agenda_from_message")
    await office.settled()
    quote = office.heard[-1].quote
    assert quote is not None
    assert quote.text == "@Вера Орлова, где прайс? a < b"
    async with office.client() as client:
        link = await client.chat_getPermalink(channel=office.channel.id, message_ts=key)
    assert quote.link == link["permalink"]
    assert office.last(office.vera).text.startswith("quoted: ")


async def test_a_mention_in_a_thread_is_answered_in_the_thread(office: Office) -> None:
    root = office.stage.says(office.anna, office.channel, "Где прайс?")
    office.stage.says(office.vera, office.channel, "@letuchka agenda прайс от @Boris Smith", thread=root)
    await office.settled()
    last = office.last(office.vera)
    assert (last.text, last.ephemeral, last.reply_to) == ("saved: прайс от @Boris Smith", True, root)
    assert office.heard[-1].mentions[0].account == "slack:T0000001/U0000002"


@pytest.mark.parametrize("words", ["@letuchka", "@letuchka привет", "@letuchka цены и скидки"])
async def test_a_mention_that_is_no_command_is_answered_with_help(office: Office, words: str) -> None:
    office.stage.says(office.vera, office.channel, words)
    await office.settled()
    assert office.last(office.vera).text == "help for Вера Орлова"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("agenda цены", "saved: цены"),
        ("/agenda цены", "saved: цены"),
        ("letuchka agenda цены", "saved: цены"),
        ("Agenda цены", "saved: цены"),
        ("здравствуйте", "help for Вера Орлова"),
    ],
)
async def test_words_in_private_are_commands_or_a_call_for_help(office: Office, words: str, answer: str) -> None:
    office.stage.dm(office.vera, words)
    await office.settled()
    assert [one.text for one in office.messages(office.vera, office.stage.dm_of(office.vera))][1:] == [answer]


async def test_the_bots_own_words_are_not_heard(office: Office) -> None:
    async with office.client() as client:
        room = office.stage.dm_of(office.vera)
        await client.chat_postMessage(channel=room.id, text="agenda цены")
    await office.settled()
    assert office.heard == []


async def test_the_home_tab_shows_the_answer(office: Office) -> None:
    await office.stage.open_home(office.vera)
    await office.settled()
    home = office.stage.home(office.vera)
    assert home is not None
    assert home.messages[0].text == "home of Вера Орлова"


async def test_coming_to_a_channel_and_going_from_it_is_told(office: Office) -> None:
    office.stage.invite(office.app, office.lobby, inviter=office.vera)
    await office.settled()
    assert (office.heard[-1].place, office.heard[-1].name) == ("slack:T0000001/C0000002", "Вера Орлова")
    office.heard.clear()
    office.stage.remove(office.boris, office.lobby)
    office.stage.invite(office.boris, office.lobby)
    await office.settled()
    about = ("slack:T0000001/U0000002", "slack:T0000001/C0000002")
    assert {(ask.account, ask.place, ask.args) for ask in office.heard} == {(*about, ()), (*about, ("left_chat",))}
    office.stage.remove_app(office.lobby)
    await office.settled()
    assert office.heard[-1].place == "slack:T0000001/C0000002"
    assert office.heard[-1].args == ("removed",)
    office.heard.clear()
    office.stage.invite(office.boris, office.lobby)
    office.stage.remove(office.boris, office.lobby)
    await office.settled()
    assert office.heard == []
    office.stage.archive(office.channel)
    await office.settled()
    assert (office.heard[-1].place, office.heard[-1].args) == ("slack:T0000001/C0000001", ("archived",))


async def test_a_file_for_one_person_goes_to_the_private_chat(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/protocol")
    await office.settled()
    file = office.last(office.vera, office.stage.dm_of(office.vera)).files[0]
    assert office.stage.file(file.key) == ("protocol.md", "text/markdown", "# Протокол".encode())
    assert office.messages(office.vera)[0].text == "Here it is."
    assert "в личных сообщениях" in office.last(office.vera).text


async def test_slack_is_asked_only_about_people_whom_the_team_does_not_know(office: Office) -> None:
    for _ in range(3):
        await office.stage.command(office.vera, office.channel, "/letuchka", "help")
        await office.stage.command(office.boris, office.channel, "/letuchka", "help")
    assert [call.arguments["user"] for call in office.stage.journal.calls_of("users.info")] == ["U0000002"]
    assert (office.heard[-1].name, office.heard[-1].locale) == ("Boris Smith", "en-GB")
    assert len(office.stage.journal.calls_of("auth.test")) == 1


async def test_slow_users_info_does_not_keep_the_person_waiting(office: Office) -> None:
    office.stage.faults.plan("users.info", Fault("latency", seconds=2.5))
    outcome = await office.stage.command(office.boris, office.channel, "/letuchka", "help")
    assert not outcome.error
    assert office.last(office.boris).text == "help for boris.smith"


async def test_the_same_thing_twice_is_done_once(office: Office) -> None:
    payload: dict[str, Any] = {
        "command": "/agenda",
        "text": "цены",
        "user_id": office.vera.id,
        "channel_id": office.channel.id,
        "trigger_id": "1.2.3",
    }
    for _ in range(2):
        await office.slack.reception.receive(payload)
    office.stage.dm(office.vera, "agenda скидки")
    await office.settled()
    event = {"type": "message", "channel_type": "im", "user": office.vera.id, "text": "agenda скидки", "ts": "1.1"}
    body = {"type": "event_callback", "event_id": "Ev1", "event": event | {"channel": "D1"}}
    for _ in range(3):
        await office.slack.reception.receive(body)
    await office.settled()
    assert [ask.text for ask in office.heard] == ["цены", "скидки", "скидки"]


async def test_when_the_database_is_away_nothing_pretends_to_be_done(strict_office: Office) -> None:
    office = strict_office
    await office.stage.command(office.vera, office.channel, "/panel")
    panel = office.last(office.vera)
    await office.stage.command(office.vera, office.channel, "/agenda", "form")
    await office.stage.until(lambda: office.stage.form(office.vera))
    office.database.away = True
    await office.stage.command(office.vera, office.channel, "/agenda", "цены")
    assert "не отвечает" in office.last(office.vera).text
    await office.stage.press(office.vera, office.channel, panel.key, "Next")
    await office.settled()
    assert "не отвечает" in office.last(office.vera).text
    await office.stage.submit(office.vera, {"text": "прайс"})
    form = office.stage.form(office.vera)
    assert form is not None
    assert any("остался в форме" in one.error for one in form.inputs)
    office.stage.dm(office.vera, "agenda скидки")
    await office.settled()
    office.database.away = False
    await office.stage.submit(office.vera)
    office.stage.retry_now()
    await office.settled()
    assert [ask.values.get("text") or ask.text for ask in office.heard[1:]] == ["прайс", "скидки"]


async def test_a_limit_on_answers_is_waited_for(office: Office) -> None:
    key = await post_button(office, "panel.next:4")
    office.stage.faults.plan("chat.postEphemeral", Fault("rate_limited", seconds=1))
    await office.stage.press(office.vera, office.channel, key, "Press")
    await office.settled()
    assert office.last(office.vera).text == "Page 5"


async def test_no_answer_breaks_slacks_rules(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/agenda", "<!channel> <!here> @channel")
    await office.stage.command(office.vera, office.channel, "/panel")
    await office.stage.press(office.vera, office.channel, office.last(office.vera).key, "Next")
    await office.settled()
    assert [one for one in office.stage.journal.warnings if one.kind != "long_message"] == []
