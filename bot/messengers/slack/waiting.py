"""Short waits for a rate limit, in real time."""

import asyncio
from datetime import timedelta

AT_MOST = timedelta(seconds=10)


class Pause:
    """Waits what Slack asks for if that is short; tests give it another sleep."""

    def __init__(self, at_most: timedelta = AT_MOST) -> None:
        self._at_most = at_most

    async def fits(self, wait: timedelta) -> bool:
        """Wait. False, at once, if it would take too long."""
        if wait > self._at_most:
            return False
        await asyncio.sleep(wait.total_seconds())
        return True
