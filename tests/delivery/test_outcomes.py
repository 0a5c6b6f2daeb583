"""What every answer of a messenger leads to: rests, lost answers, unreachable people, gone chats, refusals."""

import logging
from datetime import timedelta

import pytest

from bot.delivery.attempt import REPEAT_AFTER
from bot.messengers.port import Cause, Later, Moved, Never, Unknown
from rituals.messages import At, Direct
from rituals.team import AccountKey, Place
from tests.delivery.stage import CHANNEL, GROUP, Stage
from tests.fakes import Lost, Reminder

SECOND = timedelta(seconds=1)
TOO_FAST = Later(30 * SECOND, "Too Many Requests: retry after 30")
SUPERGROUP = Place("telegram:-1009999999999")


@pytest.fixture
def database_address(sqlite_url: str) -> str:
    """What an answer leads to does not depend on the database; test_engine.py holds for both."""
    return sqlite_url


# -- later -----------------------------------------------------------------------------------------------------------


async def test_a_rate_limit_rests_its_place_alone(stage: Stage) -> None:
    stage.telegram.will(TOO_FAST, at=GROUP)
    async with stage.delivering() as delivery:
        await stage.show("first", slot="first")
        await stage.show("second", slot="second")
        await stage.show("elsewhere", At(Place("telegram:1001")), slot="elsewhere")
        await delivery.settled()
        assert stage.telegram.shows(GROUP) == []
        assert stage.telegram.shows("telegram:1001") == ["elsewhere"]
        assert stage.pace.rests == [(GROUP, 30.55, False)]
        stage.clock.advance(30 * SECOND)
        await delivery.settled()
        assert stage.telegram.shows(GROUP) == []
        stage.clock.advance(SECOND)
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["first", "second"]


async def test_a_limit_of_the_whole_messenger_rests_all_of_it(stage: Stage) -> None:
    stage.telegram.will(Later(5 * SECOND, "no connection", everywhere=True))
    async with stage.delivering() as delivery:
        await stage.show("card")
        await delivery.settled()
    assert [(place, everywhere) for place, _, everywhere in stage.pace.rests] == [(GROUP, True)]


async def test_other_troubles_are_tried_again_after_growing_pauses(stage: Stage) -> None:
    stage.telegram.will(*[Later(timedelta(0), "busy")] * 8)
    pauses = []
    async with stage.delivering() as delivery:
        await stage.show("card")
        for _ in range(8):
            await delivery.settled()
            pauses.append(((await stage.row()).due_at - stage.clock()).total_seconds())
            stage.clock.advance(timedelta(seconds=pauses[-1]))
        await delivery.settled()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert stage.telegram.shows(GROUP) == ["card"]
    assert stage.pace.rests == []


async def test_what_is_late_is_reported_once(stage: Stage) -> None:
    stage.telegram.will(*[Later(timedelta(0), "busy")] * 5)
    async with stage.delivering() as delivery:
        await stage.show("card")
        for late in (0, 0, 1, 1):
            await delivery.settled()
            assert delivery.figures.late == late
            stage.time.now += 400
            stage.clock.advance(timedelta(seconds=61))


async def test_a_pause_does_not_outlive_the_moment_until_which_it_matters(stage: Stage) -> None:
    stage.telegram.will(Later(timedelta(minutes=10), "flood"))
    async with stage.delivering() as delivery:
        await stage.show("in five minutes", until=timedelta(minutes=5))
        await delivery.settled()
        stage.clock.advance(timedelta(minutes=11))
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == []
    assert await stage.states() == {"card": "expired"}


async def test_what_changed_during_a_pause_is_sent_as_it_is_then(stage: Stage) -> None:
    stage.telegram.will(TOO_FAST)
    async with stage.delivering() as delivery:
        await stage.show("old")
        await delivery.settled()
        await stage.show("new")
        await delivery.settled()
        assert stage.telegram.called("post") == ["old"]
        stage.clock.advance(timedelta(minutes=1))
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["new"]


async def test_a_messenger_that_is_not_set_up_keeps_its_messages(stage: Stage) -> None:
    async with stage.delivering(messengers={"telegram": stage.telegram}) as delivery:
        await stage.show("card", At(CHANNEL))
        await delivery.settled()
    assert (await stage.row(place=CHANNEL)).reason == "slack is not set up here"
    stage.clock.advance(timedelta(minutes=11))
    async with stage.delivering("with slack") as delivery:
        await delivery.settled()
    assert stage.slack.shows(CHANNEL) == ["card"]


