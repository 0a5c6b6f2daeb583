"""Who added an agenda item without a name is found nowhere: in no table, no message, no log."""

from structlog.testing import capture_logs

from bot.storage.tables import metadata
from handlers.registry import Ask, Quote
from rituals import errors
from rituals.agenda_messages import AgendaPosted, ItemAdded
from rituals.meeting_messages import MeetingCard
from rituals.protocol_messages import ProtocolPosted
from rituals.team import Person
from tests.house import House, said

WORDS = "премии делят нечестно"


async def added_without_a_name(house: House, who: Person) -> ItemAdded:
    form = await house.presses(who, f"agenda.add:{house.world.monday.id}")
    assert isinstance(form, Ask)
    return said(await house.submits(who, form, text=WORDS, sign="anonymous"), ItemAdded)


async def rows_after(house: House, who: Person) -> dict[str, list[tuple[object, ...]]]:
    """What is stored when this person has added it, without the numbers of updates."""
    await added_without_a_name(house, who)
    return await house.everything_stored()


async def test_the_database_is_the_same_whoever_it_was(house: House) -> None:
    """The rows that came into being do not name the author, by id, by account, by name or by department."""
    before = await house.everything_stored()
    with capture_logs() as logs:
        after = await rows_after(house, house.world.gleb)
    new = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    assert [row for row in new["items"] if WORDS in row]
    columns = [column.name for column in metadata.tables["items"].columns]
    [item] = [dict(zip(columns, row, strict=True)) for row in new["items"]]
    assert (item["by_id"], item["department"], item["link"]) == (None, None, None)
    told = repr({name: rows for name, rows in new.items() if rows})
    for trace in ("Глеб", "telegram:1004", "U0000004", "sales"):
        assert trace not in told
    assert WORDS not in repr(logs)
    assert not [name for name in ("dialogues", "codes", "item_votes") if new[name]]


async def test_nobody_can_take_it_back_by_knowing_its_number(house: House) -> None:
    item = await added_without_a_name(house, house.world.gleb)
    for who in (house.world.gleb, house.world.darya):
        assert isinstance(await house.presses(who, f"agenda.take_back:{item.item}"), errors.NotYourItem)


async def test_its_way_through_a_meeting_does_not_tell_either(house: House) -> None:
    await added_without_a_name(house, house.world.gleb)
    await house.at("Mon 10:00")
    await house.says(house.world.boris, "/start_meeting")
    await house.says(house.world.boris, "/decide Делим иначе")
    await house.says(house.world.boris, "/close_meeting")
    protocol = (await house.sees(ProtocolPosted)).protocol
    assert [(item.by, item.department, item.link) for item in protocol.items if item.text == WORDS] == [
        (None, None, None)
    ]
    posted = (await house.sees(MeetingCard, house.world.telegram.place), await house.sees(AgendaPosted))
    assert "Глеб" not in "".join(line for line in repr(posted).split("AgendaLine") if WORDS in line)


async def test_a_quoted_message_is_not_linked(house: House) -> None:
    form = await house.presses(house.world.gleb, f"agenda.add:{house.world.monday.id}")
    assert isinstance(form, Ask)
    payload = ":".join([form.form.press, *map(str, form.form.args())])
    quote = Quote("слова Глеба", "https://t.me/c/1/2")
    values = {"text": WORDS, "sign": "anonymous"}
    assert said(await house._ask(house.world.gleb, press=payload, values=values, quote=quote), ItemAdded).anonymous
    assert "t.me/c/1/2" not in repr(await house.everything_stored())
