"""The processes of a soak: started through the nursery, killed, frozen, and a balancer before them."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

ROOT = Path(__file__).resolve().parents[2]
STARTING = 180.0
"""Seconds that a start may take on a busy machine: what matters is that it comes about."""


class NotReady(Exception):  # noqa: N818  It names the situation.
    """A process does not come to work; the text is the end of its log, and where it stands."""


@dataclass
class Replica:
    """One `letuchka run`."""

    number: int
    port: int
    log: Path

    def send(self, what: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.number, what)

    def kill(self) -> None:
        """As the power does."""
        self.send(signal.SIGKILL)

    @property
    def lives(self) -> bool:
        try:
            os.kill(self.number, 0)
        except ProcessLookupError:
            return False
        return True

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still (Linux)."""
        try:
            return Path(f"/proc/{self.number}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "T"
        except FileNotFoundError:
            return False

    async def ready(self, session: aiohttp.ClientSession, within: float = STARTING) -> bool:
        """Wait until it says so; False when it has died before. Raises NotReady."""
        deadline = time.monotonic() + within
        while self.lives:
            if await is_ready(session, self.port):
                return True
            if time.monotonic() > deadline:
                self.send(signal.SIGQUIT)
                await asyncio.sleep(1)
                raise NotReady(self.log.read_text("utf-8")[-4000:])
            await asyncio.sleep(0.03)
        return False

    async def dead(self, within: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.lives:  # noqa: ASYNC110  Nobody tells: it is no child of ours.
                    await asyncio.sleep(0.02)
        return not self.lives


async def is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        answering = session.get(f"http://127.0.0.1:{port}/readyz", timeout=aiohttp.ClientTimeout(total=1))
        async with answering as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


class Nursery:
    """Where processes come from."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.born: list[Replica] = []

    async def start(self, settings: Mapping[str, str], port: int, **more: Any) -> Replica:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        log = self._folder / f"log-{port}.txt"
        order = {"settings": {**settings, "listen": f"127.0.0.1:{port}"}, "log": str(log), **more}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        replica = Replica(int(await self._process.stdout.readline()), port, log)
        self.born.append(replica)
        return replica


@asynccontextmanager
async def nursery(folder: Path) -> AsyncIterator[Nursery]:
    """At its end no process is left."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("LETUCHKA_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.soak.nursery"),
        cwd=ROOT,
        env=bare,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    ours = Nursery(process, folder)
    try:
        yield ours
    finally:
        for replica in ours.born:
            if replica.lives:
                replica.send(signal.SIGKILL)
        process.kill()
        await process.wait()


@dataclass
class Balancer:
    """Hands each request to the next replica that is ready; one that cannot be reached is passed over."""

    replicas: list[Replica] = field(default_factory=list)
    healthy: list[int] = field(default_factory=list)
    port: int = 0
    _turn: int = 0

    async def watch(self, session: aiohttp.ClientSession) -> None:
        while True:
            ports = [replica.port for replica in self.replicas]
            well = await asyncio.gather(*(is_ready(session, port) for port in ports))
            self.healthy = [port for port, is_well in zip(ports, well, strict=True) if is_well]
            await asyncio.sleep(0.3)

    async def hand_on(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        kept = {
            name: value for name, value in request.headers.items() if name.lower() not in ("host", "content-length")
        }
        session: aiohttp.ClientSession = request.app[SESSION]
        for _ in range(3):
            if not self.healthy:
                await asyncio.sleep(0.2)
                continue
            self._turn += 1
            address = f"http://127.0.0.1:{self.healthy[self._turn % len(self.healthy)]}{request.path_qs}"
            with suppress(aiohttp.ClientConnectorError):
                return await self._ask(session, request.method, address, body, kept)
        return web.Response(status=502)

    async def _ask(
        self, session: aiohttp.ClientSession, method: str, address: str, body: bytes, headers: dict[str, str]
    ) -> web.Response:
        """What has reached a replica is not asked again: the messenger knows by itself what to do then."""
        try:
            limit = aiohttp.ClientTimeout(total=3)
            async with session.request(method, address, data=body, headers=headers, timeout=limit) as answer:
                kind = {"Content-Type": answer.headers.get("Content-Type", "text/plain")}
                return web.Response(status=answer.status, body=await answer.read(), headers=kind)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientError, TimeoutError):
            return web.Response(status=504)


SESSION: web.AppKey[aiohttp.ClientSession] = web.AppKey("session", aiohttp.ClientSession)


@asynccontextmanager
async def balancing(session: aiohttp.ClientSession) -> AsyncIterator[Balancer]:
    balancer = Balancer()
    app = web.Application()
    app[SESSION] = session
    app.router.add_route("*", "/{path:.*}", balancer.hand_on)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    balancer.port = runner.addresses[0][1]
    watching = asyncio.create_task(balancer.watch(session))
    try:
        yield balancer
    finally:
        watching.cancel()
        await runner.cleanup()


@asynccontextmanager
async def wire(path: str) -> AsyncIterator["Wire"]:
    """A wire of TCP to a socket of this machine, which can be cut."""
    cut = Wire(path)
    server = await asyncio.start_server(cut.carry, "127.0.0.1", 0)
    cut.port = server.sockets[0].getsockname()[1]
    try:
        yield cut
    finally:
        cut.cut()
        server.close()


class Wire:
    """Between the processes and their database."""

    def __init__(self, path: str) -> None:
        self.port = 0
        self._path = path
        self._is_cut = False
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Everything that is under way breaks, and nobody gets through."""
        self._is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        self._is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_unix_connection(self._path)
        both = {writer, there_writer}
        self._open |= both
        try:
            await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
        finally:
            self._open -= both
            for one in both:
                one.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    with suppress(OSError):
        writer.close()
