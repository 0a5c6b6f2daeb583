"""What a team file may say, and with which line, sentence and allowed values everything else is refused."""

from datetime import date, time, timedelta

import pytest

from bot.teamfile.content import FileRitual, TeamFile
from bot.teamfile.problems import Problem, WrongTeamFile
from bot.teamfile.reading import PERSON_KEYS, TEAM_KEYS, read_team_file
from bot.teamfile.yamltree import MOST_BYTES
from rituals.calendar import DayOff
from rituals.team import Audience, Department, Market, Role
from rituals.timeline import Variant
from tests.teamfile.texts import TEAM, changed, line_of


def read(text: str) -> TeamFile:
    return read_team_file(text.encode())


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(WrongTeamFile) as refused:
        read_team_file(text if isinstance(text, bytes) else text.encode())
    return refused.value.problems


def the_problem(text: str | bytes) -> Problem:
    (problem,) = problems_of(text)
    return problem


def ritual_with(**keys: str) -> FileRitual:
    """The first ritual, with keys added."""
    more = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return read(changed("    duration: 30m\n", more)).rituals[0]


class TestWhatItSays:
    def test_the_example_reads_as_it_stands(self) -> None:
        team = read(TEAM)
        assert (team.name, team.locale, team.timezone, team.holidays, team.market) == (
            "Original Works",
            "ru",
            "Europe/Moscow",
            "RU",
            Market.B2B,
        )
        assert [(chat.place, chat.audience) for chat in team.chats] == [
            ("telegram:-1001234567890", Audience.COMMON),
            ("slack:T0000001/C0000001", Audience.COMMON),
        ]
        anna, boris = team.people
        assert (anna.name, anna.department, anna.role, anna.admin) == (
            "Анна Петрова",
            Department.MARKETING,
            Role.CMO,
            True,
        )
        assert anna.accounts == ("telegram:1001", "slack:T0000001/U0000001")
        assert (boris.admin, boris.role) == (False, Role.CCO)
        monday, cup = team.rituals
        assert (monday.kind, monday.duration, monday.schedule.at) == ("standup", timedelta(minutes=30), time(10))
        assert (str(cup.schedule.every), str(cup.schedule.on)) == ("month", "first workday")
        assert cup.schedule.day_off is DayOff.NEXT_WORKDAY
        assert cup.schedule.timezone == "Europe/Moscow"

    def test_what_is_left_out_has_its_default(self) -> None:
        team = read("team: Works\nlocale: en\ntimezone: UTC\n")
        assert (team.holidays, team.market) == (None, Market.B2B)
        assert (team.chats, team.people, team.rituals) == ((), (), ())

    def test_holidays_may_be_none(self) -> None:
        assert read(changed("holidays: RU", "holidays: none")).holidays is None

    def test_norway_is_a_country(self) -> None:
        assert read(changed("holidays: RU", "holidays: NO")).holidays == "NO"

    @pytest.mark.parametrize(
        ("text", "minutes"), [("30m", 30), ("1h", 60), ("1h30m", 90), ("90m", 90), ("24h", 1440), ("05m", 5)]
    )
    def test_durations(self, text: str, minutes: int) -> None:
        assert ritual_with(duration=text).duration == timedelta(minutes=minutes)

    def test_a_time_without_quotes_is_still_a_time(self) -> None:
        assert read(changed('at: "10:00"', "at: 10:00")).rituals[0].schedule.at == time(10)

    def test_a_topic(self) -> None:
        team = read(changed("telegram:-1001234567890", "telegram:-1001234567890/5"))
        assert team.chats[0].place == "telegram:-1001234567890/5"

    def test_the_general_topic_is_the_group(self) -> None:
        team = read(changed("telegram:-1001234567890", "telegram:-1001234567890/1"))
        assert team.chats[0].place == "telegram:-1001234567890"

    def test_keys_beyond_the_example(self) -> None:
        text = changed("    role: cco\n", "    locale: en\n    timezone: Asia/Omsk\n")
        boris = read(text).people[1]
        assert (boris.locale, boris.timezone) == ("en", "Asia/Omsk")
        ritual = ritual_with(variant="async", paused="true", starting="2026-02-02", timezone="Asia/Omsk")
        assert (ritual.variant, ritual.paused) == (Variant.ASYNC, True)
        assert (ritual.schedule.starting, ritual.schedule.timezone) == (date(2026, 2, 2), "Asia/Omsk")

    def test_names_are_evened(self) -> None:
        assert read(changed("name: Анна Петрова", 'name: "  Анна   Петрова "')).people[0].name == "Анна Петрова"

    def test_windows_saves_it_too(self) -> None:
        raw = b"\xef\xbb\xbf" + TEAM.replace("\n", "\r\n").encode()
        assert read_team_file(raw) == read(TEAM)

    def test_yaml_1_1_reads_the_same(self) -> None:
        assert read("%YAML 1.1\n---\n" + TEAM) == read(TEAM)


