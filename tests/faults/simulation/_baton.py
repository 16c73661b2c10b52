"""Threads of which one runs at a time: who goes on is drawn, and the clock is theirs."""

import threading
from collections.abc import Callable
from random import Random

import attrs

__all__ = ["Baton", "Over", "SimulatedThread", "Task"]


class Over(BaseException):
    """The run is over for everybody, since a law did not hold."""


@attrs.define(eq=False)
class Task:
    """Somebody who works, or waits for the baton."""

    work: Callable[[], None]
    wake: float = 0.0
    """The simulated second before which it does not go on."""
    awaits: "Task | None" = None
    """Whose end wakes it earlier."""
    ended: bool = False
    turn: threading.Lock = attrs.Factory(threading.Lock)


class Baton:
    """Who holds it runs. It is handed on in `pause`, to anybody who is awake, as the lot decides.

    It is also a clock: `now` stands still while somebody is awake and jumps when all sleep.
    """

    def __init__(self, draw: Random) -> None:
        self.now = 0.0
        self._draw = draw
        self._tasks: list[Task] = []
        self._holder: Task | None = None
        self._all_ended = threading.Lock()
        self._error: BaseException | None = None

    def start(self, work: Callable[[], None]) -> Task:
        """Let somebody work from now on."""
        task = Task(work, self.now)
        task.turn.acquire()
        self._tasks.append(task)
        threading.Thread(target=self._live, args=(task,), daemon=True).start()
        return task

    def run(self) -> None:
        """Hand the baton around until everybody has ended; raises what somebody raised."""
        self._all_ended.acquire()
        self._hand_on()
        self._all_ended.acquire()
        self._all_ended.release()
        if self._error is not None:
            raise self._error

    def pause(self, seconds: float = 0.0) -> None:
        """Let others go on, and go on oneself after so many simulated seconds."""
        me = self._holder
        assert me is not None
        me.wake = self.now + seconds
        self._hand_on()
        me.turn.acquire()
        if self._error is not None:
            raise Over

    def wait_for(self, other: Task, seconds: float) -> None:
        """Pause until the other has ended, for so many seconds at most."""
        me = self._holder
        assert me is not None
        if not other.ended:
            me.awaits = other
            self.pause(seconds)
            me.awaits = None

    # -- what the library takes for `time`

    def monotonic(self) -> float:
        """The simulated second."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Pause."""
        self.pause(seconds)

    # -- within

    def _hand_on(self) -> None:
        tasks = self._tasks
        if not tasks:
            self._all_ended.release()
            return
        awake = tasks if self._error else [task for task in tasks if task.wake <= self.now]
        if not awake:
            self.now = min(task.wake for task in tasks)
            awake = [task for task in tasks if task.wake <= self.now]
        self._holder = chosen = awake[int(self._draw.random() * len(awake))]
        chosen.turn.release()

    def _live(self, task: Task) -> None:
        task.turn.acquire()
        try:
            if self._error is None:
                task.work()
        except Over:
            pass
        except BaseException as error:  # `run` raises it in the thread of the test
            self._error = self._error or error
        task.ended = True
        self._tasks.remove(task)
        for other in self._tasks:
            if other.awaits is task:
                other.wake = self.now
        self._hand_on()


class SimulatedThread:
    """What the library takes for a `threading.Thread`."""

    def __init__(self, baton: Baton, target: Callable[[], None]) -> None:
        self._baton = baton
        self._work = target
        self._task: Task | None = None

    def start(self) -> None:
        """Begin."""
        self._task = self._baton.start(self._work)

    def join(self, seconds: float) -> None:
        """Wait for its end, so long at most."""
        assert self._task is not None
        self._baton.wait_for(self._task, seconds)

    def is_alive(self) -> bool:
        """Whether it has begun and not ended."""
        return self._task is not None and not self._task.ended
