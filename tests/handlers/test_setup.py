"""From "added to the chat" to the first ritual: page by page, by whoever may, in one chat or several."""

from dataclasses import replace

import pytest

from handlers.people import Joined
from handlers.registry import NO_STANDING, Ask, Standing
from rituals.beginning import AskRun
from rituals.errors import OnlyAdmins, UnknownButton
from rituals.meeting_messages import MeetingCard
from rituals.messages import Message
from rituals.move_errors import NoSuchSchedule
from rituals.setup_errors import (
    ChatHasATeam,
    NoGuests,
    NoSuchCountry,
    NoSuchZone,
    NothingSetUp,
    OnlyWhoRunsTheChat,
    SetUpByAnother,
    SetUpInTheChat,
    WrongChatCode,
)
from rituals.setup_messages import (
    ChatCode,
    ChatJoined,
    Greeting,
    MoreRituals,
    PreviewPage,
    ProposalPanel,
    RitualsPage,
    SetUp,
    SetupCancelled,
    TeamPanel,
    WherePage,
    WhoIs,
    WhoPage,
    WillJoin,
)
from rituals.team import AccountKey, Department, Market, Place, Role, Team
from tests.house import House, button, buttons, said

NEW_CHAT = Place("telegram:-100777")
NEW_CHANNEL = Place("slack:T0000001/C0000777")
ROOT = AccountKey("telegram:3001")
OLEG = AccountKey("telegram:3002")
RUNS = Standing(runs_chat=True, title="Северный филиал")


async def added(house: House, place: Place = NEW_CHAT, by: AccountKey = ROOT, locale: str = "ru") -> Greeting:
    await house.hears("chat.added", by, place, locale=locale, standing=replace(RUNS, runs_chat=False))
    return await house.sees(Greeting, place)


async def begins(house: House, who: AccountKey = ROOT, place: Place = NEW_CHAT, locale: str = "ru", **how: object):
    return await house.presses(who, "setup.begin", place=place, name="Олег Корнев", locale=locale, standing=RUNS, **how)


async def goes_on(house: House, page: Message, name: str = "next", **how: object):
    return await house.presses(ROOT, button(page, name), place=NEW_CHAT, **how)


async def the_team(house: House, place: Place = NEW_CHAT) -> Team | None:
    async with house.database.read() as tx:
        found = await tx.teams.at(place)
        return found[0] if found else None


class TestFiveTaps:
    async def test_from_the_greeting_to_the_first_meeting(self, house: House) -> None:
        greeting = await added(house)
        assert buttons(greeting) == ["begin", "sales", "marketing", "language"]
        where = said(await begins(house), WherePage)
        assert (where.team, where.language, where.timezone, where.holidays) == (
            "Северный филиал",
            "ru",
            "Europe/Moscow",
            "RU",
        )
        who = said(await goes_on(house, where), WhoPage)
        rituals = said(await goes_on(house, who), RitualsPage)
        assert [line.kind for line in rituals.rituals] == ["standup", "review", "breakfast", "strategy", "cup"]
        preview = said(await goes_on(house, rituals), PreviewPage)
        assert {kind for _, kind in preview.meetings} == {"standup", "review", "breakfast", "strategy", "cup"}
        assert [at for at, _ in preview.meetings] == sorted(at for at, _ in preview.meetings)
        assert await the_team(house) is None, "nothing is made before the last tap"
        done = said(await goes_on(house, preview, "create"), SetUp)

        team = await the_team(house)
        assert (team.name, team.timezone, team.holidays, team.market) == (
            "Северный филиал",
            "Europe/Moscow",
            "RU",
            Market.B2B,
        )
        assert (await house.sees(Greeting, NEW_CHAT)).team == team.name
        async with house.database.read() as tx:
            (root,) = await tx.people.of(team.id)
            assert (root.name, root.admin, root.accounts) == ("Олег Корнев", True, (ROOT,))
            assert len({o.ritual for o in await tx.occurrences.upcoming(team.id)}) == 5

        asked = said(await goes_on(house, done, "run"), AskRun)
        assert (asked.chats, asked.people) == (1, 1)
        await goes_on(house, asked, "begin")
        await house.tick()
        assert (await house.sees(MeetingCard, NEW_CHAT)).kind == "standup"

    async def test_a_second_press_on_create_makes_no_second_team(self, house: House) -> None:
        preview = await self._preview(house)
        said(await goes_on(house, preview, "create"), SetUp)
        assert isinstance(await goes_on(house, preview, "create"), NothingSetUp)
        async with house.database.read() as tx:
            assert len(await tx.teams.all()) == 2

    async def test_a_chat_that_got_a_team_meanwhile_gets_no_other(self, house: House) -> None:
        preview = await self._preview(house)
        code = await chat_code(house)
        joined = await house.says(OLEG, f"/setup {code}", place=NEW_CHAT, standing=RUNS)
        said(joined, ChatJoined)
        assert isinstance(await goes_on(house, preview, "create"), NothingSetUp)
        assert (await the_team(house)).id == house.world.team.id

    async def _preview(self, house: House) -> PreviewPage:
        await added(house)
        page = said(await begins(house), WherePage)
        for kind in (WhoPage, RitualsPage, PreviewPage):
            page = said(await goes_on(house, page), kind)
        return page