WRONG = [
    ("locale: ru  ", "locale: de  ", "locale: 'de' is not allowed", ("ru", "en")),
    ("timezone: Europe/Moscow", "timezone: Europe/Moskow", "timezone: 'Europe/Moskow' is no time zone", None),
    ("holidays: RU", "holidays: RUS1", "holidays: 'RUS1' is no country whose holidays are known", None),
    ("market: b2b", "market: b2bb", "market: 'b2bb' is not allowed (did you mean 'b2b'?)", ("b2b", "b2c")),
    ("telegram:-1001234567890", "telegram:1001234567890", "id: 'telegram:1001234567890' is not allowed", None),
    ("telegram:-1001234567890", "telegram:-0100", "id: 'telegram:-0100' is not allowed", None),
    ("slack:T0000001/C0000001", "slack:C0000001", "id: 'slack:C0000001' is not allowed", None),
    ("accounts: [telegram:1002]", "accounts: [telegram:-1002]", "accounts: 'telegram:-1002' is not allowed", None),
    ("accounts: [telegram:1002]", "accounts: ['@boris']", "accounts: '@boris' is not allowed", None),
    ("accounts: [telegram:1002]", "accounts: telegram:1002", "accounts must be a list", None),
    ("accounts: [telegram:1002]", "accounts: [[telegram:1002]]", "accounts must be a single value, not a list", ()),
    ("department: sales", "department: sale", "department: 'sale' is not allowed (did you mean 'sales'?)", None),
    ("role: cco", "role: boss", "role: 'boss' is not allowed", ("cco", "cmo", "ceo", "hr", "moderator")),
    ("admin: true", "admin: yes", "admin: 'yes' is not allowed", ("true", "false")),
    ("admin: true", "admin: 'true'", "admin: 'true' is not allowed", ("true", "false")),
    ("kind: standup", "kind: stand-up", "kind: 'stand-up' is not allowed (did you mean 'standup'?)", None),
    ("every: week", "every: fortnight", "every: 'fortnight' is not allowed", ("week", "2 weeks", "month", "quarter")),
    ("on: mon", "on: Montag", "on: 'Montag' is not allowed", None),
    ("on: mon", "on: first mon", "on: first mon (every week) does not fit", None),
    ('at: "10:00"', "at: 600", "at: '600' is not allowed", ("00:00 … 23:59",)),
    ('at: "10:00"', "at: 10", "at: '10' is not allowed", ("00:00 … 23:59",)),
    ('at: "10:00"', 'at: "24:00"', "at: '24:00' is not allowed", ("00:00 … 23:59",)),
    ("duration: 30m", "duration: 30", "duration: '30' is not allowed", None),
    ("duration: 30m", "duration: 0m", "duration: '0m' is not allowed", None),
    ("duration: 30m", "duration: 25h", "duration: '25h' is not allowed", None),
    ("day_off: next workday", "day_off: move", "day_off: 'move' is not allowed", None),
    ("duration: 30m", "variant: remote", "variant: 'remote' is not allowed", ("meeting", "async")),
    ("duration: 30m", "starting: 2026-02-30", "starting: '2026-02-30' is not allowed", None),
    ("duration: 30m", "paused: soon", "paused: 'soon' is not allowed", ("true", "false")),
    ("  - name: Борис Смирнов", '  - name: "Bo\\0ris"', "name: 'Bo\\x00ris' is not allowed", None),
    ("team: Original Works", "team: ''", "team: '' is not allowed", ("1 to 100 visible characters",)),
    ("team: Original Works", "team: ~", "team has no value", ()),
    ("market: b2b", "market: [b2b]", "market must be a single value, not a list", ()),
    ("    kind: standup", "    kind: {standup: 1}", "kind must be a single value, not a mapping", ()),
]