# -- unknown ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_lost_post_is_looked_for_where_that_is_possible(stage: Stage, arrived: bool) -> None:
    stage.slack.will(Lost(arrived))
    async with stage.delivering() as delivery:
        await stage.show("card", At(CHANNEL), kind=Reminder)
        await stage.show("next", At(CHANNEL), slot="next")
        await delivery.settled()
        stage.clock.advance(2 * SECOND)
        await delivery.settled()
    assert stage.slack.shows(CHANNEL) == ["card", "next"]
    assert len({call.key for call in stage.slack.calls}) == 2


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_lost_post_that_matters_is_repeated_once_after_a_while(stage: Stage, arrived: bool) -> None:
    stage.telegram.will(Lost(arrived))
    async with stage.delivering() as delivery:
        await stage.show("card")
        await stage.show("next", slot="next")
        for wait in (0 * SECOND, 2 * SECOND, REPEAT_AFTER - 3 * SECOND):
            stage.clock.advance(wait)
            await delivery.settled()
            assert stage.telegram.called("post") == ["card"]
        stage.clock.advance(SECOND)
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["card"] * arrived + ["card", "next"]
    assert (await stage.row()).unknowns == 0


async def test_a_post_that_is_lost_twice_is_given_up(stage: Stage) -> None:
    stage.telegram.will(Lost(arrived=False), Lost(arrived=False))
    async with stage.delivering() as delivery:
        await stage.show("card")
        await stage.show("next", slot="next")
        for _ in range(4):
            await delivery.settled()
            stage.clock.advance(31 * SECOND)
        await delivery.settled()
    assert stage.telegram.called("post") == ["card", "card", "next"]
    row = await stage.row()
    assert (row.state, row.reason) == ("dead", "it is unknown whether it arrived, twice")


async def test_a_lost_reminder_is_not_repeated(stage: Stage) -> None:
    stage.telegram.will(Lost(arrived=False))
    async with stage.delivering() as delivery:
        await stage.show("remember", kind=Reminder)
        await stage.show("next", slot="next")
        await delivery.settled()
        stage.clock.advance(2 * SECOND)
        await delivery.settled()
    assert stage.telegram.called("post") == ["remember", "next"]
    assert "unknown whether it arrived" in (await stage.row()).reason


