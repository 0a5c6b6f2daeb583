"""Which team is meant, what a stranger is told, and what happens when the bot comes into a chat or is thrown out."""

from handlers.help import Home
from handlers.registry import Request, Say
from handlers.teams import TeamChosen, WhichTeam
from rituals.agenda_messages import ItemAdded
from rituals.errors import UnknownCommand
from rituals.meeting_messages import MeetingCard
from rituals.notices import ChatGone
from rituals.setup_messages import Greeting
from rituals.team import AccountKey, Place
from tests.house import House, button, buttons, said
from tests.world import another_team

STRANGER = AccountKey("telegram:777")


async def event(house: House, name: str, place: Place) -> None:
    """What the messenger itself tells."""
    request = Request(STRANGER, place, private=False, now=house.clock())
    async with house.database.begin() as tx:
        await house.registry.events[name].handler(tx, request)


async def in_two_teams(house: House) -> House:
    """Gleb is a person of the other team too."""
    from dataclasses import replace

    async with house.database.begin() as tx:
        theirs = await another_team(tx)
        await tx.people.save(replace(theirs.gleb, accounts=house.world.gleb.accounts))
    other = House(house.database, house.clock, theirs)
    await other.plan()
    return other


async def test_in_private_with_several_teams_it_asks_once_and_remembers(house: House) -> None:
    other = await in_two_teams(house)
    gleb = house.world.gleb
    asked = said(await house.says(gleb, "/agenda Мимо", private=True), WhichTeam)
    assert [name for _, name in asked.teams] == ["Original Works", "Other Works"]
    said(await house.presses(gleb, asked.buttons()[1][0], private=True), TeamChosen)
    said(await house.says(gleb, "/agenda Туда", private=True), ItemAdded)
    async with house.database.read() as tx:
        assert [item.text for item in await tx.agenda.waiting(other.world.monday.id)] == ["Туда"]
        assert await tx.agenda.waiting(house.world.monday.id) == []
    said(await house.presses(gleb, f"team.choose:{house.world.team.id}", private=True), TeamChosen)
    assert said(await house.says(gleb, "/help", private=True), Home).team == "Original Works"


async def test_in_a_chat_it_is_the_chats_team(house: House) -> None:
    other = await in_two_teams(house)
    gleb = house.world.gleb
    said(await house.says(gleb, "/agenda Сюда"), ItemAdded)
    said(await house.says(gleb, "/agenda Туда", place=other.world.telegram.place), ItemAdded)
    async with house.database.read() as tx:
        for world, text in ((house.world, "Сюда"), (other.world, "Туда")):
            assert [item.text for item in await tx.agenda.waiting(world.monday.id)] == [text]


async def test_a_topic_belongs_to_the_team_of_its_group(house: House) -> None:
    topic = Place(f"{house.world.telegram.place}/5")
    said(await house.says(house.world.gleb, "/agenda Лиды", place=topic), ItemAdded)


async def test_help_says_what_can_be_done_here_now(house: House) -> None:
    w = house.world
    home = said(await house.says(w.gleb, "/help"), Home)
    assert (home.team, home.member, home.running, home.next_at) == (
        w.team.name,
        True,
        False,
        house.moment("Mon 10:00"),
    )
    await house.at("Mon 10:00")
    assert said(await house.says(w.gleb, "/help", private=True), Home).running
    stranger = said(await house.says(STRANGER, "/start", private=True, name="Кто"), Home)
    assert (stranger.team, stranger.name, stranger.buttons()) == (None, "Кто", ())
    visitor = said(await house.says(STRANGER, "/help"), Home)
    assert (visitor.team, visitor.member) == (w.team.name, False)


async def test_an_unknown_command_names_the_nearest(house: House) -> None:
    for command, nearest in (("agnda", "agenda"), ("AGENDA", None), ("протокол", None)):
        reply = await house.says(house.world.gleb, f"/{command}")
        if command == "AGENDA":
            assert isinstance(reply, Say)
        else:
            assert isinstance(reply, UnknownCommand)
            assert reply.nearest == nearest


async def test_a_chat_that_is_lost_is_told_to_an_admin_once_and_comes_back(house: House) -> None:
    w = house.world
    for _ in range(2):
        await event(house, "chat.removed", w.telegram.place)
    assert [(s.person, s.message.messenger) for s in await house.sights(ChatGone)] == [(w.anna.id, "telegram")]
    await house.at("Mon 10:00")
    assert [s.place for s in await house.sights(MeetingCard)] == [w.slack.place]
    await event(house, "chat.added", w.telegram.place)
    greeting = await house.sees(Greeting)
    assert greeting.team == w.team.name
    card = await house.sees(MeetingCard, w.slack.place)
    await house.presses(w.boris, button(card, "start"))
    assert {s.place for s in await house.sights(MeetingCard)} == {w.slack.place, w.telegram.place}


async def test_in_a_chat_of_nobody_the_greeting_helps_the_admin(house: House) -> None:
    nowhere = Place("telegram:-424242")
    await event(house, "chat.added", nowhere)
    greeting = await house.sees(Greeting, nowhere)
    assert (greeting.team, greeting.place) == (None, nowhere)
    assert buttons(greeting) == ["begin", "sales", "marketing", "language"]
    await event(house, "chat.removed", nowhere)
    assert await house.sights(ChatGone) == []
