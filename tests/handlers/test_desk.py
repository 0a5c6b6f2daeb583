"""The desk: once, in one transaction, in the reader's words; a refusal changes nothing, a bug is told and logged."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from bot.desk import Answer, Desk, How, Incoming, Outcome, Question
from bot.rendering.plain import plain
from bot.rendering.renderer import Renderer
from handlers.registry import Registry, Request, Topic
from rituals.errors import NoText
from rituals.meeting_messages import MeetingCard
from rituals.team import AccountKey, Person, Place
from tests.house import House, button
from tests.world import another_team


class Clerk:
    """Somebody at the desk of the house."""

    def __init__(self, house: House, registry: Registry | None = None) -> None:
        self.house = house
        self.desk = Desk(house.database, registry or house.registry, Renderer(), house.clock)
        self.count = 0

    async def handles(
        self,
        who: Person | str,
        *,
        command: str | None = None,
        press: str | None = None,
        key: str | None = None,
        private: bool = False,
        **fields: object,
    ) -> Outcome:
        account = AccountKey(who) if isinstance(who, str) else who.accounts[0]
        place = Place(account) if private else self.house.world.telegram.place
        self.count += 1
        ask = replace(Request(account, place, private, self.house.clock()), **fields)  # type: ignore[arg-type]
        return await self.desk.handle(Incoming(key or f"telegram:{self.count}", ask, command=command, press=press))


def words(outcome: Outcome) -> str:
    assert isinstance(outcome, Answer), outcome
    return plain(outcome.content)


async def test_an_answer_comes_in_the_readers_language(house: House) -> None:
    clerk = Clerk(house)
    w = house.world
    assert "Лиды" in words(await clerk.handles(w.gleb, command="agenda", text="Лиды"))
    english = await clerk.handles(w.egor, command="tasks")
    assert isinstance(english, Answer)
    assert english.reader.locale == "en"
    assert english.reader.timezone == "Europe/Moscow"
    russian = await clerk.handles("telegram:777", command="help", private=True, locale="ru-RU")
    assert isinstance(russian, Answer)
    assert russian.reader.locale == "ru"


async def test_the_same_update_is_done_once(house: House) -> None:
    clerk = Clerk(house)
    first = await clerk.handles(house.world.gleb, command="agenda", text="Лиды", key="telegram:1")
    assert isinstance(first, Answer)
    assert await clerk.handles(house.world.gleb, command="agenda", text="Лиды", key="telegram:1") is None
    async with house.database.read() as tx:
        assert len(await tx.agenda.waiting(house.world.monday.id)) == 1


async def test_a_refusal_is_said_and_changes_nothing(house: House) -> None:
    clerk = Clerk(house)
    before = await house.everything_stored()
    answer = await clerk.handles(house.world.gleb, press="ritual.run:1")
    assert isinstance(answer, Answer)
    assert answer.refusal
    assert house.world.anna.name in words(answer)
    assert len(answer.line) <= 200
    assert await house.everything_stored() == before


async def test_a_press_is_a_toast_a_form_is_a_question(house: House) -> None:
    clerk = Clerk(house)
    await house.at("Mon 10:00")
    card = await house.sees(MeetingCard)
    toast = await clerk.handles(house.world.boris, press=button(card, "start").payload)
    assert isinstance(toast, Answer)
    assert toast.how is How.TOAST
    question = await clerk.handles(house.world.boris, command="decide")
    assert isinstance(question, Question)
    assert question.words.payload == f"meeting.decided:{card.occurrence}:0:"


def broken(error: Exception) -> Registry:
    topic = Topic()

    @topic.command("agenda")
    async def breaks(tx, ask):
        await tx.people.save(replace(ask.person, name="Испорчено"))
        raise error

    return Registry([topic])


async def test_a_bug_is_told_with_a_reference_and_leaves_nothing_behind(house: House) -> None:
    clerk = Clerk(house, broken(RuntimeError("boom")))
    before = await house.everything_stored()
    answer = await clerk.handles(house.world.gleb, command="agenda", key="telegram:4242")
    assert "4242" in words(answer)
    assert "boom" not in words(answer)
    assert await house.everything_stored() == before


async def test_a_refusal_after_a_change_takes_the_change_back(house: House) -> None:
    before = await house.everything_stored()
    answer = await Clerk(house, broken(NoText())).handles(house.world.gleb, command="agenda")
    assert isinstance(answer, Answer)
    assert answer.refusal
    assert await house.everything_stored() == before


async def test_trouble_with_the_database_is_raised_so_that_it_is_asked_again(house: House) -> None:
    clerk = Clerk(house, broken(OperationalError("SELECT", {}, Exception("gone"))))
    with pytest.raises(OperationalError):
        await clerk.handles(house.world.gleb, command="agenda", key="telegram:1")
    async with house.database.begin() as tx:
        assert await tx.inbox.first_time("telegram:1", house.clock())


class Deadlock(Exception):  # noqa: N818  It names the situation.
    """As psycopg tells of one."""

    sqlstate = "40P01"


@pytest.mark.parametrize(("times", "works"), [(2, True), (3, False)])
async def test_what_the_database_gives_up_for_somebody_else_is_done_again(
    house: House, times: int, works: bool
) -> None:
    troubles = [OperationalError("SELECT", {}, Deadlock()) for _ in range(times)]
    topic = Topic()

    @topic.command("agenda")
    async def breaks(tx, ask):
        if troubles:
            raise troubles.pop()

    handled = Clerk(house, Registry([topic])).handles(house.world.gleb, command="agenda")
    if works:
        assert await handled is None
    else:
        with pytest.raises(OperationalError):
            await handled


async def test_what_runs_before_belongs_to_the_same_transaction(house: House) -> None:
    clerk = Clerk(house)
    done = []

    async def before(tx) -> None:
        done.append(await tx.teams.all())

    ask = Request(house.world.gleb.accounts[0], house.world.telegram.place, private=False, now=house.clock())
    incoming = Incoming("telegram:9", ask, command="tasks")
    for _ in range(2):
        await clerk.desk.handle(incoming, before)
    assert len(done) == 1


async def test_a_private_button_finds_its_team_whichever_is_chosen(house: House) -> None:
    """Gleb is of two teams; what he may press of the other one is his, what is nobody's is refused all the same."""
    w = house.world
    async with house.database.begin() as tx:
        theirs = await another_team(tx)
        await tx.people.save(replace(theirs.gleb, accounts=w.gleb.accounts))
    clerk = Clerk(house)
    await clerk.handles(w.gleb, press=f"team.choose:{w.team.id}", private=True)
    before = await house.everything_stored()
    for ritual, kept in ((theirs.monday.id, True), (w.monday.id, True), (theirs.monday.id + 99, False)):
        answer = await clerk.handles(w.gleb, press=f"agenda.show:{ritual}", private=True)
        assert isinstance(answer, Answer)
        assert answer.refusal is not kept, ritual
    english = await clerk.handles(w.gleb, press=f"ritual.pause:{theirs.monday.id}", private=True)
    assert isinstance(english, Answer)
    assert english.refusal, "and it is decided there what he may do"
    in_the_group = await clerk.handles(w.gleb, press=f"agenda.show:{theirs.monday.id}")
    assert isinstance(in_the_group, Answer)
    assert in_the_group.refusal, "a chat is of one team"
    stored = await house.everything_stored()
    assert {name for name in stored if stored[name] != before[name]} == {"inbox"}
