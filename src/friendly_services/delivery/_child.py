"""A notifier in a process of its own: it can exit, hang or grow there, and holds no handle of the database.

    python -m friendly_services.delivery._child PLUGIN CHANNEL

The child reads a message in a line and answers in a line. It is started again for the message after the one
that it died of.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from typing import IO, Any, Final

import attrs

from ..codec import value_codec
from ..errors import Invalid
from ..messages import Accepted, Message, Outcome, Postponed, Rejected
from ..plugins import PluginError, Plugins
from ..text import Reason
from ._callers import TimedCaller, as_code

__all__ = ["Child", "callers_of", "main"]

_MESSAGE: Final = value_codec(Message)
_LONGEST_LINE: Final = 65_536
_STARTING: Final = 30.0
"""Seconds in which a plugin must have said what it offers."""
_OUTCOMES: Final[dict[str, type[Accepted | Rejected | Postponed]]] = {
    outcome.__name__: outcome for outcome in (Accepted, Rejected, Postponed)
}
_KEPT: Final = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_OURS: Final = "FRIENDLY_SERVICES_"
"""What begins like this in the environment is meant for plugins; the rest is none of their business."""


class Child:
    """A notifier that lives in another process."""

    def __init__(self, plugin: str, channel: str) -> None:
        self._plugin = plugin
        self._channel = channel
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Child {self._plugin!r} {self._channel!r}>"

    @staticmethod
    def channels(plugin: str) -> tuple[str, ...]:
        """The channels that a plugin offers, asked of a child.

        Raises:
            PluginError: the child does not say.
        """
        process = _start(plugin)
        try:
            told, _ = process.communicate(timeout=_STARTING)
            names = json.loads(told[:_LONGEST_LINE])
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                return tuple(names)
        except (subprocess.TimeoutExpired, ValueError, RecursionError):
            process.kill()
            process.communicate()
        raise PluginError(plugin, Reason("delivery.child_silent"))

    def send(self, message: Message) -> Outcome:
        """Have the child send it."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._let_go()
                self._process = _start(self._plugin, self._channel)
            process = self._process
        try:
            _pipe(process.stdin).write(_MESSAGE.encode(message).hex().encode() + b"\n")
            _pipe(process.stdin).flush()
            answer = _pipe(process.stdout).readline(_LONGEST_LINE)
        except (OSError, ValueError):  # the pipe broke, or was closed on us
            answer = b""
        return _outcome(answer) if answer else Postponed("exited")

    def stop(self) -> None:
        """Kill the child."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                try:
                    _pipe(pipe).close()
                except OSError:  # what was still to be written
                    continue
            self._process = None


def callers_of(plugins: Plugins, untrusted: Iterable[str]) -> dict[str, TimedCaller]:
    """Everything that can be called to reach people: what the plugins offer, and what untrusted ones do.

    Raises:
        PluginError: an untrusted plugin does not say what it offers, or offers what another does.
    """
    callers = {name: TimedCaller(channel.notifier) for name, channel in plugins.channels.items()}
    for plugin in (untrusted,) if isinstance(untrusted, str) else untrusted:
        for name in Child.channels(plugin):
            if name in callers:
                raise PluginError(plugin, Reason("plugins.taken", name=name))
            callers[name] = TimedCaller(Child(plugin, name))
    return callers


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the child was started without this pipe")
    return pipe


def _start(*arguments: str) -> "subprocess.Popen[bytes]":
    environment = {k: v for k, v in os.environ.items() if k in _KEPT or k.startswith(_OURS)}
    path = os.pathsep.join(part for part in sys.path if part)
    return subprocess.Popen(  # noqa: S603 # our own module, and names that the operator gave
        [sys.executable, "-m", __name__, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"},
    )


def _outcome(line: bytes) -> Outcome:
    """What a line of the child says; it is a stranger's."""
    try:
        name, facts = json.loads(line)
        if not all(isinstance(value, str | int | None) for value in facts.values()):
            raise TypeError
        return _OUTCOMES[name](**facts)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, Invalid):
        return Postponed("rubbish")


def main(arguments: list[str], told: IO[bytes], answers: IO[bytes]) -> None:
    """List a plugin's channels, or send messages over one of them until nobody has any more."""
    plugin, *channel = arguments
    loaded = Plugins((plugin,))
    for failure in loaded.failures.values():
        raise failure
    channels = loaded.channels
    if not channel:
        _say(answers, sorted(channels))
        return
    notifier = channels[channel[0]].notifier
    for line in told:
        message = _MESSAGE.decode(bytes.fromhex(line.decode()))
        _say(answers, _answer(notifier.send, message))


def _answer(send: Any, message: Message) -> list[Any]:
    try:
        outcome: object = send(message)
    except Exception as error:  # the parent counts it as a try; what ends the process it sees by itself
        outcome = Postponed(as_code("raised", type(error).__name__))
    if not isinstance(outcome, Accepted | Rejected | Postponed):
        outcome = Postponed(as_code("rubbish", type(outcome).__name__))
    return [type(outcome).__name__, attrs.asdict(outcome)]


def _say(answers: IO[bytes], what: object) -> None:
    answers.write(json.dumps(what).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a plugin prints is no answer
    main(sys.argv[1:], sys.stdin.buffer, private)
