"""Who may see what of an anonymous survey: no group of fewer than five can be read off, or worked out by subtraction.

A group is a department, named by its word. Whoever sees the figures of everybody and of one department knows those of
the rest: so what is left over counts as a group too. The total comes first, because everybody is heard in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5
"""Answers from which on a result is shown."""

UNLABELLED = ""
"""The label of an answer that names no group."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What was promised when the survey began, and does not change any more.

    `labels` are the groups that an answer may name; the answers of all others name none, wherever they are kept.
    """

    threshold: int = THRESHOLD
    labels: tuple[str, ...] = ()

    @classmethod
    def frozen(cls, sizes: Mapping[str, int], threshold: int = THRESHOLD) -> "Rule":
        """The rule for an audience of these sizes: a label must leave nobody in a small group, or in a small rest."""
        labels = _apart(sizes, threshold)
        return cls(threshold, () if len(labels) == 1 and sum(sizes.values()) == sizes[labels[0]] else labels)

    def label_of(self, group: str) -> str:
        """What the answer of somebody of this group says of the group."""
        return group if group in self.labels else UNLABELLED

    def shown(self, counts: Mapping[str, int]) -> "Shown":
        """What may be shown of one question, that so many answered by label. Zero is no answer and hides nobody."""
        total = sum(counts.values())
        if total < self.threshold:
            return Shown(total=False, groups=(), held_back=tuple(self.labels))
        groups = _apart(
            {label: count for label, count in counts.items() if label in self.labels}, self.threshold, total
        )
        order = tuple(label for label in self.labels if label in groups)
        return Shown(total=True, groups=order, held_back=tuple(label for label in self.labels if label not in order))


@dataclass(frozen=True, slots=True)
class Shown:
    """What of one question is shown: the figures of all, those of some groups; those of the others are held back."""

    total: bool
    groups: tuple[str, ...]
    held_back: tuple[str, ...]


def _apart(counts: Mapping[str, int], threshold: int, total: int | None = None) -> tuple[str, ...]:
    """The groups that can stand beside the total: each is large enough, and so is what is left (or it is nobody).

    Where the rest is too small, the smallest group goes with it, so that as much as possible stays.
    """
    whole = sum(counts.values()) if total is None else total
    apart = _largest_first({group: count for group, count in counts.items() if count >= threshold})
    while apart and 0 < whole - sum(counts[group] for group in apart) < threshold:
        apart.pop()
    return tuple(apart)


def _largest_first(counts: Mapping[str, int]) -> list[str]:
    names: Sequence[str] = sorted(counts)
    return sorted(names, key=lambda group: -counts[group])
