"""The ledger as its documentation tells it: dictionaries, and an `if` for every sentence.

Nothing here calls the library. Terms are those of `ledger.toml`, as they are written; a month is a number, as
it is everywhere in the ledger. A refusal is raised before anything has changed.
"""

import copy
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tests.models.naive import No, method

__all__ = ["PACK", "TERMS", "Ledger"]

PACK: Final = Path(__file__).with_name("ledger.toml")
TERMS: Final = tomllib.loads(PACK.read_text("utf-8"))["points"]
OFFICE: Final = "officer"
Lots = dict[int, int]


def month_of(day: date) -> int:
    """The month that a lot is known by."""
    return day.year * 12 + day.month - 1


class Ledger:
    """All accounts, rewards and redemptions, and the day it is."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.accounts: dict[str, dict[str, Any]] = {}
        self.rewards: dict[str, dict[str, Any]] = {}
        self.redemptions: dict[str, dict[str, Any]] = {}

    def do(self, order: Any, by: str, new: str) -> None:
        """Do what a command says; `new` is the id of what it makes."""
        getattr(self, method(type(order).__name__)[1:])(order, by, new)

    # --- accounts ----------------------------------------------------------------------------------------

    def settled(self, worker: str) -> dict[str, Any]:
        """A copy of an account with what time has done to it: holds that lapsed, then lots that expired."""
        if worker not in self.accounts:
            raise No("NotFound")
        account = copy.deepcopy(self.accounts[worker])
        for redemption, (until, lots) in list(account["holds"].items()):
            if until < self.today:
                del account["holds"][redemption]
                self.gain(account, lots)
        return self.expired(account)

    def expired(self, account: dict[str, Any]) -> dict[str, Any]:
        """Without the lots of months that have ended: that is an entry, if there are any."""
        lots = {month: points for month, points in account["lots"].items() if month >= month_of(self.today)}
        if lots != account["lots"]:
            account["lots"], account["entry"] = lots, account["entry"] + 1
        return account

    def keep(self, worker: str, account: dict[str, Any]) -> None:
        """What came back to a lot that had expired meanwhile expires now."""
        self.accounts[worker] = self.expired(account)

    def gain(self, account: dict[str, Any], lots: Lots, first: int | None = None) -> None:
        """An entry by which points come in: the lot `first`, then earliest expiry, settles a debt."""
        account["entry"] += 1
        for month in sorted(lots, key=lambda month: (month != first, month)):
            settled = min(account["debt"], lots[month])
            account["debt"] -= settled
            if lots[month] > settled:
                account["lots"][month] = account["lots"].get(month, 0) + lots[month] - settled

    def lose(self, account: dict[str, Any], points: int, first: int | None = None) -> Lots:
        """An entry by which points go: out of the lot `first`, then earliest expiry; the rest is owed."""
        account["entry"] += 1
        taken: Lots = {}
        for month in sorted(account["lots"], key=lambda month: (month != first, month)):
            part = min(points - sum(taken.values()), account["lots"][month])
            if part:
                taken[month] = part
                account["lots"][month] -= part
        account["lots"] = {month: left for month, left in account["lots"].items() if left}
        account["debt"] += points - sum(taken.values())
        return taken

    # --- awards, and what undoes them --------------------------------------------------------------------

    def earn(self, order: Any, by: str, _: str) -> None:
        """An award by a rule, within its caps, for a day that is not closed yet."""
        rule = TERMS["actions"].get(order.action)
        if rule is None or rule["points"] * order.quantity > 10**12:
            raise No("Invalid")
        on = order.on or self.today
        if on > self.today:
            raise No("DayAhead")
        if on < self.today - timedelta(days=TERMS["late_days"]):
            raise No("DayClosed")
        if by == order.worker:
            raise No("OwnAccount")
        if rule.get("evidence", True) and not order.ref:
            raise No("EvidenceMissing")
        account = self.settled(order.worker) if order.worker in self.accounts else _blank()
        standing = [award for award in account["awards"] if not award["undone"]]
        for award in standing:
            same = (award["action"], award["ref"]) == (order.action, order.ref)
            if order.ref and same and award["known"]:
                raise No("AlreadyAwarded")
        points = rule["points"] * order.quantity
        self.check_caps(order, on, points, standing)
        self.gain(account, {month_of(on) + TERMS["expiry"]["months"]: points})
        days = self.today - timedelta(days=TERMS["reversible_days"])
        late = (self.today - timedelta(days=TERMS["late_days"])).replace(day=1)
        for award in account["awards"]:  # what nobody can ask for any more
            award["known"] &= award["ever"] or award["on"] >= min(days, late)
        award = {"entry": account["entry"], "on": on, "points": points, "times": order.quantity}
        award |= {"action": order.action, "ref": order.ref, "undone": 0, "known": True}
        account["awards"].append({**award, "ever": rule.get("cap", {}).get("per") == "ever"})
        self.keep(order.worker, account)

    def check_caps(self, order: Any, on: date, points: int, standing: list[dict[str, Any]]) -> None:
        """Of all awards ever made that stand, however long ago."""
        rule, totals = TERMS["actions"][order.action], TERMS["totals"]
        if cap := rule.get("cap"):
            same = [award for award in standing if award["action"] == order.action]
            used = sum(award["times"] for award in same if _together(cap["per"], award["on"], on))
            if used + order.quantity > cap["times"]:
                raise No("NeverAgain" if cap["per"] == "ever" else "CapReached")
        for per in totals if rule.get("in_totals", True) else ():
            counted = [a for a in standing if TERMS["actions"][a["action"]].get("in_totals", True)]
            if sum(a["points"] for a in counted if _together(per, a["on"], on)) + points > totals[per]:
                raise No("TotalReached")

    def reverse(self, order: Any, by: str, _: str) -> None:
        """An award, a deduction or a purchase is undone, once, while it is recent; of several, the latest."""
        if by == order.worker:
            raise No("OwnAccount")
        account = self.settled(order.worker)
        meant = [
            old
            for old in (*account["awards"], *account["deductions"], *account["purchases"])
            if old["known"]
            and order.entry in {None, old["entry"], old["undone"]}
            and order.of in {"", old["ref"]}
        ]
        if not meant:
            raise No("NotReversible")
        old = max(meant, key=lambda old: (not old["undone"], old["entry"]))
        if order.entry == old["undone"]:
            raise No("ReversalIsFinal")
        self.undo(account, old)
        self.keep(order.worker, account)

    def undo(self, account: dict[str, Any], old: dict[str, Any]) -> None:
        """What was awarded goes, out of its own lot first; what was taken comes back to its lots."""
        if old["undone"]:
            raise No("AlreadyReversed")
        months, days = TERMS["expiry"]["months"], timedelta(days=TERMS["reversible_days"])
        if old["on"] < self.today - days:
            raise No("NotReversible")
        if "item" in old:
            self.gain(account, old["taken"])
        elif "taken" in old:
            fresh, lots = month_of(self.today) + months, dict(old["taken"])
            lots[fresh] = lots.get(fresh, 0) + old["points"] - sum(old["taken"].values())
            self.gain(account, lots, fresh)
        elif month_of(old["on"]) + months < month_of(self.today):
            raise No("NotReversible")
        else:
            self.lose(account, old["points"], month_of(old["on"]) + months)
        old["undone"] = account["entry"]

    def deduct(self, order: Any, _: str, __: str) -> None:
        """Points go by a decision; what the account does not hold is owed."""
        if order.ground not in TERMS["deductions"]:
            raise No("Invalid")
        account, points = self.settled(order.worker), TERMS["deductions"][order.ground]["points"]
        taken = self.lose(account, points)
        for old in account["deductions"]:
            old["known"] &= old["on"] >= self.today - timedelta(days=TERMS["reversible_days"])
        old = {"entry": account["entry"], "on": self.today, "points": points, "taken": taken}
        account["deductions"].append({**old, "ref": order.ref, "undone": 0, "known": True})
        self.keep(order.worker, account)

    def expire(self, order: Any, _: str, __: str) -> None:
        """What time has done is entered."""
        self.keep(order.worker, self.settled(order.worker))

    def spend(self, order: Any, by: str, _: str) -> None:
        """Points are exchanged on the spot."""
        self.speak(order.worker, by)
        if order.item not in TERMS["rewards"]:
            raise No("RewardUnknown")
        price = TERMS["rewards"][order.item]["price"] * order.quantity
        if price > 10**12:
            raise No("Invalid")
        account = self.rich(order.worker, price)
        standing = [one for one in account["purchases"] if one["known"] and not one["undone"]]
        if order.ref in [one["ref"] for one in standing]:
            raise No("AlreadyPurchased")
        old = {"taken": self.lose(account, price), "entry": account["entry"], "on": self.today, "undone": 0}
        for other in account["purchases"]:
            other["known"] &= other["on"] >= self.today - timedelta(days=TERMS["reversible_days"])
        account["purchases"].append({**old, "ref": order.ref, "item": order.item, "known": True})
        self.keep(order.worker, account)

    def rich(self, worker: str, price: int) -> dict[str, Any]:
        """An account that can pay."""
        account = self.settled(worker) if worker in self.accounts else _blank()
        if sum(account["lots"].values()) < price:
            raise No("InsufficientPoints")
        return account

    # --- rewards -----------------------------------------------------------------------------------------

    def notify(self, order: Any, _: str, __: str) -> None:
        """The worker is told of each lot so many days before it expires, once; of several, the last."""
        account = self.settled(order.worker)
        for month in account["lots"]:
            told = account["told"].get(month, 10**9)
            first = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
            left = (first - self.today).days - 1
            come = [days for days in TERMS["expiry"]["notice_days"] if left <= days < told]
            account["told"][month] = min(come, default=told)
        self.keep(order.worker, account)

    def offer_reward(self, order: Any, _: str, new: str) -> None:
        """An item is on offer at a host."""
        if order.item not in TERMS["rewards"]:
            raise No("RewardUnknown")
        self.rewards[new] = {"item": order.item, "stock": order.quantity, "waits": [], "withdrawn": False}

    def stock_reward(self, order: Any, _: str, __: str) -> None:
        """Items come in."""
        self.on_offer(order.reward)["stock"] += order.quantity

    def withdraw_reward(self, order: Any, _: str, __: str) -> None:
        """Nobody can ask for it any more."""
        self.on_offer(order.reward)["withdrawn"] = True

    def count_stock(self, order: Any, _: str, __: str) -> None:
        """What was counted is there, but not less than what somebody may still collect."""
        if order.reward not in self.rewards:
            raise No("NotFound")
        if order.counted < len(self.waiting(order.reward)):
            raise No("SetAside")
        self.rewards[order.reward]["stock"] = order.counted

    def on_offer(self, reward: str) -> dict[str, Any]:
        """A reward that was not withdrawn."""
        if reward not in self.rewards:
            raise No("NotFound")
        if self.rewards[reward]["withdrawn"]:
            raise No("RewardWithdrawn")
        return self.rewards[reward]

    def waiting(self, reward: str) -> list[dict[str, Any]]:
        """What somebody may still collect."""
        held = [one for one in self.redemptions.values() if one["reward"] == reward]
        return [one for one in held if one["status"] in {"held", "ready"} and one["until"] >= self.today]

    def free(self, reward: str) -> int:
        """What can be asked for: the stock without what somebody may still collect."""
        found = self.rewards[reward]
        return 0 if found["withdrawn"] else int(found["stock"]) - len(self.waiting(reward))

    def redeem(self, order: Any, by: str, new: str) -> None:
        """Points and an item are set aside for some days."""
        self.speak(order.worker, by)
        self.on_offer(order.reward)
        if self.free(order.reward) < 1:
            raise No("OutOfStock")
        price = TERMS["rewards"][self.rewards[order.reward]["item"]]["price"]
        account = self.rich(order.worker, price)
        until = self.today + timedelta(days=TERMS["hold_days"])
        taken = self.lose(account, price)
        account["holds"][new] = until, taken
        self.keep(order.worker, account)
        asked = {"worker": order.worker, "reward": order.reward, "until": until, "lots": taken}
        self.redemptions[new] = {**asked, "on": self.today, "status": "held"}

    def mark_ready(self, order: Any, _: str, __: str) -> None:
        """It lies ready, in time and once: so long did the worker wait."""
        asked = self.asked(order, "held", "ready")
        if asked["until"] < self.today:
            raise No("HoldLapsed")
        if asked["status"] == "ready":
            raise No("RedemptionEnded")
        asked["status"] = "ready"
        self.rewards[order.reward]["waits"].append((self.today - asked["on"]).days)

    def collect(self, order: Any, _: str, __: str) -> None:
        """It is handed over, in time."""
        asked = self.asked(order, "held", "ready")
        if asked["until"] < self.today:
            raise No("HoldLapsed")
        account = self.settled(order.worker)
        del account["holds"][order.redemption]
        account["entry"] += 1
        self.rewards[order.reward]["stock"] -= 1
        if asked["status"] == "held":
            self.rewards[order.reward]["waits"].append((self.today - asked["on"]).days)
        asked["status"] = "collected"
        self.keep(order.worker, account)

    def cancel(self, order: Any, by: str, __: str) -> None:
        """It is given up, in time: the points are back in their lots."""
        asked = self.asked(order, "held", "ready")
        self.speak(order.worker, by)
        if asked["until"] < self.today:
            raise No("HoldLapsed")
        account = self.settled(order.worker)
        self.gain(account, account["holds"].pop(order.redemption)[1])
        asked["status"] = "cancelled"
        self.keep(order.worker, account)

    def lapse(self, order: Any, _: str, __: str) -> None:
        """Nobody came for it: time has done the rest."""
        asked = self.asked(order, "held", "ready")
        if asked["until"] >= self.today:
            raise No("HoldRunning")
        asked["status"] = "lapsed"
        self.keep(order.worker, self.settled(order.worker))

    def refund(self, order: Any, by: str, _: str) -> None:
        """It was handed over and is paid back, to the lots that it came from."""
        asked = self.asked(order, "collected")
        if by == order.worker:
            raise No("OwnAccount")
        account = self.settled(order.worker)
        self.gain(account, asked["lots"])
        asked["status"] = "refunded"
        self.keep(order.worker, account)

    def asked(self, order: Any, *standing: str) -> dict[str, Any]:
        """The redemption, if the command names its own worker and reward, and it stands there."""
        if order.redemption not in self.redemptions:
            raise No("NotFound")
        found = self.redemptions[order.redemption]
        if found["worker"] != order.worker or getattr(order, "reward", found["reward"]) != found["reward"]:
            raise No("Invalid")
        if found["status"] not in standing:
            raise No("RedemptionEnded")
        return found

    def speak(self, worker: str, by: str) -> None:
        """A worker's points are spent by the worker, or by those who may on its behalf."""
        if by != worker and not by.startswith(OFFICE):
            raise No("NotYours")


def _blank() -> dict[str, Any]:
    lists: dict[str, Any] = {"awards": [], "deductions": [], "purchases": []}
    return {"entry": 1, "lots": {}, "debt": 0, "holds": {}, "told": {}, **lists}


def _together(per: str, one: date, other: date) -> bool:
    return per == "ever" or one == other or (per == "month" and month_of(one) == month_of(other))
