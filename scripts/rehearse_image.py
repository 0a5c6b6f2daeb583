"""The steps of the Dockerfile without a Docker engine, in a clean folder, as a clean user, and the result put to work.

    python -m scripts.rehearse_image [FOLDER]

Every instruction is read from the Dockerfile itself; `/app`, `/src` and `/data` lie in FOLDER (by default a temporary
one). What needs the image's own system (packages, the user) is named and left to Docker. Then the program is started as
the image starts it, with nothing but its own environment, its files read-only and one folder to write to: it becomes
ready against the rehearsal's servers, passes its health check, and ends within ten seconds of SIGTERM with 0. What was
installed is tried besides: a database is made, the doctor looks at it, and the demo has a bot that answers.
"""

import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import system_clock
from bot.rehearsal.staging import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN, Staging, staged
from bot.storage.upkeep import head
from bot.teamfile.reading import read_team_file

ROOT = Path(__file__).parents[1]
FOLDERS = ("/app", "/src", "/data")
SYSTEM = ("apt-get", "useradd")
EVERYBODYS = (Path("/usr/local/bin/python3"), Path("/usr/bin/python3"))
STARTING = 120.0
STOPPING = 10.0


class WrongImageError(Exception):
    """The image would not work; the text says why."""


@dataclass
class Image:
    """What the instructions have made so far. The folders of the image lie in `root`."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: int | None = None
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    left_to_docker: list[str] = field(default_factory=list)
    is_private: bool = False
    """The only Python here lies where another user cannot go: everything runs as who started this."""

    @property
    def other_user(self) -> int | None:
        """The image's user, where we may become that."""
        return self.user if os.geteuid() == 0 and not self.is_private else None

    def here(self, words: str) -> str:
        """The words with the image's folders where they lie here."""
        for folder in FOLDERS:
            words = words.replace(folder, f"{self.root}{folder}")
        return words

    def path(self, name: str) -> Path:
        inside = name if name.startswith("/") else f"{self.workdir.rstrip('/')}/{name}"
        return self.root / inside.lstrip("/")

    @property
    def environment(self) -> dict[str, str]:
        """Nothing but what the image says, and the system's own programs."""
        bare = {"PATH": os.environ["PATH"] if self.user is None else "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        for name, value in self.env.items():
            bare[name] = self.here(value).replace("$PATH", bare["PATH"])
        return bare


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """`("RUN", "python -m venv /app")` for each instruction, with its lines joined."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    joined = "\n".join(lines).replace("\\\n", " ")
    for line in joined.splitlines():
        word, _, rest = line.strip().partition(" ")
        yield word.upper(), " ".join(rest.split())


def build(image: Image, dockerfile: str) -> None:
    """Do what each instruction says. Raises WrongImageError."""
    for word, rest in instructions(dockerfile):
        sys.stdout.write(f"{word} {rest}\n")
        sys.stdout.flush()
        match word:
            case "FROM":
                image.env, image.workdir = {}, "/"
                shutil.rmtree(image.root / "src", ignore_errors=True)  # The last stage has only what it copies.
            case "ENV":
                image.env |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            case "WORKDIR":
                image.workdir = rest
                image.path(rest).mkdir(parents=True, exist_ok=True)
            case "COPY":
                copy(image, shlex.split(rest))
            case "RUN":
                run(image, rest)
            case _:
                note(image, word, rest)


def note(image: Image, word: str, rest: str) -> None:
    """Remember how the image is to be started."""
    match word:
        case "USER":
            image.user = int(rest)
        case "ENTRYPOINT":
            image.entrypoint = json.loads(rest)
        case "CMD":
            image.command = json.loads(rest)
        case "HEALTHCHECK":
            image.health = json.loads(rest.partition("CMD ")[2])
        case "VOLUME" | "EXPOSE":
            pass
        case _:
            raise WrongImageError(f"{word} is not known here: teach scripts/rehearse_image.py what it does.")


def copy(image: Image, words: list[str]) -> None:
    """Copy from the context, as far as .dockerignore lets it in; between stages the folder is the same one."""
    *sources, target = words
    if sources[0].startswith("--from="):
        if sources[1:] != [target]:
            raise WrongImageError("Copy a folder of an earlier stage to where it was made: a venv cannot be moved.")
        return
    let_in = {line[1:].strip() for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for source in sources:
        if source not in let_in:
            raise WrongImageError(f".dockerignore keeps {source} out.")
        to = image.path(target)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, to / source if to.is_dir() else to)


def run(image: Image, words: str) -> None:
    """Run a step; the system's packages and users are left to Docker. Wheels that are here already are not fetched."""
    if words.startswith(SYSTEM):
        image.left_to_docker.append(words)
        return
    environment = image.environment
    environment.pop("PIP_NO_CACHE_DIR", None)
    environment["PATH"] = f"{interpreter(image)}:{environment['PATH']}"
    passed = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name == "HOME"}
    done = subprocess.run(
        ["/bin/sh", "-ec", image.here(words)], cwd=image.path("."), env=environment | passed, check=False
    )
    if done.returncode:
        raise WrongImageError(f"RUN {words} ended with {done.returncode}.")


