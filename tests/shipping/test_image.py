"""The Dockerfile's steps, one by one in a clean folder, and the program that comes of them put to work."""

from pathlib import Path

import pytest

from scripts.rehearse_image import Image, WrongImageError, build, copy, instructions, main


def test_instructions_are_read_as_docker_reads_them() -> None:
    text = '# a comment\nFROM base AS build\nRUN one \\\n    && two\n\nCMD ["run"]\n'
    assert list(instructions(text)) == [("FROM", "base AS build"), ("RUN", "one && two"), ("CMD", '["run"]')]


@pytest.mark.parametrize(
    ("dockerfile", "says"),
    [
        ("FROM base\nCOPY tests tests\n", "keeps tests out"),
        ("FROM base\nRUN exit 3\n", "ended with 3"),
        ("FROM base\nADD a b\n", "ADD is not known"),
        ("FROM a AS one\nFROM b\nCOPY --from=one /app /elsewhere\n", "to where it was made"),
    ],
)
def test_what_would_not_work_is_said(dockerfile: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(WrongImageError, match=says):
        build(Image(tmp_path), dockerfile)


def test_files_land_where_the_image_has_them(tmp_path: Path) -> None:
    image = Image(tmp_path, workdir="/src")
    (tmp_path / "src").mkdir()
    copy(image, ["LICENSE", "./"])
    copy(image, ["rituals", "rituals"])
    assert (tmp_path / "src/LICENSE").is_file()
    assert (tmp_path / "src/rituals/ticker.py").is_file()


def test_the_image_would_work(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole of it, from an empty folder to a demo that answers; it takes as long as pip does."""
    monkeypatch.setattr("sys.argv", ["rehearse_image"])
    code = main()
    out, errors = capfd.readouterr()
    if code and "No matching distribution found" in out + errors:
        pytest.skip("THE IMAGE WAS NOT REHEARSED: the packages of requirements.lock cannot be fetched here")
    assert code == 0, (out + errors)[-4000:]
    assert "left to Docker: apt-get" in out
