"""django-hordak, double entry for Django on PostgreSQL: legs that sum to zero, with no keys, caps or lots."""

from collections.abc import Iterator, Sequence

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from tests.bench.points_work import EARN, OK, Batch, Intent

__all__ = ["Peer"]


class Peer:
    """One transfer for an intent, in a transaction of its own."""

    def __init__(self, url: str, work: Sequence[Intent]) -> None:
        known = conninfo_to_dict(url)
        settings.configure(
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": known["dbname"],
                    "HOST": known["host"],
                    "PORT": known["port"],
                    "USER": known["user"],
                }
            },
            INSTALLED_APPS=[
                "django.contrib.contenttypes",
                "django.contrib.auth",
                "mptt",
                "djmoney",
                "hordak",
            ],
            USE_TZ=True,
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            HORDAK_CURRENCIES=["USD"],
            DEFAULT_CURRENCY="USD",
            HORDAK_INTERNAL_CURRENCY="USD",
        )
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 # only after the settings
        from django.db import transaction  # noqa: PLC0415 # as above
        from hordak.models import Account  # noqa: PLC0415 # as above
        from moneyed import Money  # noqa: PLC0415 # as above

        call_command("migrate", verbosity=0)
        self.atomic, self.money = transaction.atomic, Money
        made = Account.objects.create
        self.issued = made(name="issued", type="EQ", currencies=["USD"])
        self.accounts = {
            n: made(name=f"rider-{n}", type="LI", currencies=["USD"])
            for n in sorted({one.account for one in work})
        }

    def prepared(self, batch: Batch) -> None:
        """Nothing: it takes the intents as they are."""

    def commit(self, batch: Batch, _: object) -> list[int]:
        """Do what one intent says; it is known to be good."""
        (intent,) = batch.intents
        one, other = self.issued, self.accounts[intent.account]
        if intent.kind != EARN:
            one, other = other, one
        with self.atomic():
            one.transfer_to(other, self.money(intent.points, "USD"), description=intent.key)
        return [OK]

    def outcomes(self, _: Batch, answers: list[int]) -> list[int]:
        """The answers as they are."""
        return answers

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """The balance of the accounts that have one."""
        for number, account in self.accounts.items():
            if balance := -int(account.get_balance().monies()[0].amount):  # of a liability it tells the debit
                yield number, (balance, 0)

    def close(self) -> None:
        """Let go of the server."""
        from django.db import connection  # noqa: PLC0415 # only after the settings

        connection.close()
