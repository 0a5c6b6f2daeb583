"""What changed from one version of a protocol to the next."""

from datetime import timedelta

from rituals.protocol import Protocol
from rituals.protocol_versions import Change, VersionLine, history
from tests.rituals.test_protocol import CCO, CMO, GLEB, NOW, a_protocol

HOUR = timedelta(hours=1)


def test_each_version_tells_who_changed_what_and_when() -> None:
    versions: list[Protocol] = [a_protocol(CCO, CMO)]
    versions.append(versions[-1].agree(CCO, NOW + HOUR))
    versions.append(versions[-1].amend(GLEB, "Забыли бюджет", NOW + 2 * HOUR))
    versions.append(versions[-1].agree(CMO, NOW + 3 * HOUR))
    versions.append(versions[-1].object(CMO, 3, "Рано", NOW + 4 * HOUR))
    versions.append(versions[-1].release({CCO.id}, NOW + 5 * HOUR))
    assert history(versions) == (
        VersionLine(1, NOW, Change.MADE, "Борис"),
        VersionLine(2, NOW + HOUR, Change.AGREED, "Борис"),
        VersionLine(3, NOW + 2 * HOUR, Change.AMENDED, "Глеб", "Забыли бюджет", void=("Борис",)),
        VersionLine(4, NOW + 3 * HOUR, Change.AGREED, "Анна"),
        VersionLine(5, NOW + 4 * HOUR, Change.OBJECTED, "Анна", "решение 3", 3, "Рано", void=("Анна",)),
        VersionLine(6, NOW + 5 * HOUR, Change.RELEASED, "Борис"),
    )


def test_a_protocol_that_never_changed_has_one_line() -> None:
    assert [line.change for line in history([a_protocol(CCO)])] == [Change.MADE]
    assert history([]) == ()