async def test_a_lost_edit_is_simply_repeated(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("old")
        await delivery.settled()
        stage.telegram.will(Lost(arrived=False), Lost(arrived=True))
        await stage.show("new", kind=Reminder)
        for _ in range(3):
            await delivery.settled()
            stage.clock.advance(3 * SECOND)
    assert stage.telegram.shows(GROUP) == ["new"]
    assert stage.telegram.called("edit") == ["new"] * 3


async def test_the_parts_that_surely_stand_are_completed_by_an_edit(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("other", slot="other")
        await delivery.settled()
        stage.telegram.will(Unknown("the second part was lost", ("1",)))
        await stage.show("long")
        await delivery.settled()
        stage.clock.advance(3 * SECOND)
        await delivery.settled()
    assert stage.telegram.calls[-1].what == "edit"
    assert stage.telegram.calls[-1].ids == ("1",)


async def test_what_changes_while_it_is_unknown_is_shown_in_the_end(stage: Stage) -> None:
    stage.slack.will(Lost(arrived=True))
    async with stage.delivering() as delivery:
        await stage.show("old", At(CHANNEL))
        await delivery.settled()
        await stage.show("new", At(CHANNEL))
        await delivery.settled()
        stage.clock.advance(3 * SECOND)
        await delivery.settled()
    assert stage.slack.shows(CHANNEL) == ["new"]
    assert stage.slack.called("post") == ["old"]


async def test_a_messenger_with_a_bug_is_survived(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.telegram.will(RuntimeError("what people said"))
    with caplog.at_level(logging.INFO):
        async with stage.delivering() as delivery:
            await stage.show("card")
            await delivery.settled()
            stage.clock.advance(31 * SECOND)
            await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["card"]
    assert "what people said" not in caplog.text


# -- never -----------------------------------------------------------------------------------------------------------


async def test_an_unreachable_person_is_written_to_elsewhere(stage: Stage) -> None:
    anna = stage.world.people[0]
    stage.telegram.will(Never(Cause.PERSON_UNREACHABLE, "bot was blocked by the user"))
    async with stage.delivering() as delivery:
        await stage.show("word", Direct(anna.id))
        await delivery.settled()
    assert stage.telegram.called("post") == ["word"]
    assert stage.slack.shows("slack:T0000001/U0000001") == ["word"]
    assert delivery.figures.readdressed == 1
    async with stage.database.begin() as tx:
        assert (await tx.accounts.reachable(stage.world.team.id))[AccountKey("telegram:1001")] is False


async def test_a_person_with_no_other_account_is_given_up(stage: Stage) -> None:
    boris = stage.world.people[1]
    stage.telegram.will(Never(Cause.PERSON_UNREACHABLE, "bot can't initiate conversation with a user"))
    async with stage.delivering() as delivery:
        await stage.show("word", Direct(boris.id))
        await delivery.settled()
    row = await stage.row(place="telegram:1002")
    assert (row.state, row.cause) == ("dead", "unreachable")
    async with stage.database.begin() as tx:
        given_up = await tx.outbox.undelivered(stage.world.team.id, stage.clock() - timedelta(hours=1))
    assert [tuple(entry) for entry in given_up] == [
        ("telegram:1002", "card", "bot can't initiate conversation with a user")
    ]


async def test_who_is_unreachable_everywhere_is_tried_once_in_each(stage: Stage) -> None:
    anna = stage.world.people[0]
    for messenger in (stage.telegram, stage.slack):
        messenger.will(Never(Cause.PERSON_UNREACHABLE, "gone"))
    async with stage.delivering() as delivery:
        await stage.show("word", Direct(anna.id))
        await delivery.settled()
    assert len(stage.telegram.calls) == len(stage.slack.calls) == 1
    assert list((await stage.states()).values()) == ["dead"]


@pytest.mark.parametrize("cause", [Cause.CHAT_GONE, Cause.NO_RIGHTS])
async def test_a_gone_chat_is_told_to_one_admin_once(stage: Stage, cause: Cause) -> None:
    async with stage.delivering() as delivery:
        await stage.show("stands already", slot="old")
        await delivery.settled()
        stage.telegram.will(*[Never(cause, "bot was kicked from the supergroup chat")] * 3, at=GROUP)
        for number in range(3):
            await stage.show(f"m{number}", slot=f"slot:{number}")
        await stage.show("changed", slot="old")
        await delivery.settled()
    states = await stage.states()
    assert {state for slot, state in states.items() if slot.startswith("slot:")} == {"dead"}
    notices = [call for call in (*stage.telegram.calls, *stage.slack.calls) if "kicked" in call.text]
    assert len(notices) == 1
    assert notices[0].place in {"telegram:1001", "slack:T0000001/U0000001"}
    async with stage.database.begin() as tx:
        chats = await tx.teams.chats(stage.world.team.id)
    assert {chat.place: chat.gone for chat in chats}[GROUP] == "bot was kicked from the supergroup chat"


async def test_a_message_that_somebody_deleted_is_posted_anew(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("old")
        await delivery.settled()
        stage.telegram.somebody_deletes_everything(GROUP)
        await stage.show("new")
        await delivery.settled()
        await stage.show("newer")
        await delivery.settled()
    assert [call.what for call in stage.telegram.calls] == ["post", "edit", "post", "edit"]
    assert stage.telegram.shows(GROUP) == ["newer"]


async def test_a_repost_that_is_lost_forgets_the_deleted_message(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("old")
        await delivery.settled()
        stage.telegram.will(Never(Cause.MESSAGE_GONE, "message to edit not found"), Lost(arrived=False))
        await stage.show("new")
        for seconds in (0, 3, 30):
            stage.clock.advance(seconds * SECOND)
            await delivery.settled()
    assert [call.what for call in stage.telegram.calls] == ["post", "edit", "post", "find", "find", "post"]


async def test_refused_markup_is_said_in_plain_words(stage: Stage) -> None:
    stage.telegram.will(Never(Cause.REFUSED, "can't parse entities"))
    async with stage.delivering() as delivery:
        await stage.show("<b>card</b>")
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["<b>card</b>"]
    assert len(stage.telegram.calls) == 2
    assert (await stage.row()).state == "shown"


async def test_what_is_refused_in_plain_words_too_is_given_up(stage: Stage) -> None:
    stage.telegram.will(*[Never(Cause.REFUSED, "BUTTON_DATA_INVALID")] * 2)
    async with stage.delivering() as delivery:
        await stage.show("card")
        await stage.show("next", slot="next")
        await delivery.settled()
    assert await stage.states() == {"card": "dead", "next": "shown"}
    assert (await stage.row()).reason == "BUTTON_DATA_INVALID"


async def test_a_dead_token_rests_its_messenger_and_loses_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.telegram.will(Never(Cause.TOKEN_DEAD, "Unauthorized"))
    async with stage.delivering() as delivery:
        await stage.show("card")
        await delivery.settled()
        assert stage.pace.rests == [(GROUP, 60, True)]
        assert "LETUCHKA_TELEGRAM_TOKEN" in capsys.readouterr().out + caplog.text
        stage.clock.advance(timedelta(minutes=1))
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["card"]


async def test_a_group_that_moved_is_followed(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("stands", slot="old")
        await delivery.settled()
        stage.telegram.will(Moved(SUPERGROUP), at=GROUP)
        await stage.show("first", slot="first")
        await stage.show("second", slot="second")
        await delivery.settled()
        await stage.show("third", At(SUPERGROUP), slot="third")
        await delivery.settled()
    assert stage.telegram.shows(SUPERGROUP) == ["first", "second", "third"]
    async with stage.database.begin() as tx:
        assert {chat.place for chat in await tx.teams.chats(stage.world.team.id)} == {SUPERGROUP, CHANNEL}
