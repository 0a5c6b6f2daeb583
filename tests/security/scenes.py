"""The states of the table of rights: a team in which nobody is two things at once, and how each state comes about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from handlers.registry import NO_STANDING, Standing
from handlers.schedules import AskSchedule
from handlers.words import minutes_of
from rituals.chairing import ChairRule
from rituals.kinds.breakfast import BreakfastOptions
from rituals.kinds.declaration import MeetingOptions
from rituals.parts import Part, Partaking
from rituals.pausing import pause
from rituals.planning import replan
from rituals.survey import Survey
from rituals.survey_questions import SurveyTemplate
from rituals.surveying import close_round, start
from rituals.team import AccountKey, Department, Person, PersonId, Place, Role
from rituals.timeline import Ritual, Variant
from tests.cups import CLOSING, OPENING, a_cup, stored_votes, votes
from tests.house import House, said
from tests.rituals.other_meetings import add
from tests.security import rights
from tests.security.rights import Who
from tests.world import another_team

NEW_CHAT = Place("telegram:-1006666")

STANDINGS = {
    Who.GUEST: Standing(guest=True),
    Who.RUNNER: Standing(runs_chat=True, title="Северный филиал"),
    Who.BEGINNER: Standing(runs_chat=True, title="Северный филиал"),
}

ACCOUNTS = {
    Who.STRANGER: AccountKey("telegram:6661"),
    Who.GUEST: AccountKey("telegram:6662"),
    Who.RUNNER: AccountKey("telegram:6663"),
    Who.BEGINNER: AccountKey("telegram:6664"),
}

OTHERS = (
    (Who.OUTSIDER, "Олег Зимин", None),
    (Who.HR, "Инна Зотова", Role.HR),
    (Who.CEO, "Кира Белая", Role.CEO),
    (Who.MODERATOR, "Мила Вольт", Role.MODERATOR),
    (Who.ADMIN, "Лев Админский", None),
    (Who.LEFT, "Пётр Ушедший", None),
)
"""Those of neither department."""


@dataclass
class Scene:
    """A team in one state. `facts` are the ids that a payload may name, by their names."""

    house: House
    cast: dict[Who, Person] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    place: Place | None = None
    between_few: bool = False

    def account(self, who: Who) -> AccountKey:
        return ACCOUNTS[who] if who in ACCOUNTS else self.cast[who].accounts[0]

    def standing(self, who: Who) -> Standing:
        return STANDINGS.get(who, NO_STANDING)

    def of(self, who: Who) -> Person:
        return self.cast[who]


async def the_cast(house: House) -> Scene:
    """One person a part: the chair is no director, the director is no admin; darya leads by the rota."""
    w, scene = house.world, Scene(house)
    async with house.database.begin() as tx:
        for n, (who, name, role) in enumerate(OTHERS):
            person = Person(
                PersonId(0),
                w.team.id,
                name,
                Department.OTHER,
                role,
                who is Who.ADMIN,
                (AccountKey(f"telegram:{2000 + n}"),),
                active=who is not Who.LEFT,
            )
            scene.cast[who] = await tx.people.add(person)
        cmo = replace(w.anna, admin=False)
        await tx.people.save(cmo)
        scene.cast[Who.ELSEWHERE] = (await another_team(tx)).boris
        monday = replace(w.monday, options=MeetingOptions(chair=ChairRule.ROTA))
        await tx.rituals.save(monday)
    scene.cast |= {
        Who.PARTICIPANT: w.vera,
        Who.AUTHOR: w.egor,
        Who.OWNER: w.gleb,
        Who.CHAIR: w.darya,
        Who.CCO: w.boris,
        Who.CMO: cmo,
    }
    occurrence = (await house.occurrences())[0]
    async with house.database.begin() as tx:
        for person in (cmo, w.boris, w.vera, w.gleb, w.egor):
            await tx.parts.put(Partaking(occurrence.id, person.id, Part.DECLINED, house.clock()))
    scene.facts = {
        "team": w.team.id,
        "chat": w.slack.id,
        "person": w.vera.id,
        "left": scene.of(Who.LEFT).id,
        "setup": 1,
        "protocol": 1,
        "search": 1,
        "survey": 1,
        "cup": 1,
    }
    await of_meeting(scene, w.monday)
    return scene


async def of_meeting(scene: Scene, ritual: Ritual) -> None:
    """The facts of a ritual: its meeting, its item, another ritual beside it."""
    house = scene.house
    occurrence = (await house.occurrences(ritual))[-1 if ritual.kind == "cup" else 0]
    scene.facts |= {
        "ritual": ritual.id,
        "meeting": occurrence.id,
        "at": minutes_of(occurrence.starts_at),
        "to": minutes_of(occurrence.starts_at) + 60,
    }
    async with house.database.read() as tx:
        items = await tx.agenda.waiting(ritual.id)
        scene.facts["item"] = items[0].id if items else scene.facts.get("item", 1)
        beside = next((one for one in await tx.rituals.of(house.world.team.id) if one.id != ritual.id), ritual)
        scene.facts["other"] = beside.id


async def calm(house: House) -> Scene:
    """Thursday: an item of the author, an action item of the owner that the author gave."""
    scene = await the_cast(house)
    await add(house, "review")
    await house.says(scene.of(Who.AUTHOR), "/agenda Лиды")
    said(await house.says(scene.of(Who.AUTHOR), "/task Глеб звонки, до пятницы"), object)
    async with house.database.read() as tx:
        (task,) = await tx.tasks.open_in(house.world.team.id)
    scene.facts["task"] = task.id
    await of_meeting(scene, house.world.monday)
    form = await house.presses(scene.of(Who.ADMIN), f"ritual.schedule:{house.world.monday.id}")
    shown = said(await house.submits(scene.of(Who.ADMIN), form, **ANSWERS["schedule.asked"]), AskSchedule)
    scene.facts |= {"code": shown.code, "stamp": shown.stamp}
    return scene


async def settled(house: House) -> Scene:
    scene = await calm(house)
    await house.presses(scene.of(Who.OWNER), f"task.done:{scene.facts['task']}")
    return scene


async def gathering(house: House) -> Scene:
    scene = await the_cast(house)
    await house.says(scene.of(Who.AUTHOR), "/agenda Лиды")
    await house.at("Mon 10:00")
    await of_meeting(scene, house.world.monday)
    return scene


async def running(house: House) -> Scene:
    scene = await gathering(house)
    await house.says(scene.of(Who.CHAIR), "/start_meeting")
    return scene


async def review(house: House) -> Scene:
    scene = await the_cast(house)
    await house.says(scene.of(Who.AUTHOR), "/task Глеб звонки, до пятницы")
    await house.at("Mon 10:00")
    await house.says(scene.of(Who.CHAIR), "/start_meeting")
    return scene


async def held(house: House) -> Scene:
    scene = await running(house)
    await house.says(scene.of(Who.CHAIR), "/decide Вместе")
    await house.says(scene.of(Who.CHAIR), "/close_meeting")
    async with house.database.begin() as tx:
        searcher = scene.of(Who.PARTICIPANT)
        scene.facts["search"] = await tx.archive.keep_search(house.world.team.id, searcher.id, "вместе")
    return scene


async def later(house: House) -> Scene:
    scene = await held(house)
    await house.at("Wed 12:00")
    return scene


async def coming(house: House) -> Scene:
    """The directors will meet in private; somebody of the team has suggested something."""
    scene = await the_cast(house)
    breakfast = await add(house, "breakfast", BreakfastOptions())
    form = await house.presses(scene.of(Who.AUTHOR), f"agenda.add:{breakfast.id}")
    await house.submits(scene.of(Who.AUTHOR), form, text="Только вам", sign="name")
    await of_meeting(scene, breakfast)
    return scene


async def private(house: House) -> Scene:
    scene = await coming(house)
    scene.between_few = True
    await house.at("Wed 09:00")
    await house.presses(scene.of(Who.CCO), f"meeting.start:{scene.facts['meeting']}", private=True)
    return scene


async def kept(house: House) -> Scene:
    scene = await private(house)
    number = scene.facts["meeting"]
    await house.says(scene.of(Who.CCO), "/decide Помириться", private=True)
    await house.says(scene.of(Who.CCO), "/task Глеб звонки, до пятницы", private=True)
    await house.presses(scene.of(Who.CCO), f"meeting.close:{number}", private=True)
    async with house.database.read() as tx:
        (task,) = await tx.tasks.open_in(house.world.team.id)
    scene.facts["task"] = task.id
    return scene


async def new(house: House) -> Scene:
    """A chat without a team, where somebody has begun to set one up."""
    scene = await the_cast(house)
    scene.place = NEW_CHAT
    by, name = scene.account(Who.BEGINNER), "Олег Корнев"
    await house.hears("chat.added", by, NEW_CHAT, locale="ru")
    await house.presses(by, "setup.begin", place=NEW_CHAT, name=name, standing=scene.standing(Who.BEGINNER))
    async with house.database.read() as tx:
        draft = await tx.setups.at(NEW_CHAT)
    assert draft is not None
    scene.facts["setup"] = draft.id
    return scene


async def paused(house: House) -> Scene:
    scene = await the_cast(house)
    async with house.database.begin() as tx:
        await pause(tx, house.world.team, house.world.monday, None, "Лев", house.clock())
    return scene


async def missed(house: House) -> Scene:
    scene = await the_cast(house)
    await house.at("Mon 13:00")
    return scene


async def written(house: House) -> Scene:
    scene = await the_cast(house)
    async with house.database.begin() as tx:
        await replan(tx, replace(house.world.monday, variant=Variant.ASYNC), house.world.team, house.clock())
    await house.at("Mon 10:00")
    return scene


async def gone(house: House) -> Scene:
    scene = await the_cast(house)
    async with house.database.begin() as tx:
        await tx.people.save(replace(scene.of(Who.LEFT), active=True))
    await house.says(scene.of(Who.AUTHOR), "/task Пётр звонки, до пятницы")
    await house.presses(scene.of(Who.ADMIN), f"person.leave:{scene.of(Who.LEFT).id}")
    return scene


async def vote(house: House) -> Scene:
    scene = await the_cast(house)
    cup = await a_cup(house)
    await house.at(OPENING)
    (opened,) = await stored_votes(house, cup)
    for elector in (Who.CCO, Who.OWNER, Who.CHAIR):
        await votes(house, scene.of(elector), scene.of(Who.PARTICIPANT))
    await of_meeting(scene, cup)
    candidate = scene.of(Who.PARTICIPANT).id
    scene.facts |= {"cup": cup.id, "vote": opened.id, "candidate": candidate, "round": opened.occurrence}
    return scene


async def won(house: House) -> Scene:
    scene = await vote(house)
    await house.at(CLOSING)
    return scene


async def a_survey(house: House) -> Scene:
    scene = await the_cast(house)
    async with house.database.begin() as tx:
        drafted = Survey.drafted(house.world.team.id, SurveyTemplate.OWN, by=scene.of(Who.HR).id, title="Стенд")
        questions = Survey.drafted(house.world.team.id, SurveyTemplate.PULSE, by=None).questions
        survey = await tx.surveys.add(replace(drafted, questions=questions))
    scene.facts["survey"] = survey.id
    return scene


async def asked(house: House) -> Scene:
    scene = await a_survey(house)
    await _with_survey(scene, start)
    return scene


async def closed(house: House) -> Scene:
    scene = await asked(house)
    await _with_survey(scene, close_round)
    await _with_survey(scene, close_round)
    return scene


async def released(house: House) -> Scene:
    scene = await closed(house)
    async with house.database.begin() as tx:
        survey = await tx.surveys.get(house.world.team.id, scene.facts["survey"])
        await tx.surveys.save(replace(survey, released_at=house.clock()))
    return scene


async def _with_survey(scene: Scene, deed: Callable[..., Awaitable[Survey]]) -> None:
    house = scene.house
    async with house.database.begin() as tx:
        survey = await tx.surveys.get(house.world.team.id, scene.facts["survey"])
        await deed(tx, house.world.team, survey, house.clock())


SCENES: dict[str, Callable[[House], Awaitable[Scene]]] = {
    rights.CALM: calm,
    rights.OPEN: gathering,
    rights.RUNNING: running,
    rights.REVIEW: review,
    rights.HELD: held,
    rights.LATER: later,
    rights.COMING: coming,
    rights.PRIVATE: private,
    rights.KEPT: kept,
    rights.NEW: new,
    rights.PAUSED: paused,
    rights.MISSED: missed,
    rights.WRITTEN: written,
    rights.GONE: gone,
    rights.VOTE: vote,
    rights.WON: won,
    rights.DRAFT: a_survey,
    rights.ASKED: asked,
    rights.CLOSED: closed,
    rights.RELEASED: released,
    rights.SETTLED: settled,
}

ANSWERS: dict[str, dict[str, str]] = {
    "schedule.asked": {"every": "week", "place": "", "weekday": "tue", "at": "10:00", "minutes": "30", "day_off": "next"},
    "pause.until": {"until": "11.01.2027"},
    "setup.placed": {"team": "Север", "timezone": "Europe/Moscow", "holidays": "RU"},
    "setup.timed": {"weekday": "tue", "at": "11:00"},
    "team.placed": {"team": "Original", "language": "ru", "timezone": "Europe/Moscow", "holidays": "RU"},
    "person.renamed": {"name": "Вера Новая"},
    "director.named": {"person": "Борис"},
    "move.when": {"when": "вторник 12:00"},
    "agenda.added": {"text": "Цены", "sign": "name"},
    "meeting.handed_over": {"owner": "Борис"},
    "meeting.decided": {"text": "Вместе"},
    "meeting.comes_late": {"minutes": "10"},
    "meeting.placed": {"place": "Кафе"},
    "meeting.invited": {"guest": "Глеб"},
    "task.given": {"text": "Звонки", "owner": "Глеб", "due": "завтра"},
    "task.explained": {"why": "болел", "now": "drop"},
    "task.dated": {"due": "25.12.2026"},
    "task.owned": {"owner": "Вера"},
    "task.parts": {
        "first": "раз", "first_owner": "Вера", "first_due": "25.12.2026",
        "second": "два", "second_owner": "Глеб", "second_due": "25.12.2026",
    },
    "task.dropped": {"why": "не нужно"},
    "task.inherited": {"owner": "Глеб"},
    "chair.chosen": {"owner": "Дарья"},
    "person.merged": {"other": "{left}"},
    "protocol.objected": {"decision": "1", "why": "не так"},
    "protocol.amended": {"text": "ещё"},
    "standup.answered": {"done": "раз", "plan": "два", "blocked": ""},
    "cup.because": {"why": "помогла"},
    "cup.given": {"holder": "Вера"},
    "survey.titled": {"title": "Стенд"},
    "survey.added": {"kind": "text", "ask": "Что?"},
    "survey.filed": {"questions": "questions:\n  - ask: Что?"},
    "survey.written": {"text": "слова"},
    "survey.on_agenda": {"text": "слова"},
    "team.away_on": {"days": "завтра"},
    "personal.set": {"locale": "ru", "timezone": ""},
}  # fmt: skip
"""What is answered in the forms, by their press."""

WORDS = {"/decide": "Вместе", "/task": "Глеб прайс, завтра", "/agenda": "Лиды", "/join": "sales"}
"""What is written after a command."""
