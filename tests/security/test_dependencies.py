"""The audit of the lock files fails where it should, and passes now."""

import pytest

from scripts.dependencies import main, pins_of, problems, withdrawn_in

LISTED = withdrawn_in('reviewed = 2026-01-01\n[[withdrawn]]\nname = "jinja2"\nbelow = "3.1.6"\nwhy = "CVE"\n')
HASH = "    --hash=sha256:00\n"


def found(lock: str) -> list[str]:
    return list(problems(pins_of(lock), LISTED))


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        (f"jinja2==3.1.5 \\\n{HASH}", "is withdrawn, take 3.1.6 or newer: CVE"),
        ("nothing-of-ours==1.0\n", "has no hash"),
        (f"pytest==1.0 \\\n{HASH}", "1.0 is locked: make install"),
        (f"Jinja2==2.0 ; sys_platform == 'win32' \\\n{HASH}", "is withdrawn"),
    ],
)
def test_what_is_refused(lock: str, told: str) -> None:
    assert any(told in problem for problem in found(lock)), found(lock)


def test_what_is_for_other_machines_need_not_be_installed() -> None:
    assert found(f"pytest==1.0 ; sys_platform == 'none' \\\n{HASH}") == []


def test_our_own_lock_files_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().err
    assert "offline" in capsys.readouterr().out
