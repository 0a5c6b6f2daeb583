"""Asking about the agenda: add, reply, anonymous, vote, take back."""

from dataclasses import replace
from datetime import timedelta

from handlers.registry import Ask, Quote
from rituals.agenda_messages import AddItemForm, AgendaPanel, ChooseRitual, ItemAdded, ItemTakenBack
from rituals.errors import NoSuchItem, NoText, NotYourItem, TooLong
from rituals.meeting_messages import MeetingCard
from tests.house import House, button, buttons, said
from tests.world import a_ritual


async def panel(house: House, who) -> AgendaPanel:
    return said(await house.says(who, "/agenda"), AgendaPanel)


async def test_a_reply_puts_the_message_with_its_link_on_the_agenda(house: House) -> None:
    w = house.world
    quote = Quote("Клиент ушёл", "https://t.me/c/1/2")
    said(await house.says(w.gleb, "/agenda Почему?", quote=quote), ItemAdded)
    said(await house.presses(w.vera, "agenda.quote", quote=Quote("Слово в слово")), ItemAdded)
    lines = (await panel(house, w.gleb)).lines
    assert {(line.text, line.link, line.by) for line in lines} == {
        ("Почему?\nКлиент ушёл", "https://t.me/c/1/2", w.gleb.name),
        ("Слово в слово", None, w.vera.name),
    }
    assert isinstance(await house.presses(w.vera, "agenda.quote", quote=Quote(" ")), NoText)
    assert isinstance(await house.presses(w.vera, "agenda.quote"), NoText)
    assert isinstance(await house.says(w.gleb, "/agenda " + "x" * 4001), TooLong)


async def test_without_a_name_nobody_stands_in_any_row(house: House) -> None:
    w = house.world
    house.clock.advance(timedelta(minutes=17, seconds=5))
    before = await house.everything_stored()
    asked = await house.presses(w.gleb, f"agenda.add:{w.monday.id}")
    quote = Quote("Письмо", "https://t.me/c/1/2")
    payload = f"agenda.added:{w.monday.id}"
    added = await house.presses(w.gleb, payload, values={"text": "Нас не слышат", "sign": "anonymous"}, quote=quote)
    assert isinstance(asked, Ask)
    message = said(added, ItemAdded)
    assert message.anonymous
    assert buttons(message) == ["show"]
    after = await house.everything_stored()
    new = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
    ((item),) = new.pop("items")
    assert not any(new.values()), new
    assert {w.gleb.id, w.gleb.name, w.gleb.department, *w.gleb.accounts}.isdisjoint(
        value for value in item if not isinstance(value, int) or value > 4
    )
    async with house.database.read() as tx:
        (stored,) = await tx.agenda.waiting(w.monday.id)
    assert (stored.by, stored.department, stored.link) == (None, None, None)
    assert (stored.created_at.minute, stored.created_at.second) == (0, 0)
    (line,) = (await panel(house, w.gleb)).lines
    assert (line.by, line.department) == (None, None)
    assert isinstance(await house.presses(w.gleb, f"agenda.take_back:{stored.id}"), NotYourItem)
    said(await house.presses(w.anna, f"agenda.take_back:{stored.id}"), ItemTakenBack)


async def test_votes_put_an_item_first_count_once_and_can_be_taken_back(house: House) -> None:
    w = house.world
    for text in ("S1", "S2"):
        await house.says(w.gleb, f"/agenda {text}")
    second = next(line for line in (await panel(house, w.vera)).lines if line.text == "S2")
    for who, votes in ((w.vera, 1), (w.darya, 2), (w.vera, 1)):
        shown = said(await house.presses(who, f"agenda.vote:{second.id}:0"), AgendaPanel)
        assert [(line.text, line.votes) for line in shown.lines] == [("S2", votes), ("S1", 0)]
    assert second.id in (await panel(house, w.darya)).voted
    assert (await panel(house, w.vera)).voted == ()
    labels = [b.label for row in (await panel(house, w.darya)).buttons() for b in row if b.name == "vote"]
    assert labels == ["▼ 1", "▲ 2"]


async def test_an_item_is_taken_back_by_who_added_it_and_by_admins(house: House) -> None:
    w = house.world
    added = said(await house.says(w.gleb, "/agenda S1"), ItemAdded)
    assert isinstance(await house.presses(w.vera, button(added, "take_back")), NotYourItem)
    said(await house.presses(w.gleb, button(added, "take_back")), ItemTakenBack)
    assert isinstance(await house.presses(w.gleb, button(added, "take_back")), NoSuchItem)
    added = said(await house.says(w.gleb, "/agenda S2"), ItemAdded)
    assert "take_back" in buttons(await panel(house, w.anna))
    assert "take_back" not in buttons(await panel(house, w.vera))
    said(await house.presses(w.anna, f"agenda.remove:{added.item}:0"), AgendaPanel)


async def test_in_a_meeting_the_item_under_discussion_can_be_taken_back_a_discussed_one_not(house: House) -> None:
    w = house.world
    items = [said(await house.says(w.gleb, f"/agenda S{n}"), ItemAdded) for n in (1, 2, 3)]
    await house.at("Mon 10:00")
    await house.says(w.boris, "/start_meeting")
    await house.says(w.boris, "/decide Решено")
    await house.says(w.boris, "/next")
    assert isinstance(await house.presses(w.gleb, button(items[0], "take_back")), NoSuchItem)
    said(await house.presses(w.gleb, button(items[1], "take_back")), ItemTakenBack)
    card = await house.sees(MeetingCard)
    assert card.item is not None
    assert (card.item.text, card.coming) == ("S3", ())


async def test_with_several_meetings_the_button_asks_which_and_the_command_takes_the_next(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        second = await a_ritual(tx, w.team, "second")
        later = replace(second.schedule, on=type(second.schedule.on).parse("fri"))
        await tx.rituals.save(replace(second, schedule=later))
        second = replace(second, schedule=later)
    await house.plan(second)
    asked = await house.presses(w.gleb, "agenda.add")
    choice = said(asked, ChooseRitual)
    assert [one.name for one in choice.rituals] == ["second", "monday"]
    form = await house.presses(w.gleb, choice.buttons()[1][0])
    assert isinstance(form, Ask)
    assert isinstance(form.form, AddItemForm)
    assert said(await house.submits(w.gleb, form, text="S1", sign="name"), ItemAdded).name == "monday"
    assert said(await house.says(w.gleb, "/agenda S2"), ItemAdded).name == "second"


async def test_a_long_agenda_has_pages(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        from rituals.gathering import add

        for number in range(12):
            await add(tx, w.team, w.monday, f"S{number}", w.gleb, house.clock())
    first = await panel(house, w.gleb)
    assert (first.pages, len(first.shown)) == (2, 10)
    last = said(await house.presses(w.gleb, button(first, "later")), AgendaPanel)
    assert [line.number for line in last.shown] == [11, 12]
    assert "earlier" in buttons(last)