def interpreter(image: Image) -> Path:
    """A folder with a `python` that every user may run, as the image's own is; else the one that runs this."""
    folder = image.root / "python"
    if not folder.exists():
        folder.mkdir()
        everybodys = [found for found in EVERYBODYS if found.exists() and has_venv(found)]
        image.is_private = not everybodys
        (folder / "python").symlink_to(everybodys[0] if everybodys else sys.executable)
    return folder


def has_venv(python: Path) -> bool:
    wanted = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", wanted], capture_output=True, check=False).returncode == 0


def seal(image: Image) -> None:
    """Take the right to write from the program's files, and give the volume to the image's user."""
    for path in (image.root / "app").rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    image.root.chmod(0o755)
    if image.other_user is not None:
        os.chown(image.root / "data", image.other_user, image.other_user)


def started(image: Image, words: list[str], **settings: str) -> subprocess.Popen[str]:
    """A program of the image, as the image's user where we may become that."""
    user = image.other_user
    environment = image.environment | {f"LETUCHKA_{name.upper()}": value for name, value in settings.items()}
    found = shutil.which(words[0], path=environment["PATH"])
    if found is None:
        raise WrongImageError(f"{words[0]} is not in the image.")
    return subprocess.Popen(
        [found, *words[1:]],
        cwd=image.path("."),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=user,
        group=user,
        extra_groups=[] if user is not None else None,
    )


def said(image: Image, *words: str, **settings: str) -> str:
    """What a command of the image says. Raises WrongImageError when it does not end well."""
    process = started(image, list(words), **settings)
    out, _ = process.communicate(timeout=STARTING)
    if process.returncode:
        raise WrongImageError(f"{shlex.join(words)} ended with {process.returncode}:\n{out}")
    return out


async def put_to_work(image: Image) -> None:
    """Start it as the image does, look at its health, and stop it. Raises WrongImageError."""
    init, _, *program = image.entrypoint if image.entrypoint[0] == "tini" else ["", "", *image.entrypoint]
    if init and shutil.which(init) is not None:
        program = [init, "--", *program]
    sample = (ROOT / "bot/rehearsal/sample/team.en.yaml").read_bytes()
    async with staged(read_team_file(sample), system_clock) as staging:
        settings = messengers(staging)
        with started(image, [*program, *image.command], **settings) as process:
            try:
                await healthy(image, process)
                process.send_signal(signal.SIGTERM)
                code = await asyncio.to_thread(process.wait, STOPPING)
            finally:
                process.kill()
            out = process.stdout.read() if process.stdout else ""
    if code:
        raise WrongImageError(f"SIGTERM ended it with {code}:\n{out}")
    if not (image.root / "data" / "letuchka.db").exists():
        raise WrongImageError("The database is not in the volume.")