class TestWrongValues:
    @pytest.mark.parametrize(("old", "new", "sentence", "allowed"), WRONG, ids=[case[1].strip() for case in WRONG])
    def test_is_refused_with_its_line(self, old: str, new: str, sentence: str, allowed: tuple[str, ...] | None) -> None:
        text = changed(old, new)
        problem = the_problem(text)
        assert problem.sentence == sentence
        assert problem.line == line_of(new.strip(), text)
        assert problem.allowed == allowed if allowed is not None else problem.allowed

    def test_a_key_without_a_value(self) -> None:
        assert the_problem(changed("role: cco", "role:")) == Problem(19, "role has no value")

    def test_the_nearest_time_zone_is_named(self) -> None:
        problem = the_problem(changed("Europe/Moscow", "Europe/Moskow"))
        assert "Europe/Moscow" in str(problem)

    def test_the_nearest_country_is_named(self) -> None:
        assert "DE" in str(the_problem(changed("holidays: RU", "holidays: Germny")))

    def test_an_asynchronous_cup_does_not_exist(self) -> None:
        problem = the_problem(changed("    on: first workday\n", "    on: first workday\n    variant: async\n"))
        assert problem.sentence == "variant: 'async' is not allowed"
        assert problem.allowed == ("meeting",)


class TestKeys:
    def test_an_unknown_key_names_the_nearest(self) -> None:
        problem = the_problem(changed("chats:", "chat:"))
        assert problem == Problem(6, "unknown key 'chat' in the team (did you mean 'chats'?)", TEAM_KEYS)

    def test_an_unknown_key_of_a_person(self) -> None:
        text = changed("    role: cco", "    roles: cco")
        problem = the_problem(text)
        assert problem.line == line_of("roles:", text)
        assert problem.sentence == "unknown key 'roles' in a person (did you mean 'role'?)"
        assert problem.allowed == PERSON_KEYS

    @pytest.mark.parametrize(
        ("left_out", "line", "sentence"),
        [
            ("team: Original Works\n", 1, "the team has no 'team'"),
            ("timezone: Europe/Moscow\n", 1, "the team has no 'timezone'"),
            ("    department: sales\n", 17, "a person has no 'department'"),
            ("    kind: standup\n", 22, "a ritual has no 'kind'"),
            ('    at: "10:00"\n', 22, "a ritual has no 'at'"),
            ("    every: week\n", 22, "a ritual has no 'every'"),
        ],
    )
    def test_a_key_that_must_be_there(self, left_out: str, line: int, sentence: str) -> None:
        problem = the_problem(changed(left_out, ""))
        assert problem.sentence == sentence
        assert problem.line == line - (line > 1 and TEAM.index(left_out) < TEAM.index("people:"))

    def test_a_key_twice(self) -> None:
        assert the_problem(changed("market: b2b\n", "market: b2b\nmarket: b2c\n")) == Problem(
            6, "the key 'market' is on line 5 already"
        )

    @pytest.mark.parametrize("part", ["chats", "people", "rituals"])
    def test_a_part_must_be_a_list(self, part: str) -> None:
        text = f"team: W\nlocale: en\ntimezone: UTC\n{part}:\n  name: x\n"
        assert the_problem(text).sentence == f"{part} must be a list"

    def test_an_entry_must_be_a_mapping(self) -> None:
        problem = the_problem("team: W\nlocale: en\ntimezone: UTC\npeople:\n  - Anna\n")
        assert problem == Problem(5, "a person must be a mapping", PERSON_KEYS)


class TestDuplicates:
    def test_a_role_of_two(self) -> None:
        text = changed("role: cco", "role: cmo")
        assert the_problem(text) == Problem(19, "the role 'cmo' is on line 14 already")

    def test_an_account_of_two(self) -> None:
        text = changed("[telegram:1002]", "[telegram:1001]")
        assert the_problem(text) == Problem(20, "the account 'telegram:1001' is on line 16 already")

    def test_a_chat_twice(self) -> None:
        text = changed("slack:T0000001/C0000001", "telegram:-1001234567890/1")
        assert the_problem(text) == Problem(9, "the chat 'telegram:-1001234567890' is on line 7 already")

    def test_a_ritual_twice(self) -> None:
        assert the_problem(changed("name: cup", "name: monday")) == Problem(
            29, "the ritual 'monday' is on line 22 already"
        )

    def test_one_messenger_twice_for_a_person(self) -> None:
        problem = the_problem(changed("[telegram:1002]", "[telegram:1002, telegram:1003]"))
        assert (problem.line, problem.sentence) == (20, "two accounts of telegram for one person")

    def test_namesakes_need_accounts(self) -> None:
        text = changed("Борис Смирнов", "Анна Петрова")
        assert len(read(text).people) == 2
        problem = the_problem(changed("    accounts: [telegram:1002]\n", "", text))
        assert (problem.line, problem.sentence) == (17, "the person 'Анна Петрова' is on line 12 already")