class TestAnswers:
    async def test_what_the_messenger_says_of_time_and_country_is_proposed(self, house: House) -> None:
        told = Standing(runs_chat=True, title="Works", timezone="Europe/Berlin", country="DE")
        page = said(
            await house.presses(
                "slack:T0000001/U0000777", "setup.begin", place=NEW_CHANNEL, locale="en-GB", standing=told
            ),
            WherePage,
        )
        assert (page.language, page.timezone, page.holidays) == ("en", "Europe/Berlin", "DE")

    async def test_a_language_that_says_nothing_guesses_nothing(self, house: House) -> None:
        page = said(await begins(house, locale="en"), WherePage)
        assert (page.language, page.timezone, page.holidays) == ("en", "UTC", None)

    async def test_where_is_changed_in_a_form_and_kept_at_once(self, house: House) -> None:
        page = said(await begins(house), WherePage)
        page = said(await goes_on(house, page, "language"), WherePage)
        assert page.language == "en"
        asked = await goes_on(house, page, "change")
        changed = await house.submits(ROOT, asked, team=" Юг ", timezone="екатеринбург", holidays="Казахстан")
        page = said(changed, WherePage)
        assert (page.team, page.timezone, page.holidays) == ("Юг", "Asia/Yekaterinburg", "KZ")
        assert said(await begins(house), WherePage) == page, "who begins again goes on where they were"

    @pytest.mark.parametrize(
        ("timezone", "holidays", "refusal"),
        [("Mosccow", "RU", NoSuchZone), ("", "RU", NoSuchZone), ("Moscow", "Нарния", NoSuchCountry)],
    )
    async def test_what_is_no_place_is_refused(
        self, house: House, timezone: str, holidays: str, refusal: type[Exception]
    ) -> None:
        page = said(await begins(house), WherePage)
        asked = await goes_on(house, page, "change")
        assert isinstance(asked, Ask)
        assert isinstance(await house.submits(ROOT, asked, team="x", timezone=timezone, holidays=holidays), refusal)
        said(await house.submits(ROOT, asked, team="x", timezone="Moscow", holidays="нет"), WherePage)

    async def test_directors_are_named_from_those_who_have_joined(self, house: House) -> None:
        await added(house)
        said(await house.presses(OLEG, "setup.join:sales", place=NEW_CHAT, name="Иван"), WillJoin)
        who = said(await goes_on(house, said(await begins(house), WherePage)), WhoPage)
        assert who.joined == 2
        chosen = said(await goes_on(house, who, "cco"), WhoIs)
        ivan = next(b for row in chosen.buttons() for b in row if b.label == "Иван")
        who = said(await house.presses(ROOT, ivan, place=NEW_CHAT), WhoPage)
        chosen = said(await goes_on(house, who, "cmo"), WhoIs)
        me = next(b for row in chosen.buttons() for b in row if b.label == "Олег Корнев")
        who = said(await house.presses(ROOT, me, place=NEW_CHAT), WhoPage)
        assert (who.cco, who.cmo, who.hr) == ("Иван", "Олег Корнев", None)
        who = said(await goes_on(house, who, "market"), WhoPage)
        assert who.market == "b2c"
        preview = said(await goes_on(house, said(await goes_on(house, who), RitualsPage)), PreviewPage)
        assert not preview.directors_missing
        said(await goes_on(house, preview, "create"), SetUp)
        async with house.database.read() as tx:
            people = {p.name: p for p in await tx.people.of((await the_team(house)).id)}
        assert (people["Иван"].role, people["Иван"].department, people["Иван"].admin) == (
            Role.CCO,
            Department.SALES,
            False,
        )
        assert (people["Олег Корнев"].role, people["Олег Корнев"].department) == (Role.CMO, Department.MARKETING)

    async def test_a_ritual_is_left_out_and_another_is_put_at_another_time(self, house: House) -> None:
        page = await self._rituals(house)
        review = said(await house.presses(ROOT, page.buttons()[2][0], place=NEW_CHAT), ProposalPanel)
        page = said(await goes_on(house, review, "leave_out"), RitualsPage)
        standup = said(await house.presses(ROOT, page.buttons()[1][0], place=NEW_CHAT), ProposalPanel)
        asked = await goes_on(house, standup, "when")
        assert isinstance(await house.submits(ROOT, asked, weekday="tue", at="когда-нибудь"), NoSuchSchedule)
        standup = said(await house.submits(ROOT, asked, weekday="tue", at="9:30"), ProposalPanel)
        assert (standup.ritual.on, standup.ritual.at) == ("tue", "09:30")
        page = said(await goes_on(house, standup, "back"), RitualsPage)
        done = await goes_on(house, said(await goes_on(house, page), PreviewPage), "create")
        said(done, SetUp)
        async with house.database.read() as tx:
            rituals = {r.kind: r for r in await tx.rituals.of((await the_team(house)).id)}
        assert "review" not in rituals
        assert (str(rituals["standup"].schedule.on), f"{rituals['standup'].schedule.at:%H:%M}") == ("tue", "09:30")

    async def test_a_place_in_the_month_stays(self, house: House) -> None:
        page = await self._rituals(house)
        strategy = said(await house.presses(ROOT, page.buttons()[4][0], place=NEW_CHAT), ProposalPanel)
        asked = await goes_on(house, strategy, "when")
        assert said(await house.submits(ROOT, asked, weekday="wed", at="12"), ProposalPanel).ritual.on == "first wed"

    async def _rituals(self, house: House) -> RitualsPage:
        return said(
            await goes_on(house, said(await goes_on(house, said(await begins(house), WherePage)), WhoPage)), RitualsPage
        )


