"""The team file that the tests begin with: the example of the format, and how to change a line of it."""

TEAM = """\
team: Original Works
locale: ru                      # ru | en
timezone: Europe/Moscow
holidays: RU
market: b2b
chats:
  - id: telegram:-1001234567890
    department: common
  - id: slack:T0000001/C0000001
    department: common
people:
  - name: Анна Петрова
    department: marketing
    role: cmo
    admin: true
    accounts: [telegram:1001, slack:T0000001/U0000001]
  - name: Борис Смирнов
    department: sales
    role: cco
    accounts: [telegram:1002]
rituals:
  - name: monday
    kind: standup
    every: week
    on: mon
    at: "10:00"
    duration: 30m
    day_off: next workday
  - name: cup
    kind: cup
    every: month
    on: first workday
    at: "11:00"
"""


def changed(old: str, new: str, text: str = TEAM) -> str:
    """The text with one passage replaced; it must be there, and only once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def line_of(words: str, text: str = TEAM) -> int:
    """The number of the only line that holds these words, from 1."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    assert len(found) == 1, f"{words!r} is on the lines {found}"
    return found[0]
