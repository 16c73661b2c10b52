"""Grounds replayed on the visits that food premises really had: `python tests/real/inspections.py [FOLDER]`.

It prints the tables and cases of the page "Replay real records". After every visit, and on every day on which
an answer changes by itself, the standards of the pack `food-premises` say what would be done. The data lie
outside the repository; cases are told without name or place, and their days are moved.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import attrs

ROOT: Final = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from friendly_services.packs import load  # noqa: E402 # found now
from friendly_services.standards import (  # noqa: E402 # as above
    Given,
    Known,
    Outcomes,
    Standard,
    Verdict,
    evaluate,
    evaluate_many,
)
from tests.budget import DATA  # noqa: E402 # as above

Visit = Mapping[str, Any]
"""An item of the fact `visits`."""
State = Literal["not judged", "in good standing", "warned", "suspended", "revoked"]

STANDARDS: Final = load(ROOT / "tests" / "real" / "food-premises").standards
MEASURES: Final[Mapping[str, State]] = {
    "revocation": "revoked",
    "suspension": "suspended",
    "standing": "warned",
}
"""What follows where a standard is not met, the hardest first."""
RESULTS: Final = {"1": "passed", "2": "conditional", "3": "closed"}
DEGREES: Final = {"2": "major", "3": "critical"}
LAST_DAY: Final = date(2017, 12, 31)
CASES: Final = {
    "A": ("suspended", "reinstated", "warning lifted"),
    "B": ("suspended", "revoked", "reinstated"),
    "C": ("warned", "suspended", "revoked"),
}
"""Of the premises to which just this happened, those with the shortest history are told."""
CASES_FROM: Final = date(2021, 1, 4)
"""Where the first visit of each case is moved to."""


def histories(folder: Path) -> list[list[Visit]]:
    """The visits of each of the premises in their order; a result of 0 decides nothing and is left out."""
    visits: dict[tuple[str, str], dict[str, Any]] = {}
    found: dict[str, list[Visit]] = {}
    with (folder / "inspections.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["date"], -int(row["visit"])))
    for row in rows:
        past = found.setdefault(row["id"], [])
        if row["result"] not in RESULTS:
            continue
        key = row["id"], row["visit"]
        if key not in visits:
            visits[key] = {
                "on": date.fromisoformat(row["date"]),
                "result": RESULTS[row["result"]],
                "newly_closed": row["result"] == "3" and (not past or past[-1]["result"] != "closed"),
                "critical": 0,
                "major": 0,
            }
            past.append(visits[key])
        if row["degree"] in DEGREES:
            visits[key][DEGREES[row["degree"]]] += 1
    return list(found.values())


@attrs.frozen
class Step:
    """A day on which premises were looked at."""

    on: date
    visit: Visit | None
    """None if time alone brought it."""
    before: State
    state: State
    verdict: Verdict
    """The one that decided: not met, or met again where a measure ends."""

    @property
    def event(self) -> str | None:
        """What happens to the premises, if anything does."""
        if self.state == self.before:
            return None
        if self.before in {"suspended", "revoked"} and self.state != "revoked":
            return "reinstated"
        if self.state in MEASURES.values():
            return self.state
        return "warning lifted" if self.before == "warned" else None

    @property
    def grounds(self) -> list[str]:
        """The conditions that are not met and the exits that hold, as people read them."""
        pairs = zip(self.verdict.rules.conditions, self.verdict.answers, strict=True)
        return [
            f"{one.code} {one.title}" for one, answer in pairs if answer == ("met" if one.exit else "unmet")
        ]

    @property
    def way_back(self) -> str:
        """What ended, and what ended it, where nothing stands in the way any more."""
        return f"{self.before}, until {'a visit' if self.visit else 'time had passed'}"


@attrs.define
class Replay:
    """The standing of one of the premises, from visit to visit."""

    state: State = "not judged"
    visits: list[Visit] = attrs.field(factory=list)
    """Since the permit was last given."""
    last_result: Known | None = None
    revoked_on: date | None = None
    steps: list[Step] = attrs.field(factory=list)

    @property
    def events(self) -> tuple[str, ...]:
        """What happened, in its order."""
        return tuple(step.event for step in self.steps if step.event)

    def facts(self, standard: Standard) -> dict[str, Given]:
        """What is known, as far as a standard asks for it."""
        return {fact.name: getattr(self, fact.name) for fact in standard.in_force(LAST_DAY).facts}

    def ask(self, name: str, on: date) -> Verdict:
        """What a standard says of the premises on a day."""
        standard = STANDARDS[name]
        return evaluate(standard.in_force(on), self.facts(standard), on)

    def look(self, on: date, visit: Visit | None = None) -> None:
        """Take a visit, if there is one, and the measure that follows."""
        if visit:
            self.visits.append(visit)
            self.last_result = Known(visit["result"], on=on)
        before = self.state
        if before == "revoked":
            verdict = self.ask("reinstatement", on)
            if verdict.answer == "met":
                self.visits, self.revoked_on = [], None
                self.state, _ = self._measured(on)
        else:
            self.state, verdict = self._measured(on)
            if self.state == "revoked":
                self.revoked_on = on
            elif before == "suspended" != self.state:
                verdict = self.ask("suspension", on)
        self.steps.append(Step(on, visit, before, self.state, verdict))

    def pass_time(self, until: date) -> None:
        """Look again on every day up to this one on which an answer changes by itself."""
        while True:
            asked = ["reinstatement"] if self.state == "revoked" else list(MEASURES)
            verdicts = [(STANDARDS[name], self.ask(name, self.steps[-1].on)) for name in asked]
            changes = [verdict.next_change(standard) for standard, verdict in verdicts]
            due = min((change.on for change in changes if change), default=date.max)
            if due > until:
                return
            self.look(due)

    def _measured(self, on: date) -> tuple[State, Verdict]:
        """The hardest measure; what cannot be told takes nothing away, and gives nothing back."""
        for name, state in MEASURES.items():
            verdict = self.ask(name, on)
            if verdict.answer != "met":
                return (state if verdict.answer == "unmet" else self.state), verdict
        return "in good standing", verdict


def replay(visits: Sequence[Visit], until: date = LAST_DAY) -> Replay:
    """The standing of premises through their visits, and up to a day."""
    course = Replay()
    for visit in visits:
        if course.steps:
            course.pass_time(visit["on"])
        course.look(visit["on"], visit)
    if course.steps:
        course.pass_time(until)
    return course


def last_day(courses: Sequence[Replay]) -> Outcomes:
    """What the standard of good standing says of all of them on the last day."""
    standard = STANDARDS["standing"]
    rows = [course.facts(standard) for course in courses]
    return evaluate_many(standard.in_force(LAST_DAY), rows, LAST_DAY)


def sections(past: Sequence[Sequence[Visit]], courses: Sequence[Replay]) -> Iterator[str]:
    """What the page shows of these visits and their replay, part by part."""
    yield "\n".join(_measures(courses))
    yield "\n".join(_standings(courses))
    yield last_day(courses).text()
    for name, events in CASES.items():
        same = [visits for visits, course in zip(past, courses, strict=True) if course.events == events]
        case = moved(min(same, key=lambda visits: (len(visits), [_since(visits, one) for one in visits])))
        yield "\n".join((f"Premises {name}", *map(_told, case.steps)))
    yield next(step.verdict for step in case.steps if step.state == "revoked").text()


def moved(visits: Sequence[Visit]) -> Replay:
    """The same replayed on other days."""
    shift = CASES_FROM - visits[0]["on"]
    return replay([{**visit, "on": visit["on"] + shift} for visit in visits], LAST_DAY + shift)


def _since(visits: Sequence[Visit], visit: Visit) -> int:
    return int((visit["on"] - visits[0]["on"]).days)


def _measures(courses: Sequence[Replay]) -> Iterator[str]:
    """A table: what happened to how many, how often, and on which grounds."""
    yield "| | Premises | Times | Of these |"
    yield "| --- | ---: | ---: | --- |"
    for event in (*reversed(list(MEASURES.values())), "reinstated", "warning lifted"):
        steps = [step for course in courses for step in course.steps if step.event == event]
        premises = sum(event in course.events for course in courses)
        reasons = Counter(reason for step in steps for reason in step.grounds or [step.way_back])
        told = "; ".join(f"{count} {reason}" for reason, count in reasons.most_common())
        yield f"| {event} | {premises} | {len(steps)} | {told} |"


def _standings(courses: Sequence[Replay]) -> Iterator[str]:
    """A table: how all stand on the last day, and of how many nobody has looked for too long."""
    answers = last_day(courses)
    stale = Counter(courses[n].state for n in answers.places("unknown"))
    counts = Counter(course.state for course in courses)
    yield f"| On {LAST_DAY} | Premises | To be visited, since the last result is not known or too old |"
    yield "| --- | ---: | ---: |"
    for state, count in counts.most_common():
        yield f"| {state} | {count} | {stale[state]} |"


def _told(step: Step) -> str:
    """A line for a step of a case."""
    seen = "time passes"
    if step.visit:
        counts = (f"{step.visit[degree]} {degree}" for degree in ("critical", "major") if step.visit[degree])
        seen = ", ".join((step.visit["result"], *counts))
    why = "; ".join(step.grounds) or ", ".join(f"not known any more: {name}" for name in step.verdict.stale())
    if step.event == "reinstated" and step.state == "warned":
        why = "still warned"
    return f"{step.on}  {seen:35}{step.event or '–':16}{why}".rstrip()


def main() -> None:
    """Print the parts of the page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "inspections_smc"
    past = histories(folder)
    print("\n\n".join(sections(past, [replay(visits) for visits in past])))


if __name__ == "__main__":
    main()
