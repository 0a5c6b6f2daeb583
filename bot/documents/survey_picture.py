"""A survey's results as a picture for a phone: one column, large words, a plot for each question with figures."""

import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from bot.documents.labels import Labels
from bot.documents.survey_words import compared_words, most_first
from bot.rendering.people_words import cleaned
from rituals.survey_questions import Question
from rituals.survey_result_messages import SurveyReport
from rituals.survey_results import Figures, Outcome, change, is_alarming, same_question

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 1080
"""Pixels: a phone shows the picture at a third of them."""
TALLEST = 6000
"""Telegram refuses a photo whose sides add up to more than 10000 pixels (core.telegram.org/bots/api#sendphoto)."""

MARGIN = 64
INNER = WIDTH - 2 * MARGIN
DPI = 100
PAPER, INK, QUIET, FAINT, BLUE, ALARM = "#ffffff", "#1c2430", "#667080", "#d5dae1", "#2f6fde", "#c8452f"
GROUP_COLOURS = ("#4c9a6a", "#b0813a", "#8a63b8")

Draw = Callable[["Axes"], None]


def survey_picture(report: SurveyReport, labels: Labels) -> bytes:
    """The bytes of a PNG. It has no answers in words: those are read, not looked at."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  Half a second, with the first picture.
    from matplotlib.figure import Figure  # noqa: PLC0415

    sheet = _Sheet(report, labels)
    sheet.compose()
    figure = Figure(figsize=(WIDTH / DPI, sheet.height / DPI), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(sheet.height, 0)
    axes.set_axis_off()
    for draw in sheet.drawings:
        draw(axes)
    out = BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(out, format="png")
    return out.getvalue()


@cache
def _known_characters() -> frozenset[int]:
    """What the font has: a character that it lacks would be a box."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def _drawable(words: str) -> str:
    known = _known_characters()
    return " ".join("".join(c if ord(c) in known else " " for c in cleaned(words)).split())


