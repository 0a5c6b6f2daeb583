"""A machine on which the program is installed: its commands run as an admin runs them, with an environment only."""

import asyncio
import os
import pty
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import aiohttp

STARTING = 90.0
"""Real seconds that a start may take here: what matters is that it comes about; bench/start.py measures it."""

STOPPING = 10.0
"""Seconds between SIGTERM and the end, as an orchestrator allows."""


@dataclass(frozen=True)
class Ended:
    """A command that has come to its end."""

    code: int
    out: str
    errors: str


@dataclass(frozen=True)
class Running:
    """The bot, running; `log` is everything that it has written."""

    process: asyncio.subprocess.Process
    port: int
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8")

    async def status(self, path: str) -> int:
        """The HTTP status of an address of the process; 0 while nobody listens."""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
                return answer.status
        except aiohttp.ClientConnectionError:
            return 0

    async def ready(self) -> None:
        """Wait until the process says that it is ready."""
        async with asyncio.timeout(STARTING):
            while await self.status("/readyz") != HTTPStatus.OK:
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.1)

    async def stop(self) -> int:
        """SIGTERM; the exit code. Raises TimeoutError."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOPPING)


class Machine:
    """A folder to be in, and an environment without any setting of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ours = ("LETUCHKA_", "COVERAGE_", "COV_")
        bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        root = str(Path(__file__).parents[2])
        self._environment = bare | {"PYTHONPATH": root}

    async def ends(self, *words: str, **settings: str) -> Ended:
        """Run a command to its end: `ends("team", "import", "team.yaml", database_url=…)`."""
        return await self._python("-m", "bot", *words, settings=settings)

    async def ends_on_a_terminal(self, *words: str, **settings: str) -> Ended:
        """The same, with a terminal to write to: `out` is all that came on it."""
        reading, writing = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self.folder,
            env=self._with(settings) | {"COLUMNS": "200", "TERM": "xterm"},
            stdout=writing,
            stderr=writing,
        )
        os.close(writing)
        try:
            out = await asyncio.wait_for(asyncio.to_thread(_all_of, reading), STARTING)
            code = await process.wait()
        except BaseException:
            await _killed(process)
            raise
        finally:
            os.close(reading)
        return Ended(code, out.decode(), "")

    async def loads(self, *words: str) -> set[str]:
        """The modules that a command imports until its end, which must be a good one."""
        ended = await self._python("-X", "importtime", "-m", "bot", *words, settings={})
        assert ended.code == 0, ended.errors[-2000:]
        lines = (line for line in ended.errors.splitlines() if line.startswith("import time:"))
        return {line.rpartition("|")[2].strip() for line in lines}

    async def _python(self, *words: str, settings: Mapping[str, str]) -> Ended:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *words),
            cwd=self.folder,
            env=self._with(settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, errors = await asyncio.wait_for(process.communicate(), STARTING)
        except BaseException:
            await _killed(process)
            raise
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), errors.decode())

    @asynccontextmanager
    async def runs(self, *options: str, **settings: str) -> AsyncIterator[Running]:
        """`letuchka run` until the block ends (or it was stopped), ready from the beginning.

        `{port}` in a setting is the port that it listens on.
        """
        port = free_port()
        placed = {name: value.replace("{port}", str(port)) for name, value in settings.items()}
        log_file = self.folder / f"log-{port}.txt"
        with log_file.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", *options),
                cwd=self.folder,
                env=self._with(placed | {"listen": f"127.0.0.1:{port}"}),
                stdout=log,
                stderr=log,
            )
        try:
            running = Running(process, port, log_file)
            await running.ready()
            yield running
        finally:
            await _killed(process)

    def _with(self, settings: Mapping[str, str]) -> dict[str, str]:
        return self._environment | {f"LETUCHKA_{name.upper()}": value for name, value in settings.items()}


def _all_of(terminal: int) -> bytes:
    """What a terminal shows until its last program has ended: Linux says so by EIO, others by nothing more."""
    shown = b""
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            shown += piece
    return shown


async def _killed(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
