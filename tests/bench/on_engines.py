"""Other engines, each given the same standard; each raises ImportError where it is not installed."""
# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported"

import json
import operator
from collections.abc import Callable
from typing import Any, Final

from tests.bench.eligibility import CONDITIONS, GROUPS, MET, UNKNOWN, UNMET, Asked, Engine, combined

__all__ = ["datalogic", "handwritten", "numpy_by_hand", "openfisca", "zen"]

Counted = tuple[list[int], list[int], list[int]]
"""How many of each answer, and of each condition how many are unmet and how many unknown."""


def handwritten() -> Engine:
    """An interpreter as one would write it: operators looked up, values and thresholds kept to explain."""
    signs: Final[dict[str, Callable[[Any, Any], bool]]] = {
        ">=": operator.ge,
        "<=": operator.le,
        "==": operator.eq,
        "in": lambda value, listed: value in listed,
    }

    def ask(facts: dict[str, Any]) -> tuple[int, list[int]]:
        states, told = [], []
        for one in CONDITIONS:
            value, threshold = facts.get(one.fact), one.threshold
            if one.of is not None:
                share = facts.get(one.of)
                threshold = None if share is None else threshold * share
            if value is None or threshold is None:
                state = UNKNOWN
            else:
                state = MET if signs[one.sign](value, threshold) else UNMET
            states.append(state)
            told.append((one.code, value, one.sign, threshold, state))
        return combined(states), states

    return ask


def zen() -> Engine:
    """A decision graph with its trace, from which one could tell why."""
    import zen as engine  # noqa: PLC0415 # a peer that need not be installed

    def expression(one: Asked) -> str:
        missing = " or ".join(f"{name} == null" for name in one.reads)
        share = f" * {one.of}" if one.of else ""
        threshold = list(one.threshold) if one.sign == "in" else one.threshold
        return f"({missing}) ? 1 : (({one.fact} {one.sign} {json.dumps(threshold)}{share}) ? 2 : 0)"

    expressions = [{"id": one.code, "key": one.code, "value": expression(one)} for one in CONDITIONS]
    place = {"x": 0, "y": 0}
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {
                "id": "ask",
                "type": "expressionNode",
                "name": "ask",
                "position": place,
                "content": {"expressions": expressions},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "ask", "type": "edge"},
            {"id": "2", "sourceId": "ask", "targetId": "out", "type": "edge"},
        ],
    }
    decision = engine.ZenEngine().create_decision(json.dumps(graph))

    def ask(facts: dict[str, Any]) -> tuple[int, list[int]]:
        result = decision.evaluate(facts, {"trace": True})["result"]
        states = [int(result[one.code]) for one in CONDITIONS]
        return combined(states), states

    return ask


def datalogic() -> Engine:
    """JSON logic, compiled."""
    import datalogic_py  # noqa: PLC0415 # a peer that need not be installed

    def logic(one: Asked) -> dict[str, Any]:
        value: Any = {"var": one.fact}
        missing = [{"===": [{"var": name}, None]} for name in one.reads]
        threshold = {"*": [one.threshold, {"var": one.of}]} if one.of else one.threshold
        test = {one.sign: [value, list(threshold) if one.sign == "in" else threshold]}
        return {"if": [missing[0] if len(missing) == 1 else {"or": missing}, 1, test, 2, 0]}

    compiled = datalogic_py.Engine().compile(json.dumps([logic(one) for one in CONDITIONS]))

    def ask(facts: dict[str, Any]) -> tuple[int, list[int]]:
        found = compiled.evaluate(facts)
        states = [int(state) for state in (json.loads(found) if isinstance(found, str) else found)]
        return combined(states), states

    return ask


