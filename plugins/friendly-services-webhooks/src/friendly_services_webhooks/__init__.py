"""Messages to other systems over HTTPS, signed by the Standard Webhooks scheme."""

import json
import os
from collections.abc import Callable

from friendly_services.errors import Invalid
from friendly_services.hookspecs import Channel, hookimpl

from ._addresses import Forbidden, Guard
from ._webhooks import Endpoint, Webhooks

__all__ = ["Endpoint", "Forbidden", "Guard", "Webhooks", "register_notifiers"]

SETTINGS = "FRIENDLY_SERVICES_WEBHOOKS"
"""The variable that configures the plugin when it is loaded by its name: JSON, `{name: {url, secret}}`."""


@hookimpl
def register_notifiers(register: Callable[[Channel], None]) -> None:
    """Offer the endpoints that the environment names; without any there is no channel.

    Their hosts are those of their URLs, on the networks of the world alone: who needs others makes a
    `Webhooks` in code and gives it to `City.open(plugins=...)`.
    """
    settings = os.environ.get(SETTINGS)
    if settings is None:
        return
    try:
        endpoints = {name: Endpoint(**one) for name, one in json.loads(settings).items()}
    except (ValueError, TypeError, AttributeError) as error:
        if isinstance(error, Invalid):
            raise
        raise Invalid.at(
            SETTINGS, "plugins.url", url="", example='{"app": {"url": …, "secret": …}}'
        ) from None
    hosts = tuple(endpoint.host for endpoint in endpoints.values())
    register(Channel("webhooks", Webhooks(endpoints, hosts=hosts), protocol=1))