class _Sheet:
    """Knows how far down the page it has come, and what is to be drawn; sizes are pixels."""

    def __init__(self, report: SurveyReport, labels: Labels) -> None:
        self._report = report
        self._labels = labels
        self.height = MARGIN
        self.drawings: list[Draw] = []

    def compose(self) -> None:
        self._head()
        for number, outcome in enumerate(self._report.results.outcomes, 1):
            if self.height > TALLEST:
                break
            if not outcome.question.is_text:
                self._outcome(number, outcome)
        if self._report.results.held_back:
            self._words(self._labels.line("held_back"), 26, QUIET)
        self._words(self._labels.line("rule", threshold=self._report.results.threshold), 26, QUIET)
        self.height += MARGIN // 2

    def _head(self) -> None:
        report, line = self._report, self._labels.line
        self._words(line("title", kind=report.kind, title=report.title), 54, INK, bold=True)
        results = report.results
        answered = line("answered", answered=results.answered, asked=results.asked)
        self._words(f"{answered} · {line('closed', at=report.closed_at.date())}", 32, QUIET)
        compared = compared_words(report, self._labels)
        if compared:
            self._words(compared, 28, QUIET)

    # -- one question ----------------------------------------------------------------------------------------------

    def _outcome(self, number: int, outcome: Outcome) -> None:
        self.height += 26
        self._rule()
        asked = self._labels.line("question", q=outcome.question)
        self._words(f"{number}. {asked}", 38, INK, bold=True)
        if not outcome.figures:
            self._words(self._labels.line("too_few", threshold=self._report.results.threshold), 32, QUIET)
        elif outcome.question.is_number:
            self._score(outcome)
        else:
            self._choices(outcome)

    def _score(self, outcome: Outcome) -> None:
        """The score in large figures, how the answers are spread, and the departments side by side."""
        question, everybody, line = outcome.question, outcome.figures[0], self._labels.line
        score = everybody.mean(question)
        colour = ALARM if is_alarming(outcome, self._report.before) else BLUE
        top = self.height
        words = line("score", q=question, value=score)
        self._put(MARGIN, top + 66, words, 104, colour, bold=True, anchor="center_baseline")
        unit = line("enps") if question.kind == "enps" else line("of_ten")
        self._put(MARGIN, top + 152, unit, 27, QUIET)
        risen = change(outcome, self._report.before)
        if risen:
            self._put(MARGIN, top + 194, line("change", q=question, value=risen), 27, ALARM if risen < 0 else INK)
        self._columns(question, everybody, colour, left=MARGIN + 440, top=top)
        self.height = top + 246
        groups = [(figures, GROUP_COLOURS[n % 3]) for n, figures in enumerate(outcome.figures[1:])]
        for figures, shade in groups:
            mean = figures.mean(question)
            low, high = (-100, 100) if question.kind == "enps" else (1, 10)
            name = line("department", group=figures.group)
            self._bar(name, line("score", q=question, value=mean), (mean - low) / (high - low), shade)

    def _columns(self, question: Question, figures: Figures, colour: str, *, left: int, top: int) -> None:
        """How often each number was picked."""
        room, most = WIDTH - MARGIN - left, max(figures.counts, default=0) or 1
        step = room / max(len(question.values), 1)
        for place, (value, count) in enumerate(zip(question.values, figures.counts, strict=False)):
            x, height = left + place * step, 150 * count / most
            self._box(x + 4, top + 180 - max(height, 3), step - 8, max(height, 3), colour if count else FAINT)
            self._put(x + step / 2, top + 214, str(value), 25, QUIET, across="center")
            if count:
                self._put(x + step / 2, top + 180 - height - 8, str(count), 24, INK, across="center", anchor="bottom")

    def _choices(self, outcome: Outcome) -> None:
        """A bar a choice: of all who answered, how many picked it; the last round's share in grey below."""
        question, everybody = outcome.question, outcome.figures[0]
        before = same_question(outcome, self._report.before)
        for place in most_first(everybody.counts):
            count = everybody.counts[place]
            words = self._labels.line("option", q=question, value=place)
            earlier = None
            if before is not None and before.figures and place < len(before.figures[0].counts):
                earlier = before.figures[0].counts[place] / max(before.figures[0].answered, 1)
            self._bar(words, str(count), count / max(everybody.answered, 1), BLUE, earlier)
            for n, figures in enumerate(outcome.figures[1:]):
                if place < len(figures.counts):
                    name = self._labels.line("department", group=figures.group)
                    share = figures.counts[place] / max(figures.answered, 1)
                    self._thin_bar(f"{name}: {figures.counts[place]}", share, GROUP_COLOURS[n % 3])
        self.height += 6

    # -- what all of it is made of ---------------------------------------------------------------------------------

    def _bar(self, words: str, value: str, share: float, colour: str, earlier: float | None = None) -> None:
        lines = _wrapped(words, 32, INNER - 130)
        for number, line in enumerate(lines):
            self._put(MARGIN, self.height + 34 + 42 * number, line, 32, INK)
        self._put(WIDTH - MARGIN, self.height + 34, value, 34, INK, bold=True, across="right")
        y = self.height + 12 + 42 * len(lines)
        self._box(MARGIN, y, INNER, 20, FAINT)
        if share > 0:
            self._box(MARGIN, y, INNER * min(share, 1), 20, colour)
        self.height = y + 34
        if earlier is not None:
            self._box(MARGIN, self.height - 12, max(INNER * min(earlier, 1), 3), 8, QUIET)
            self.height += 6

    def _thin_bar(self, words: str, share: float, colour: str) -> None:
        self._put(MARGIN + 24, self.height + 24, words, 25, QUIET)
        self._box(MARGIN + 380, self.height + 8, INNER - 380, 12, FAINT)
        if share > 0:
            self._box(MARGIN + 380, self.height + 8, (INNER - 380) * min(share, 1), 12, colour)
        self.height += 36

    def _rule(self) -> None:
        self._box(MARGIN, self.height, INNER, 2, FAINT)
        self.height += 22

    def _words(self, words: str, size: int, colour: str, *, bold: bool = False) -> None:
        """A paragraph of the width of the page."""
        for line in _wrapped(words, size, INNER, bold=bold):
            self._put(MARGIN, self.height + size, line, size, colour, bold=bold)
            self.height += round(size * 1.3)
        self.height += 12

    def _put(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        across: str = "left",
        anchor: str = "baseline",
    ) -> None:
        """A line of words whose baseline is at `y`."""
        shown, points = _drawable(words), size * 72 / DPI

        def draw(axes: "Axes") -> None:
            axes.text(
                x,
                y,
                shown,
                fontsize=points,
                color=colour,
                fontweight="bold" if bold else "normal",
                ha=across,
                va=anchor,
                fontfamily="DejaVu Sans",
                parse_math=False,
            )

        self.drawings.append(draw)

    def _box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        def draw(axes: "Axes") -> None:
            from matplotlib.patches import Rectangle  # noqa: PLC0415

            axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

        self.drawings.append(draw)


def _wrapped(words: str, size: int, room: float, *, bold: bool = False) -> list[str]:
    """Lines that fit: a letter of DejaVu Sans is three fifths of its size wide, a bold one two thirds."""
    return list(_lines(_drawable(words), max(4, int(room / (size * (0.68 if bold else 0.6)))))) or [""]


def _lines(words: str, width: int) -> Iterator[str]:
    yield from textwrap.wrap(words, width, break_long_words=True)
