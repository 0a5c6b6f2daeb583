"""Questions of a survey that somebody has written as YAML: read, or refused with the line and what is wrong there.

docs/reference/survey-file.md describes the keys.
"""

from bot.teamfile.problems import WrongTeamFile
from bot.teamfile.yamltree import Listing, Mapping, Node, Scalar, tree_of
from rituals.survey_errors import WrongQuestions
from rituals.survey_questions import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    OPTION_LIMIT,
    OWN_KINDS,
    QUESTION_LIMIT,
    Question,
    QuestionKind,
)
from rituals.survey_setup_messages import TITLE_LIMIT

_KEYS = {"ask", "kind", "options", "optional"}
_TRUE = {"true", "True", "TRUE", "yes", "да"}


class Questionnaires:
    """Questions as people write them into a file; see rituals.survey_ports.Questionnaires."""

    def read(self, text: str) -> tuple[str | None, tuple[Question, ...]]:
        """The title, if there is one, and the questions. A list alone is the questions. Raises WrongQuestions."""
        root = _tree(text)
        if isinstance(root, Listing):
            return None, _questions(root)
        if not isinstance(root, Mapping) or "questions" not in root.values:
            raise WrongQuestions(root.line, "shape")
        _check_keys(root, {"title", "questions"})
        title = root.values.get("title")
        words = None if title is None else _text(title, TITLE_LIMIT)
        return words, _questions(root.values["questions"])


def _tree(text: str) -> Node:
    try:
        return tree_of(text.encode())
    except WrongTeamFile as wrong:
        raise WrongQuestions(wrong.problems[0].line, "yaml") from None


def _questions(node: Node) -> tuple[Question, ...]:
    if not isinstance(node, Listing) or not node.items:
        raise WrongQuestions(node.line, "shape")
    if len(node.items) > MOST_QUESTIONS:
        raise WrongQuestions(node.items[MOST_QUESTIONS].line, "too_many_questions", str(MOST_QUESTIONS))
    return tuple(_question(item) for item in node.items)


def _question(node: Node) -> Question:
    if not isinstance(node, Mapping):
        raise WrongQuestions(node.line, "question")
    _check_keys(node, _KEYS)
    if "ask" not in node.values:
        raise WrongQuestions(node.line, "no_ask")
    kind = _kind(node)
    return Question(
        kind,
        text=_text(node.values["ask"], QUESTION_LIMIT),
        options=_options(node, kind),
        optional=_flag(node.values.get("optional")),
    )


def _kind(node: Mapping) -> QuestionKind:
    """Without the key: a choice where there are options, else words."""
    value = node.values.get("kind")
    if value is None:
        return QuestionKind.ONE if "options" in node.values else QuestionKind.TEXT
    given = _text(value, OPTION_LIMIT)
    if given not in OWN_KINDS:
        raise WrongQuestions(value.line, "kind", given)
    return QuestionKind(given)


def _options(node: Mapping, kind: QuestionKind) -> tuple[str, ...]:
    value = node.values.get("options")
    if kind not in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        if value is not None:
            raise WrongQuestions(value.line, "no_options_here")
        return ()
    if not isinstance(value, Listing) or len(value.items) < 2:  # noqa: PLR2004  A choice of one is none.
        raise WrongQuestions(value.line if value else node.line, "options")
    if len(value.items) > MOST_OPTIONS:
        raise WrongQuestions(value.items[MOST_OPTIONS].line, "too_many_options", str(MOST_OPTIONS))
    options = tuple(_text(item, OPTION_LIMIT) for item in value.items)
    if len(set(options)) < len(options):
        raise WrongQuestions(value.line, "twice")
    return options


def _text(node: Node, limit: int) -> str:
    if not isinstance(node, Scalar) or not node.text.strip():
        raise WrongQuestions(node.line, "text")
    words = " ".join(node.text.split())
    if len(words) > limit:
        raise WrongQuestions(node.line, "too_long", str(limit))
    return words


def _flag(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.text in _TRUE


def _check_keys(node: Mapping, allowed: set[str]) -> None:
    for key, line in node.key_lines.items():
        if key not in allowed:
            raise WrongQuestions(line, "key", key)
