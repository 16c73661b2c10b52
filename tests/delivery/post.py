"""A small city that tells people things, and channels of every kind to tell them over."""

import functools
import json
import sys
import threading
from collections.abc import Callable
from typing import Any

from friendly_services import packs
from friendly_services.city import City
from friendly_services.delivery import Round
from friendly_services.hookspecs import Channel, hookimpl
from friendly_services.messages import Accepted, Address, Message, Notifier, Outcome, Postponed, Recipient
from friendly_services.packs import Pack
from friendly_services.testing import StandingClock
from tests.city import town

TEMPLATES = {
    "shown": {
        "on": "merchant.Listed",
        "to": "applicant",
        "title": {"en": "$name is on the map", "zh": "$name 已上图"},
        "text": {
            "en": "$name ($trade) hangs up plaque $plaque.",
            "zh": "$name（$trade）请张贴编号 $plaque 的标牌。",
        },
        "use_by_hours": 72,
    },
    "earned": {
        "on": "account.Earned",
        "to": "worker",
        "title": {"en": "$points points", "zh": "$points 积分"},
        "text": {"en": "For: $action. Balance: $balance.", "zh": "事由：$action。余额：$balance。"},
        "use_by_hours": 240,
    },
    "applied": {
        "on": "merchant.Applied",
        "to": "area",
        "title": {"en": "New in $area", "zh": "$area 新申报"},
        "text": {"en": "$name, by $term", "zh": "$name，$term 前办理"},
        "use_by_hours": 24,
    },
}


def telling(templates: dict[str, Any]) -> Pack:
    """The small city's pack with these messages."""
    plain = json.loads(town.pack().content)
    plain["messages"] = {"templates": templates}
    return packs.from_content(json.dumps(plain))


@functools.cache
def usual() -> Pack:
    """The small city's pack with messages, read once."""
    return telling(TEMPLATES)


class Box:
    """A channel that keeps what it is given, and does something else before if told to."""

    def __init__(self, act: Callable[[Message], Any] | None = None) -> None:
        self.messages: list[Message] = []
        self.act = act

    def send(self, message: Message) -> Outcome:
        """Keep it."""
        if self.act is not None:
            answer: Outcome = self.act(message)
            return answer
        self.messages.append(message)
        return Accepted()

    @property
    def keys(self) -> list[str]:
        """The templates of what came, in order."""
        return [message.template for message in self.messages]


class Plug:
    """A plugin that offers these channels."""

    def __init__(self, **notifiers: Notifier) -> None:
        self.notifiers = notifiers

    @hookimpl
    def register_notifiers(self, register: Callable[[Channel], None]) -> None:
        """Hand them over."""
        for name, notifier in self.notifiers.items():
            register(Channel(name, notifier, protocol=1))


def resolve(recipient: Recipient, channel: str) -> Address | None:
    """Everybody is found everywhere, under a made-up address."""
    return Address(f"{recipient.kind}/{recipient.id}@{channel}", "en")


def opened(clock: StandingClock | None = None, *, url: str = "memory://", **notifiers: Notifier) -> City:
    """A small city that tells its people over these channels."""
    return town.small(clock, url, pack=usual(), plugins=(Plug(**notifiers),), resolve=resolve)


def one_round(city: City, channel: str = "box") -> Round:
    """What a round did over one channel."""
    return next(each for each in city.delivery.run() if each.notifier == channel)


def later(_: Message) -> Outcome:
    """Not now."""
    return Postponed("later")


def exits(_: Message) -> Outcome:
    """A plugin that thinks it is the program."""
    sys.exit(3)


class Gate:
    """Something to hang on, until somebody opens it."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def hangs(self, _: Message) -> Outcome:
        """Wait for it."""
        self.open.wait(60)
        return Accepted()
