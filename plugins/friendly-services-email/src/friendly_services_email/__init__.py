"""Messages by e-mail, through the mail server that the operator names."""

import os
from collections.abc import Callable

from friendly_services.errors import Invalid
from friendly_services.hookspecs import Channel, hookimpl

from ._email import Email

__all__ = ["Email", "register_notifiers"]

PREFIX = "FRIENDLY_SERVICES_EMAIL_"
"""The variables that configure the plugin loaded by its name: HOST, PORT, SENDER, USER, PASSWORD."""


@hookimpl
def register_notifiers(register: Callable[[Channel], None]) -> None:
    """Offer the mail server that the environment names; without a name there is no channel."""
    host = os.environ.get(f"{PREFIX}HOST")
    if not host:
        return
    port = os.environ.get(f"{PREFIX}PORT", "587")
    if not (port.isascii() and port.isdigit()):
        raise Invalid.at(f"{PREFIX}PORT", "plugins.mail_setting", value=port, example="587")
    email = Email(
        host,
        int(port),
        sender=os.environ.get(f"{PREFIX}SENDER", ""),
        user=os.environ.get(f"{PREFIX}USER"),
        password=os.environ.get(f"{PREFIX}PASSWORD"),
    )
    register(Channel("email", email, protocol=1))
