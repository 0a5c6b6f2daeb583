"""Surveys in a town: teams of any size, the words of both languages, and how a person answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.scenarios.actors import Actor, labels_of
from tests.scenarios.teams import SLACK_CHAT, TELEGRAM_CHAT
from tests.scenarios.town import Town


@dataclass(frozen=True)
class Words:
    """What people look for and press."""

    invited: str
    begin: str
    later: str
    go_on: str
    write: str
    skip: str
    finish: str
    done: str
    start: str
    pulse: str
    preview: str
    sees: str
    next: str
    leave: str
    launch: str
    begun: str
    results: str
    too_few: str
    release: str
    in_chat: str
    closed: str
    directors: str
    together: str
    reminder: str
    own: str
    file: str
    agenda: str
    answered: str
    of_four: str

    def question(self, number: int) -> str:
        """What tells the pulse's questions apart; who presses on looks at it first."""
        return f"{number} {self.of_four}"


RU = Words(
    invited="Анонимный опрос",
    begin="Начать",
    later="Позже",
    go_on="Продолжить",
    write="Написать ответ",
    skip="Пропустить →",
    finish="Завершить",
    done="ответы приняты",
    start="Начать опрос",
    pulse="Пульс месяца",
    preview="Как это увидят",
    sees="Так это увидят участники",
    next="Дальше →",
    leave="К настройке",
    launch="Запустить",
    begun="опрос начался",
    results="Итоги опроса",
    too_few="слишком мало ответов",
    release="Показать всем",
    in_chat="теперь в общем чате",
    closed="Опрос закрыт",
    directors="очередь директоров",
    together="Насколько хорошо мы работаем вместе",
    reminder="от вас ответа пока нет",
    own="Свои вопросы",
    file="Все вопросы файлом YAML",
    agenda="В повестку",
    answered="Ответили",
    of_four="из 4",
)
EN = Words(
    invited="Anonymous survey",
    begin="Begin",
    later="Later",
    go_on="Go on",
    write="Write an answer",
    skip="Skip →",
    finish="Finish",
    done="your answers are in",
    start="Start a survey",
    pulse="Monthly pulse",
    preview="What people will see",
    sees="This is what people will see",
    next="Next →",
    leave="Back to set-up",
    launch="Start",
    begun="the survey has begun",
    results="Survey results",
    too_few="too few answers",
    release="Show everybody",
    in_chat="in the common chat now",
    closed="The survey is closed",
    directors="the directors’ turn",
    together="How well do we work together",
    reminder="no answer from you yet",
    own="My own questions",
    file="All questions as YAML",
    agenda="Put on the agenda",
    answered="answered",
    of_four="of 4",
)


@dataclass(frozen=True)
class SurveyPlan:
    """A team of Inna of HR, who is the admin, and `size` others who are asked: the two directors first.

    `where`: telegram, slack, or both, where every other person is in Slack.
    """

    size: int
    where: str = "telegram"
    locale: str = "ru"
    rituals: str = ""

    @property
    def words(self) -> Words:
        return RU if self.locale == "ru" else EN

    @property
    def text(self) -> str:
        chats = {"telegram": [TELEGRAM_CHAT], "slack": [SLACK_CHAT], "both": [TELEGRAM_CHAT, SLACK_CHAT]}[self.where]
        lines = [
            "team: Original Works",
            f"locale: {self.locale}",
            "timezone: Europe/Moscow",
            "holidays: none",
            "chats:",
        ]
        lines += [line for chat in chats for line in (f"  - id: {chat}", "    department: common")]
        lines += ["people:", *self._person(0, "Инна Зотова", "other", "hr", "admin: true")]
        for number in range(1, self.size + 1):
            role = {1: "cmo", 2: "cco"}.get(number)
            department = "marketing" if number % 2 else "sales"
            lines += self._person(number, f"Участник{number:02} Опросов", department, role)
        rituals = self.rituals or "  - {name: monday, kind: standup, every: week, on: mon, at: '10:00'}"
        return "\n".join([*lines, "rituals:", rituals])

    def _person(self, number: int, name: str, department: str, role: str | None, *more: str) -> list[str]:
        slack = self.where == "slack" or (self.where == "both" and number % 2 == 1)
        account = f"slack:T0000001/U{number:07}" if slack else f"telegram:{1000 + number}"
        lines = [f"  - name: {name}", f"    department: {department}", f"    accounts: [{account}]"]
        return [*lines, *([f"    role: {role}"] if role else []), *(f"    {line}" for line in more)]


def people_of(town: Town, size: int) -> tuple[Actor, list[Actor], list[Actor]]:
    """Inna, the staff, and the two directors."""
    asked = [town[f"Участник{number:02}"] for number in range(1, size + 1)]
    return town["Инна"], asked[2:], asked[:2]


async def starts_pulse(town: Town, hr: Actor, words: Words) -> None:
    """From `/survey` to *Start*, with a look at what people will see."""
    chat = hr.private
    await chat.says("/survey")
    await chat.presses(words.start)
    await chat.presses(words.pulse)
    await chat.presses(words.preview)
    await chat.presses(words.begin, words.invited)
    await chat.shows(words.sees, words.together)
    await chat.presses(words.leave, words.sees)
    await chat.presses(words.launch)
    await chat.shows(words.begun)
    await town.quiet()


async def answers(who: Actor, words: Words, score: int, good: str | None = None, *, begin: str | None = None) -> None:
    """The pulse from the invitation to *Finish*."""
    chat = who.private
    await chat.presses(begin or words.begin)
    await chat.presses(str(score), words.together)
    await chat.presses(str(score), words.question(2))
    if good is None:
        await chat.presses(words.skip, words.question(3))
    else:
        await chat.presses(words.write, words.question(3))
        await who.fills(text=good)
    await chat.presses(words.skip, words.question(4))
    await chat.presses(words.finish)
    await chat.shows(words.done)


async def all_answer(people: Sequence[Actor], words: Words, score: int, good: str | None = None) -> None:
    for who in people:
        await answers(who, words, score, good)


def buttons_in(who: Actor) -> set[str]:
    """All labels that this person can press in private."""
    return {label for message in who.private.messages for label in labels_of(message)}