def _columns(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """Each fact's values, texts as numbers, and a mask of the missing."""
    import numpy as np  # noqa: PLC0415 # a peer that need not be installed

    found = {}
    for name in dict.fromkeys(name for one in CONDITIONS for name in one.reads):
        column = [row[name] for row in rows]
        first = next(value for value in column if value is not None)
        if isinstance(first, str):
            texts = sorted({value for value in column if value is not None})
            column = [None if value is None else texts.index(value) for value in column]
            _TEXTS[name] = texts
        kind = float if isinstance(first, float) else np.int64
        found[name] = (
            np.array([value or 0 for value in column], kind),
            np.array([value is None for value in column]),
        )
    return found


_TEXTS: Final[dict[str, list[str]]] = {}


def _holds(one: Asked, values: Any, other: Any) -> Any:
    import numpy as np  # noqa: PLC0415 # as above

    if one.sign == "in":
        return np.isin(values, [n for n, text in enumerate(_TEXTS[one.fact]) if text in one.threshold])
    if one.sign == "==":
        return values.astype(bool)
    threshold = one.threshold if other is None else one.threshold * other
    return values >= threshold if one.sign == ">=" else values <= threshold


def numpy_by_hand(rows: list[dict[str, Any]]) -> Callable[[], Counted]:
    """The standard as one would write it for numpy, with masks for what is missing."""
    import numpy as np  # noqa: PLC0415 # as above

    columns, size = _columns(rows), len(rows)

    def ask(one: Asked) -> tuple[Any, Any]:
        values, missing = columns[one.fact]
        other = None
        if one.of is not None:
            other, gone = columns[one.of]
            missing = missing | gone
        return _holds(one, values, other) & ~missing, missing

    def run() -> Counted:
        states = [ask(one) for one in CONDITIONS]
        start = 0
        bad, dim = np.zeros(size, bool), np.zeros(size, bool)
        for _, needed, members in GROUPS:
            met, unknown = np.zeros(size, np.int8), np.zeros(size, np.int8)
            for held, missing in states[start : start + len(members)]:
                met += held
                unknown += missing
            start += len(members)
            short = met < needed
            bad |= short & (met + unknown < needed)
            dim |= short
        for held, missing in states[start:]:
            bad |= held
            dim |= missing
        fell, open_ = int(bad.sum()), int((dim & ~bad).sum())
        unknown_of = [int(missing.sum()) for _, missing in states]
        unmet_of = [size - int(held.sum()) - gone for (held, _), gone in zip(states, unknown_of, strict=True)]
        return [fell, open_, size - fell - open_], unmet_of, unknown_of

    return run


def openfisca(rows: list[dict[str, Any]]) -> Callable[[], Callable[[], Counted]]:
    """A variable for each fact, for its absence, and for each condition; a simulation of one month."""
    import numpy as np  # noqa: PLC0415 # as above
    from openfisca_core.entities import build_entity  # noqa: PLC0415 # a peer that need not be installed
    from openfisca_core.periods import MONTH  # noqa: PLC0415 # as above
    from openfisca_core.simulation_builder import SimulationBuilder  # noqa: PLC0415 # as above
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # noqa: PLC0415 # as above
    from openfisca_core.variables import Variable  # noqa: PLC0415 # as above

    merchant = build_entity(key="merchant", plural="merchants", label="", is_person=True)
    chain = build_entity(key="chain", plural="chains", label="", roles=[{"key": "member"}])
    system, columns, month = TaxBenefitSystem([merchant, chain]), _columns(rows), "2026-06"

    def variable(name: str, kind: type, formula: Callable[..., Any] | None = None) -> None:
        body = {"value_type": kind, "entity": merchant, "definition_period": MONTH, "label": name}
        system.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    def formula_of(one: Asked) -> Callable[..., Any]:
        def formula(asked: Any, period: Any) -> Any:
            missing, other = asked(f"no_{one.fact}", period), None
            if one.of is not None:
                missing, other = missing | asked(f"no_{one.of}", period), asked(one.of, period)
            return np.where(missing, 1, np.where(_holds(one, asked(one.fact, period), other), 2, 0))

        return formula

    def whole(asked: Any, period: Any) -> Any:
        bad, dim = np.zeros(asked.count, bool), np.zeros(asked.count, bool)
        for _, needed, members in GROUPS:
            states = [asked(f"state_{one.code}", period) for one in members]
            met = sum((state == MET).astype(np.int8) for state in states)
            unknown = sum((state == UNKNOWN).astype(np.int8) for state in states)
            bad |= met + unknown < needed
            dim |= met < needed
        for one in CONDITIONS[-9:]:
            state = asked(f"state_{one.code}", period)
            bad |= state == MET
            dim |= state == UNKNOWN
        return np.where(bad, UNMET, np.where(dim, UNKNOWN, MET))

    for name, (values, _) in columns.items():
        variable(name, float if values.dtype == float else int)
        variable(f"no_{name}", bool)
    for one in CONDITIONS:
        variable(f"state_{one.code}", int, formula_of(one))
    variable("whole", int, whole)

    def loaded() -> Callable[[], Counted]:
        simulation = SimulationBuilder().build_default_simulation(system, len(rows))
        for name, (values, missing) in columns.items():
            simulation.set_input(name, month, values if values.dtype == float else values.astype(np.int32))
            simulation.set_input(f"no_{name}", month, missing)

        def run() -> Counted:
            answer = simulation.calculate("whole", month)
            states = [simulation.calculate(f"state_{one.code}", month) for one in CONDITIONS]
            total = [int((answer == n).sum()) for n in (UNMET, UNKNOWN, MET)]
            return (
                total,
                [int((s == UNMET).sum()) for s in states],
                [int((s == UNKNOWN).sum()) for s in states],
            )

        return run

    return loaded
