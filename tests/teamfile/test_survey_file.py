"""Questions of a survey as YAML: read, or refused with the line and what is wrong."""

import pytest

from bot.surveyfile import Questionnaires
from rituals.survey_errors import WrongQuestions
from rituals.survey_questions import Question, QuestionKind

WHOLE = """title: Выставка
questions:
  - ask: Довольны?
    kind: one
    options: [Да, "Нет"]
  - ask: Что помогло?
    kind: several
    options:
      - Образцы
      - Люди
  - ask: Подготовка
    kind: scale
  - ask: Что исправить?
    optional: true
"""


def test_all_kinds_of_questions() -> None:
    title, questions = Questionnaires().read(WHOLE)
    assert title == "Выставка"
    assert questions == (
        Question(QuestionKind.ONE, text="Довольны?", options=("Да", "Нет")),
        Question(QuestionKind.SEVERAL, text="Что помогло?", options=("Образцы", "Люди")),
        Question(QuestionKind.SCALE, text="Подготовка"),
        Question(QuestionKind.TEXT, text="Что исправить?", optional=True),
    )
    assert Questionnaires().read("- ask: Подготовка\n  kind: scale") == (None, questions[2:3])


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("questions:", "quest:"), 1, "shape"),
        (("kind: one", "kind: choice"), 4, "kind"),
        (("kind: one", "knd: one"), 4, "key"),
        (('[Да, "Нет"]', "Да"), 5, "options"),
        (('[Да, "Нет"]', "[Да]"), 5, "options"),
        (('[Да, "Нет"]', "[Да, Да]"), 5, "twice"),
        (("kind: scale", "options: [a, b]\n    kind: scale"), 12, "no_options_here"),
        (("ask: Подготовка", f"ask: {'x' * 301}"), 11, "too_long"),
        (("ask: Подготовка", "ask: []"), 11, "text"),
        (("ask: Подготовка\n    kind", "kind"), 11, "no_ask"),
        (("Выставка", "*alias"), 1, "yaml"),
        (("- Образцы\n", "- Образцы\n" + "".join(f"      - {n}\n" for n in range(12))), 21, "too_many_options"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(change: tuple[str, str], line: int, what: str) -> None:
    text = WHOLE.replace(*change)
    assert text != WHOLE
    with pytest.raises(WrongQuestions) as refused:
        Questionnaires().read(text)
    assert (refused.value.line, refused.value.what) == (line, what)


@pytest.mark.parametrize(
    "text", ["", "x", "title: x", "questions: []", "- x", "\t- ask: x", "!!python/object:os.system x"]
)
def test_what_is_no_list_of_questions_is_refused(text: str) -> None:
    with pytest.raises(WrongQuestions):
        Questionnaires().read(text)
