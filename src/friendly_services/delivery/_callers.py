"""Calling a stranger's code so that whatever it does stays with it."""

import logging
import re
import threading
from contextvars import copy_context
from functools import partial
from typing import Final, Protocol, runtime_checkable

from ..messages import Accepted, Message, Notifier, Outcome, Postponed, Rejected
from ..text import Reason

__all__ = ["TIME_LIMIT", "CallerBusy", "TimedCaller", "as_code"]

_LOG: Final = logging.getLogger(__name__)
TIME_LIMIT: Final = 10.0
"""Seconds a notifier has for one message."""

_NOT_CODE: Final = re.compile(r"[^A-Za-z0-9._:-]+")
_LONGEST_CODE: Final = 64


def as_code(*words: str) -> str:
    """These words as a code: what an error says may hold an address, what its class is called does not.

    >>> as_code("raised", "SMTPServerDisconnected")
    'raised.SMTPServerDisconnected'
    """
    return _NOT_CODE.sub("_", ".".join(words))[:_LONGEST_CODE]


@runtime_checkable
class Stoppable(Protocol):
    """A notifier that can be made to let go."""

    def stop(self) -> None:
        """End whatever it is doing."""
        ...


class CallerBusy(Exception):
    """The last call has not come back, so there is no other."""


class TimedCaller:
    """Calls one notifier in a thread of its own, for as long as the limit allows.

    A thread cannot be killed. One that does not come back is left behind, and the notifier is not called
    again until it has: so a notifier that hangs costs one thread, however many messages wait for it.
    """

    def __init__(self, notifier: Notifier, limit: float = TIME_LIMIT) -> None:
        self._notifier = notifier
        self._limit = limit
        self._thread: threading.Thread | None = None
        self._calling = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether the last call has not come back."""
        return self._calling.locked() or (self._thread is not None and self._thread.is_alive())

    def send(self, message: Message) -> Outcome:
        """What the notifier says, or why there is no saying.

        Raises:
            CallerBusy: the call before has not come back.
        """
        if self.busy or not self._calling.acquire(blocking=False):
            raise CallerBusy
        try:
            return self._timed(message)
        finally:
            self._calling.release()

    def close(self) -> None:
        """Let go of what the notifier holds, if it can be told to; what goes wrong there is logged."""
        if isinstance(self._notifier, Stoppable):
            stopping = threading.Thread(target=self._stop, args=(self._notifier,), daemon=True)
            try:
                stopping.start()
            except RuntimeError:  # from 3.12 on no thread is started while the interpreter ends
                self._stop(self._notifier)
            else:
                stopping.join(self._limit)

    def _timed(self, message: Message) -> Outcome:
        answers: list[object] = []
        call = partial(copy_context().run, self._call, message, answers)
        self._thread = threading.Thread(target=call, daemon=True)
        self._thread.start()
        self._thread.join(self._limit)
        if self._thread.is_alive():
            if isinstance(self._notifier, Stoppable):
                self.close()
                self._thread.join(self._limit)
            return Postponed("timeout")
        (answer,) = answers
        if isinstance(answer, Accepted | Rejected | Postponed):
            return answer
        return Postponed(as_code("rubbish", type(answer).__name__))

    def _call(self, message: Message, answers: list[object]) -> None:
        try:
            answers.append(self._notifier.send(message))
        except BaseException as error:  # a stranger's code raises what it likes, SystemExit too
            answers.append(Postponed(as_code("raised", type(error).__name__)))

    @staticmethod
    def _stop(notifier: Stoppable) -> None:
        try:
            notifier.stop()
        except BaseException as error:  # as above
            _LOG.warning("%s", Reason("delivery.not_stopped", failed=as_code(type(error).__name__)))