class TestWhoMay:
    async def test_only_who_runs_the_chat(self, house: House) -> None:
        await added(house, by=OLEG)
        for way in (house.presses(OLEG, "setup.begin", place=NEW_CHAT), house.says(OLEG, "/setup", place=NEW_CHAT)):
            refused = await way
            assert isinstance(refused, OnlyWhoRunsTheChat)
            assert refused.messenger == "telegram"
        said(await begins(house), WherePage)

    async def test_in_slack_also_who_invited_the_bot_but_no_guest(self, house: House) -> None:
        inviter, other = AccountKey("slack:T0000001/U0000701"), AccountKey("slack:T0000001/U0000702")
        await added(house, NEW_CHANNEL, by=inviter)
        assert isinstance(await house.presses(other, "setup.begin", place=NEW_CHANNEL), OnlyWhoRunsTheChat)
        guest = Standing(guest=True)
        refused = await house.presses(inviter, "setup.begin", place=NEW_CHANNEL, standing=guest)
        assert isinstance(refused, OnlyWhoRunsTheChat)
        said(await house.presses(inviter, "setup.begin", place=NEW_CHANNEL), WherePage)

    async def test_one_person_gives_the_answers_until_another_admin_goes_on(self, house: House) -> None:
        page = said(await begins(house), WherePage)
        refused = await house.presses(OLEG, button(page, "next"), place=NEW_CHAT)
        assert isinstance(refused, SetUpByAnother)
        assert refused.name == "Олег Корнев"
        said(await begins(house, OLEG), WherePage)
        assert isinstance(await goes_on(house, page), SetUpByAnother)

    async def test_forged_answers_change_nothing(self, house: House) -> None:
        page = said(await begins(house), WherePage)
        before = await house.everything_stored()
        for payload in (
            f"setup.page:{page.setup}:everything",
            f"setup.role:{page.setup}:ceo",
            f"setup.named:{page.setup}:cco:99",
            f"setup.named:{page.setup}:cco:-2",
            f"setup.ritual:{page.setup}:battle",
            f"setup.take:{page.setup}:standup:2",
            f"setup.timed:{page.setup}:standup",
        ):
            assert isinstance(await house.presses(ROOT, payload, place=NEW_CHAT), UnknownButton), payload
        assert isinstance(await house.presses(ROOT, "setup.create:999", place=NEW_CHAT), NothingSetUp)
        assert await house.everything_stored() == before

    async def test_a_guest_joins_no_team(self, house: House) -> None:
        w, guest = house.world, Standing(guest=True)
        new = AccountKey("slack:T0000001/U0000703")
        await added(house, NEW_CHANNEL)
        assert isinstance(await house.presses(new, "setup.join:sales", place=NEW_CHANNEL, standing=guest), NoGuests)
        assert isinstance(await house.presses(new, "team.join:sales", place=w.slack.place, standing=guest), NoGuests)
        said(await house.presses(new, "team.join:sales", place=w.slack.place, standing=NO_STANDING), Joined)


