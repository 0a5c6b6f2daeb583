"""Every message has its words in every language, every template has its message, and whatever the facts are they render.

View models are found by importing the core, the handlers and the messengers' own words: a new one is covered at once.
"""

import importlib
import pkgutil
import re
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import handlers
import rituals
from bot.messengers.slack.markup import modal
from bot.messengers.slack.markup import parts as slack_parts
from bot.messengers.telegram.markup import parts as telegram_parts
from bot.rehearsal.slack.blocks import message_problems, view_problems
from bot.rendering.dialect import parse
from bot.rendering.plain import plain
from bot.rendering.renderer import LINE_LIMIT, LOCALES, Locale, Reader, Renderer
from rituals import errors
from rituals.calendar import Schedule
from rituals.errors import Refusal
from rituals.kinds import KINDS
from rituals.messages import Form, type_of
from rituals.setup_messages import ProposalLine
from rituals.team import Department, PersonId

TEMPLATES = Path(__file__).parents[2] / "templates"
RENDERER = Renderer(TEMPLATES)
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


def _import_everything() -> None:
    for package in (rituals, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for messenger in ("telegram", "slack"):
        if importlib.util.find_spec(f"bot.messengers.{messenger}.words"):
            importlib.import_module(f"bot.messengers.{messenger}.words")


_import_everything()
SHOWN = sorted(name for name in type_of if not name.startswith("tests/"))
FOLDERS = sorted(
    {str(file.parent.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html") if file.parent.name[0] != "_"}
)
WORDED = [name for name in SHOWN if name in FOLDERS]
REFUSALS = [name for name in SHOWN if issubclass(type_of[name], Refusal)]
LABELS = re.compile(r"button_\w+|title|submit|intro|(?:field|hint|option)_\w+")


def reader(locale: Locale) -> Reader:
    return Reader(locale, "Europe/Moscow", NOW)


# -- which words there are -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_every_message_has_its_words(name: str) -> None:
    assert name in FOLDERS, f"templates/{name}/ru.html and en.html are missing"


@cache
def _sources() -> tuple[str, ...]:
    return tuple(file.read_text("utf-8") for file in (TEMPLATES.parent / "bot").rglob("*.py"))


@pytest.mark.parametrize("name", FOLDERS)
def test_every_template_has_its_message(name: str) -> None:
    """A message's, or one of loose words that the program asks for by name."""
    assert name in SHOWN or any(f'"{name}"' in source for source in _sources()), f"nothing shows templates/{name}"


@pytest.mark.parametrize("name", FOLDERS)
def test_every_template_has_every_language_with_the_same_blocks(name: str) -> None:
    assert {file.stem for file in (TEMPLATES / name).iterdir()} == set(LOCALES)
    first, *others = (RENDERER.blocks(name, locale) for locale in LOCALES)
    assert all(blocks == first for blocks in others)


def test_every_refusal_has_words() -> None:
    assert {f"refusals/{folder.name}" for folder in (TEMPLATES / "refusals").iterdir()} == set(REFUSALS)
    assert len(REFUSALS) >= len([thing for thing in vars(errors).values() if isinstance(thing, type)]) - 10


# -- how they render -----------------------------------------------------------------------------------------------

st.register_type_strategy(PersonId, st.integers(1, 10**9).map(PersonId))
_texts = st.one_of(
    st.sampled_from(["monday", "Анна Петрова", "Отправить прайс до пятницы, <b>всем</b>", "a & b\nc", "שלום"]),
    st.text(min_size=1, max_size=60).filter(str.strip),
)
_moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
for kind, facts in (
    (str, _texts),
    (int, st.integers(0, 10**6)),
    (float, st.floats(-100, 100)),
    (datetime, _moments),
    (date, st.dates(date(2025, 1, 1), date(2028, 1, 1))),
    (timedelta, st.timedeltas(timedelta(0), timedelta(days=40))),
    (bytes, st.binary(max_size=20)),
):
    st.register_type_strategy(kind, facts)
st.register_type_strategy(
    Schedule,
    st.sampled_from([("week", "mon"), ("2 weeks", "fri"), ("month", "last fri"), ("quarter", "first workday")]).map(
        lambda words: Schedule.parse(every=words[0], on=words[1], at="10:00", timezone="Europe/Moscow")
    ),
)


st.register_type_strategy(
    ProposalLine,
    st.builds(
        ProposalLine, st.sampled_from(list(KINDS)), st.just("week"), st.just("mon"), st.just("10:00"), st.booleans()
    ),
)


def _carried(kind: type[object]) -> dict[str, st.SearchStrategy[str]]:
    """The facts that buttons carry: words of the program's own, which fit."""
    names = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
    return {name: st.just("items4") for name in names & {"marker", "press", "code", "stamp"}}


@pytest.mark.parametrize("name", WORDED)
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_a_message_renders_whatever_its_facts_are(name: str, data: st.DataObject) -> None:
    shown = data.draw(st.builds(type_of[name], **_carried(type_of[name])))
    for locale in LOCALES:
        if isinstance(shown, Form):
            view = modal(RENDERER.form(shown, reader(locale)), "")
            assert view_problems(view) == []
            continue
        rendered = RENDERER.message(shown, reader(locale))
        assert len(RENDERER.line(shown, reader(locale))) <= LINE_LIMIT
        assert telegram_parts(rendered, {}) or rendered.attachments or not rendered.blocks
        for part in slack_parts(rendered, {}):
            assert message_problems(part.blocks) == []


@pytest.mark.parametrize("name", WORDED)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_template_has_nothing_beside_words_and_known_blocks(name: str, locale: Locale) -> None:
    blocks = RENDERER.blocks(name, locale)
    source = (TEMPLATES / name / f"{locale}.html").read_text("utf-8")
    assert "\t" not in source
    if issubclass(type_of[name], Form):
        assert {"title", "submit"} <= blocks
        assert len([block for block in blocks if not LABELS.fullmatch(block)]) == 0
        outside = re.sub(r"{%-? *block.*?endblock.*?%}", "", source, flags=re.DOTALL)
        assert parse(re.sub(r"{%.*?%}|{#.*?#}", "", outside, flags=re.DOTALL)) == ()


# -- refusals ------------------------------------------------------------------------------------------------------

FACTS: dict[str, list[tuple[object, ...]]] = {
    "unknown_command": [("agnda", "agenda"), ("x", None)],
    "no_team_here": [("telegram:-1001234567890/5",)],
    "not_in_team": [("Original Works",)],
    "no_team_of_yours": [("slack:T0000001/U0000001",)],
    "only_admins": [(("Анна Петрова",),), (("Анна Петрова", "Борис Смирнов"),), ((),)],
    "not_the_chair": [("Борис Смирнов",), ("",)],
    "already_closed": [("monday", 12), ("monday", None)],
    "not_your_meeting": [("breakfast", "breakfast", ("Анна Петрова", "Борис Смирнов")), ("breakfast", "breakfast", ())],
    "chat_has_a_team": [("Original Works",)],
    "both_off_and_working": [(date(2026, 12, 31),)],
    "from_another_workspace": [("slack:T0000001/U0000009",)],
    "last_admin": [("Анна Петрова",)],
    "two_accounts": [("Глеб Фёдоров", "Gleb F.")],
    "no_such_country": [("Атлантида", ("AT", "AL")), ("x", ())],
    "no_such_zone": [("Москва", ("Europe/Moscow",)), ("x", ())],
    "only_who_runs_the_chat": [("telegram",), ("slack",)],
    "set_up_by_another": [("Анна Петрова",)],
    "only_with_a_role": [(("Анна Петрова", "Борис Смирнов"),), ((),)],
    "not_open_yet": [("monday", NOW)],
    "no_meeting_now": [("monday", NOW), (None, None)],
    "task_is_closed": [("Отправить прайс всем клиентам до пятницы",)],
    "not_yours_to_give": [("Анна Петрова",), ("",)],
    "not_your_task": [("Борис Смирнов",), ("",)],
    "moved_too_often": [("Отправить прайс", 3)],
    "no_such_protocol": [(7, 5), (None, 5), (7, None), (None, None)],
    "not_a_director": [(("Анна Петрова", "Борис Смирнов"),), ((),)],
    "too_late_to_amend": [(12, NOW)],
    "too_long": [(1201, 1000)],
    "not_your_protocol": [(12,)],
    "too_many": [
        (what, 300)
        for what in ("items", "tasks", "decisions", "amendments", "absences", "questions", "options", "days")
    ],
    "nothing_to_object_to": [(12,)],
    "not_a_date": [("в прошлый четверг",), ("",)],
    "date_has_passed": [(date(2025, 12, 31),)],
    "nobody_of_that_name": [("Анна", ("Анна Петрова", "Анна Котова")), ("@ann", ()), ("", ("Анна Петрова",))],
    "no_such_timezone": [("Мордор", ()), ("Europe/Berln", ("Europe/Berlin", "Europe/Bern"))],
    "no_such_department": [("бухгалтерия",), ("",)],
    "cannot_link": [("same_messenger",), ("has_another",), ("?",)],
    "only_for_managers": [(("Инна Зотова",),), ((),)],
    "survey_is_over": [(True,), (False,)],
    "survey_not_full": [(3,)],
    "survey_not_ready": [("questions",), ("people",)],
    "wrong_questions": [
        (2, what, given)
        for what, given in (
            ("shape", ""),
            ("yaml", ""),
            ("question", ""),
            ("no_ask", ""),
            ("kind", "choice"),
            ("no_options_here", ""),
            ("options", ""),
            ("twice", ""),
            ("text", ""),
            ("too_long", "300"),
            ("too_many_questions", "20"),
            ("too_many_options", "12"),
            ("key", "optoinal"),
        )
    ],
    "something_broke": [("7F3A-19C2",)],
    "not_yours_to_take": [("Борис Смирнов",), ("",)],
    "not_your_turn": [("Борис Смирнов",), ("",)],
    "not_yours_to_hand_on": [("Дарья Ким", ("Анна Петрова", "Борис Смирнов")), ("Дарья Ким", ())],
    "not_an_elector": [(Department.SALES,), (Department.MARKETING,)],
    "survey_too_alike": [(NOW,)],
    "results_not_released": [(("Инна Зотова",),), ((),)],
    "not_yours_to_move": [(("Анна Петрова", "Борис Смирнов"),), ((),)],
    "time_has_passed": [(NOW,)],
    "already_then": [("monday", NOW, "standup")],
    "not_empty_any_more": [("monday", 1, "standup"), ("review", 2, "review")],
    "meets_another": [("monday", NOW, "standup"), ("Планёрка", NOW, "standup")],
    "rests_then": [("monday", NOW, "standup"), ("monday", None, "standup")],
    "changed_meanwhile": [("monday", NOW, "standup"), ("monday", None, "standup")],
    "already_decided": [("monday", "Анна Петрова", "standup"), ("monday", "", "standup")],
    "no_such_schedule": [(about,) for about in ("at", "minutes", "place", "weekday")],
}


@pytest.mark.parametrize("name", [name for name in REFUSALS if name in WORDED])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_fits_a_toast_and_keeps_the_tone(name: str, locale: Locale) -> None:
    kind = type_of[name]
    bare = [("monday",)] if "ritual" in getattr(kind, "__dataclass_fields__", {}) else [()]
    for facts in FACTS.get(name.removeprefix("refusals/"), bare):
        shown = kind(*facts)
        rendered = RENDERER.message(shown, reader(locale))
        words = plain(rendered)
        assert words == RENDERER.line(shown, reader(locale)), f"{len(words)} characters are too many for a toast"
        assert len(rendered.blocks) == 1
        assert "!" not in words
        assert "  " not in words
        assert not re.search(r"\s[.,;:?]|[.,;:]{2}|«»|“”", words)
        words_of_ours = (TEMPLATES / name / f"{locale}.html").read_text("utf-8")
        assert bool(re.search("[а-яё]{3}", words_of_ours)) is (locale == "ru")
