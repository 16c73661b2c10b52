"""A stranger's plugin, run in a process of its own: each channel does something that would hurt the city."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from friendly_services.hookspecs import Channel, hookimpl
from friendly_services.messages import Accepted, Message, Outcome, Postponed, Rejected


class Stranger:
    """A channel that does what its name says."""

    def __init__(self, act: Callable[[Message], Any]) -> None:
        self.act = act

    def send(self, message: Message) -> Outcome:
        """Do it."""
        answer: Outcome = self.act(message)
        return answer


def writes(message: Message) -> Outcome:
    """Put the title, the environment and the open files where the test can see them."""
    seen = Path(os.environ["FRIENDLY_SERVICES_SEEN"])
    files = (
        [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        if sys.platform == "linux"
        else []
    )
    seen.write_text("\n".join([message.title, *sorted(os.environ), *files]), encoding="utf-8")
    print("and says so on standard output", flush=True)
    return Accepted("made-up")


def exits(_: Message) -> Outcome:
    """End the process without a word."""
    os._exit(3)


def hangs(_: Message) -> Outcome:
    """Wait for what never comes."""
    threading.Event().wait()
    return Accepted()


CHANNELS: dict[str, Callable[[Message], Any]] = {
    "writes": writes,
    "exits": exits,
    "hangs": hangs,
    "raises": lambda _: 1 / 0,
    "nothing": lambda _: None,
    "rejects": lambda _: Rejected("smtp.550"),
    "postpones": lambda _: Postponed("http.503", 77),
}


@hookimpl
def register_notifiers(register: Callable[[Channel], None]) -> None:
    """All of them, or those that the environment names."""
    named = os.environ.get("FRIENDLY_SERVICES_CHANNELS", ",".join(CHANNELS)).split(",")
    if named == ["fail"]:
        raise RuntimeError("no")
    if named == ["silent"]:
        os._exit(0)
    for name in named:
        register(Channel(name, Stranger(CHANNELS[name]), protocol=1))