class TestAllAtOnce:
    def test_every_problem_is_reported_in_the_order_of_the_lines(self) -> None:
        text = changed("locale: ru  ", "locale: xx  ")
        text = changed("[telegram:1002]", "[telegram:1001]", text)
        text = changed("role: cco", "role: cmo", text)
        text = changed("department: sales", "department: sails", text)
        text = changed("    kind: standup\n", "", text)
        text = changed("    every: month\n", "    evry: month\n", text)
        found = problems_of(text)
        assert [problem.line for problem in found] == [2, 18, 19, 20, 22, 28, 30]
        assert [problem.sentence for problem in found] == [
            "locale: 'xx' is not allowed",
            "department: 'sails' is not allowed (did you mean 'sales'?)",
            "the role 'cmo' is on line 14 already",
            "the account 'telegram:1001' is on line 16 already",
            "a ritual has no 'kind'",
            "a ritual has no 'every'",
            "unknown key 'evry' in a ritual (did you mean 'every'?)",
        ]

    def test_a_line_a_problem(self) -> None:
        wrong = WrongTeamFile([Problem(7, "b", ("x", "y")), Problem(2, "a")])
        assert wrong.told("team.yaml") == "team.yaml:2: a\nteam.yaml:7: b; allowed: x, y"

    def test_a_file_of_nonsense_is_cut_short(self) -> None:
        wrong = WrongTeamFile([Problem(line, "no") for line in range(1, 61)])
        assert wrong.told("f").splitlines()[-1] == "f: and 10 more"


BOMB = """\
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
team: *c
"""


class TestForm:
    def test_a_forged_tag(self) -> None:
        problem = the_problem(changed("team: Original Works", 'team: !!python/object/apply:os.system ["true"]'))
        assert problem.line == 1
        assert "python/object/apply:os.system' is not allowed here" in problem.sentence

    def test_even_a_harmless_tag(self) -> None:
        assert the_problem(changed("market: b2b", "market: !!str b2b")).line == 5

    def test_billion_laughs(self) -> None:
        found = problems_of(BOMB)
        assert {problem.line for problem in found} == {1, 2, 3, 4}
        assert any(problem.sentence == "the anchor '&a' is not allowed here" for problem in found)
        assert any(problem.sentence == "the alias '*c' is not allowed here" for problem in found)

    def test_a_merge_key(self) -> None:
        assert problems_of("team: &t {x: 1}\nchats:\n  <<: *t\n")[-1] == Problem(
            3, "the alias '*t' is not allowed here", ("the value itself",)
        )

    def test_nested_for_ever(self) -> None:
        assert the_problem("team: " + "[" * 5000).sentence == "lists and mappings are nested too deeply"

    @pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "~"])
    def test_empty(self, text: str) -> None:
        assert the_problem(text) == Problem(1, "the file is empty")

    @pytest.mark.parametrize("text", ["- team: x\n", "just words\n"])
    def test_no_mapping(self, text: str) -> None:
        assert the_problem(text) == Problem(1, "a team file must be a mapping", TEAM_KEYS)

    def test_a_second_document(self) -> None:
        text = TEAM + "---\nteam: Another\n"
        assert the_problem(text) == Problem(34, "a second document begins here", ("one document a file",))

    def test_not_utf_8(self) -> None:
        problem = the_problem(TEAM.encode("cp1251"))
        assert (problem.line, problem.sentence) == (12, "this is not UTF-8 text")

    def test_utf_16(self) -> None:
        assert the_problem(TEAM.encode("utf-16")).sentence == "this is not UTF-8 text"

    def test_a_file_that_is_too_big(self) -> None:
        problem = the_problem(b"#" * (MOST_BYTES + 1))
        assert problem == Problem(1, "the file has 1000001 bytes", ("up to 1000000",))

    def test_a_character_that_yaml_has_not(self) -> None:
        assert the_problem("team: a\nlocale: \x07b\n") == Problem(2, "the character U+0007 cannot stand in YAML")

    def test_tabs(self) -> None:
        assert the_problem("team: W\nchats:\n\t- id: x\n") == Problem(
            3, "a tab stands where YAML wants spaces", ("spaces",)
        )

    @pytest.mark.parametrize(
        ("text", "line"),
        [("team: 'x\n", 1), ("team: a: b\n", 1), ("team: W\nchats: [\n", 3), ("team: W\n  locale: en\n", 2), ("@a", 1)],
    )
    def test_not_yaml(self, text: str, line: int) -> None:
        problem = the_problem(text)
        assert problem.sentence.startswith("this is not YAML: ")
        assert abs(problem.line - line) <= 1

    def test_a_list_as_a_key(self) -> None:
        assert the_problem("team: W\n? [a]\n: b\n") == Problem(2, "a list or a mapping cannot be a key", ("a word",))