class TestGivingUp:
    async def test_nothing_is_made_and_the_answers_are_gone(self, house: House) -> None:
        await added(house)
        await house.presses(OLEG, "setup.join:sales", place=NEW_CHAT, name="Иван")
        page = said(await begins(house), WherePage)
        asked = await goes_on(house, page, "change")
        said(await house.submits(ROOT, asked, team="Юг", timezone="Омск", holidays="KZ"), WherePage)
        said(await goes_on(house, page, "cancel"), SetupCancelled)
        assert isinstance(await goes_on(house, page), NothingSetUp)
        assert await the_team(house) is None
        page = said(await begins(house), WherePage)
        assert (page.timezone, page.holidays) == ("Europe/Moscow", "RU")
        assert said(await goes_on(house, page), WhoPage).joined == 2, "who has joined stays"

    async def test_in_private_it_goes_on_where_there_is_something_to_go_on_with(self, house: House) -> None:
        assert isinstance(await house.says(ROOT, "/setup", private=True), SetUpInTheChat)
        page = said(await begins(house), WherePage)
        said(await goes_on(house, page), WhoPage)
        who = said(await house.says(ROOT, "/setup", private=True), WhoPage)
        said(await house.presses(ROOT, button(who, "next"), private=True), RitualsPage)


async def chat_code(house: House) -> str:
    panel = said(await house.says(house.world.anna, "/setup"), TeamPanel)
    return said(await house.presses(house.world.anna, button(panel, "another_chat")), ChatCode).code


