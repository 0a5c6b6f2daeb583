"""Starts `letuchka run` as often as it is told, without loading the program anew each time: it forks.

What comes in is a line of JSON (`settings`, `log`, `seam`, `passages`, `freeze`, `skew`); what goes out is the number
of the new process, a line. SIGUSR1 sets a process's wall clock two hours ahead, SIGUSR2 back. SIGQUIT makes it
write down where it stands.
"""

import faulthandler
import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

JUMP = timedelta(hours=2)


def load() -> None:
    """Everything that a process will need, once."""
    import procrastinate  # noqa: F401

    import bot.app
    import bot.cli
    import bot.messengers.slack.assembly
    import bot.messengers.telegram.part
    import bot.running  # noqa: F401


def live(order: dict[str, Any]) -> None:
    """The life of one process; never returns."""
    from bench.soak.seams import arm
    from bot import cli

    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    faulthandler.register(signal.SIGQUIT, all_threads=True)
    os.environ.update({f"LETUCHKA_{name.upper()}": value for name, value in order["settings"].items()})
    if order.get("skew") is not None:
        _move_the_clock(timedelta(seconds=order["skew"]))
        signal.signal(signal.SIGUSR1, lambda *_: _move_the_clock(JUMP))
        signal.signal(signal.SIGUSR2, lambda *_: _move_the_clock(-JUMP))
    if order.get("seam"):
        arm(order["seam"], order["passages"], freeze=order.get("freeze", False))
    sys.argv = ["letuchka", "run"]
    code: Any = 1
    try:
        cli.main()
    except SystemExit as ended:
        code = ended.code
    finally:
        os._exit(code if isinstance(code, int) else 0)


def _move_the_clock(by: timedelta) -> None:
    time_machine.travel(datetime.now(UTC) + by, tick=True).start()


def main() -> None:
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            live(json.loads(line))
        print(number, flush=True)


if __name__ == "__main__":
    main()