async def examined(image: Image) -> None:
    """The doctor finds a new database in order, and that there is no team yet. Raises WrongImageError."""
    sample = (ROOT / "bot/rehearsal/sample/team.en.yaml").read_bytes()
    async with staged(read_team_file(sample), system_clock) as staging:
        settings = messengers(staging) | {"database_url": f"sqlite:///{image.root}/data/examined.db"}
        await asyncio.to_thread(lambda: said(image, "letuchka", "db", "upgrade", **settings))
        process = started(image, ["letuchka", "doctor"], **settings)
        out, _ = await asyncio.to_thread(process.communicate)
    if not {"WRONG teams: there is none", f"ok    database: version {head()}"} <= set(out.splitlines()):
        raise WrongImageError(f"letuchka doctor says:\n{out}")


async def rehearsed(image: Image) -> None:
    """The demo of what was installed: the page is served, and the bot answers somebody. Raises WrongImageError."""
    with started(image, ["letuchka", "demo", "--port", "0", "--lang", "en"]) as process:
        try:
            async with asyncio.timeout(STARTING):
                url = await asyncio.to_thread(_where, process)
                async with aiohttp.ClientSession(url, raise_for_status=True) as visitor:
                    await (await visitor.get("/")).text()
                    await _answered(visitor)
            process.send_signal(signal.SIGTERM)
            code = await asyncio.to_thread(process.wait, STARTING)
        finally:
            process.kill()
    if code:
        raise WrongImageError(f"SIGTERM ended the demo with {code}.")


def _where(process: subprocess.Popen[str]) -> str:
    """The address that the demo tells. Raises WrongImageError."""
    told = ""
    for line in process.stdout or ():
        told += line
        if found := re.search(r"The rehearsal is at (\S+)", line):
            return found[1]
    raise WrongImageError(f"The demo ended by itself:\n{told}")


async def _answered(visitor: aiohttp.ClientSession) -> None:
    """Somebody says `/help` in the group, and the bot says something that was not there before."""
    before = await _state(visitor)
    group = before["telegram"][0]
    words = {"as": before["me"], "messenger": "telegram", "chat": group["key"], "text": "/help"}
    await visitor.post("/do/say", json=words)
    while _said_by_bot(await _state(visitor)) <= _said_by_bot(before):  # noqa: ASYNC110  It is another process.
        await asyncio.sleep(0.2)


async def _state(visitor: aiohttp.ClientSession) -> dict[str, Any]:
    found: dict[str, Any] = await (await visitor.get("/state")).json()
    return found


def _said_by_bot(state: dict[str, Any]) -> int:
    chats = [chat for side in ("telegram", "slack", "private") for chat in state[side]]
    return sum(message["from_bot"] for chat in chats for message in chat["messages"])


async def healthy(image: Image, process: subprocess.Popen[str]) -> None:
    """Wait until the image's own health check passes."""
    async with asyncio.timeout(STARTING):
        while True:
            if process.poll() is not None:
                raise WrongImageError(f"It ended by itself:\n{process.stdout.read() if process.stdout else ''}")
            check = started(image, image.health)
            await asyncio.to_thread(check.communicate)
            if check.returncode == 0:
                return
            await asyncio.sleep(0.5)


def messengers(staging: Staging) -> dict[str, str]:
    return {
        "telegram_token": TELEGRAM_TOKEN,
        "telegram_api_url": staging.telegram_url,
        "slack_bot_token": SLACK_BOT_TOKEN,
        "slack_app_token": SLACK_APP_TOKEN,
        "slack_api_url": f"{staging.slack_url}/api/",
    }


def main() -> int:
    """Build, seal, start, stop. The exit code is 1 when the image would not work."""
    with tempfile.TemporaryDirectory(prefix="image-") as temporary:
        image = Image(Path(sys.argv[1] if len(sys.argv) > 1 else temporary).resolve())
        try:
            build(image, (ROOT / "Dockerfile").read_text())
            seal(image)
            sys.stdout.write(said(image, "letuchka", "--version"))
            asyncio.run(put_to_work(image))
            asyncio.run(examined(image))
            asyncio.run(rehearsed(image))
        except WrongImageError as wrong:
            sys.stdout.write(f"{wrong}\n")
            return 1
    if image.other_user is None:
        sys.stdout.write("not tried: another user, and files that cannot be written to\n")
    for words in image.left_to_docker:
        sys.stdout.write(f"left to Docker: {words}\n")
    sys.stdout.write("The image would work.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