class TestAnotherChat:
    async def test_a_chat_of_the_other_messenger_joins_by_a_code_that_works_once(self, house: House) -> None:
        code = await chat_code(house)
        who = AccountKey("slack:T0000001/U0000777")
        refused = await house.says(who, f"/setup {code}", place=NEW_CHANNEL)
        assert isinstance(refused, OnlyWhoRunsTheChat)
        assert isinstance(await house.says(who, "/setup AAAAAAAA", place=NEW_CHANNEL, standing=RUNS), WrongChatCode)
        said(await house.says(who, f"/setup {code}", place=NEW_CHANNEL, standing=RUNS), ChatJoined)
        assert (await the_team(house, NEW_CHANNEL)).id == house.world.team.id
        again = await house.says(ROOT, f"/setup {code}", place=NEW_CHAT, standing=RUNS)
        assert isinstance(again, WrongChatCode)

    async def test_a_code_grows_old(self, house: House) -> None:
        code = await chat_code(house)
        await house.later(minutes=11)
        assert isinstance(await house.says(ROOT, f"/setup {code}", place=NEW_CHAT, standing=RUNS), WrongChatCode)

    async def test_nobody_guesses_a_code(self, house: House) -> None:
        code = await chat_code(house)
        for number in range(5):
            guess = await house.says(ROOT, f"/setup AAAA{number}", place=NEW_CHAT, standing=RUNS)
            assert isinstance(guess, WrongChatCode)
        assert isinstance(await house.says(ROOT, f"/setup {code}", place=NEW_CHAT, standing=RUNS), WrongChatCode)

    async def test_a_topic_is_a_chat_and_says_whom_it_is_for(self, house: House) -> None:
        topic = Place(f"{NEW_CHAT}/5")
        said(await house.says(ROOT, f"/setup {await chat_code(house)}", place=topic, standing=RUNS), ChatJoined)
        panel = said(await house.says(house.world.anna, "/setup"), TeamPanel)
        chat = next(chat for chat in panel.chats if chat.place == topic)
        panel = said(await house.presses(house.world.anna, f"chat.audience:{chat.id}"), TeamPanel)
        assert next(chat for chat in panel.chats if chat.place == topic).audience == "sales"

    async def test_a_chat_of_one_team_goes_to_no_other(self, house: House) -> None:
        code = await chat_code(house)
        assert isinstance(
            await house.says(house.world.anna, f"/setup {code}", place=house.world.slack.place, standing=RUNS), object
        )
        assert (await the_team(house, house.world.slack.place)).id == house.world.team.id
        assert ChatHasATeam("x").team == "x"


class TestSettings:
    async def test_only_an_admin_sees_and_changes_them(self, house: House) -> None:
        w = house.world
        refused = await house.says(w.gleb, "/setup", standing=RUNS)
        assert isinstance(refused, OnlyAdmins)
        assert refused.admins == (w.anna.name,)
        panel = said(await house.says(w.anna, "/setup"), TeamPanel)
        assert (panel.cmo, panel.cco, panel.people) == (w.anna.name, w.boris.name, 6)

    async def test_another_time_zone_plans_the_rituals_anew(self, house: House) -> None:
        w = house.world
        panel = said(await house.says(w.anna, "/setup"), TeamPanel)
        (before,) = [o.starts_at for o in await house.occurrences()]
        asked = await house.presses(w.anna, button(panel, "change"))
        panel = said(
            await house.submits(w.anna, asked, team="Works", language="en", timezone="Omsk", holidays="RU"), TeamPanel
        )
        assert (panel.team, panel.language, panel.timezone) == ("Works", "en", "Asia/Omsk")
        planned = [o.starts_at for o in await house.occurrences() if not o.is_over]
        assert [(before - at).total_seconds() / 3600 for at in planned] == [3]

    async def test_a_ritual_that_was_left_out_is_added_once(self, house: House) -> None:
        w = house.world
        panel = said(await house.says(w.anna, "/setup"), TeamPanel)
        more = said(await house.presses(w.anna, button(panel, "more")), MoreRituals)
        assert [line.kind for line in more.rituals] == ["review", "breakfast", "strategy", "cup"]
        for _ in range(2):
            said(await house.presses(w.anna, button(more, "ritual")), TeamPanel)
        async with house.database.read() as tx:
            kinds = [ritual.kind for ritual in await tx.rituals.of(w.team.id)]
        assert kinds == ["standup", "review"]

    async def test_the_market_changes_who_chairs(self, house: House) -> None:
        panel = said(await house.says(house.world.anna, "/setup"), TeamPanel)
        assert said(await house.presses(house.world.anna, button(panel, "market")), TeamPanel).market == "b2c"


async def test_the_greeting_changes_its_language(house: House) -> None:
    greeting = await added(house)
    async with house.database.read() as tx:
        assert await tx.setups.locale_at(NEW_CHAT) == "ru"
    await house.presses(OLEG, button(greeting, "language"), place=NEW_CHAT)
    async with house.database.read() as tx:
        assert await tx.setups.locale_at(NEW_CHAT) == "en"
