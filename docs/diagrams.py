"""Pictures of lifecycles, drawn from the tables that the code itself goes by."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final, NamedTuple

from friendly_services import honours, merchants, stations

__all__ = ["PICTURES", "Row", "picture"]

LINE: Final = 34
LANE: Final = 27
NAMES: Final = 320
HEAD: Final = 150
STAYS: Final = 6
"""Radius of the ring where a step is possible."""

_STYLE: Final = (
    "text{font:14px sans-serif;fill:#1b2733;dominant-baseline:central}"
    ".step{font-size:12px}.row{fill:#eef4fa}.way{stroke:#2d6ca2;stroke-width:2}"
    ".from{fill:#fff;stroke:#2d6ca2;stroke-width:2}.to{fill:#2d6ca2}"
)


class Row(NamedTuple):
    """One step of a lifecycle: its name, where it is possible, where it leads if it leads elsewhere."""

    name: str
    sources: Sequence[str]
    targets: Sequence[str]


def picture(states: Mapping[str, str], rows: Iterable[Row], title: str) -> str:
    """The lifecycle as SVG: a line for each state, a lane for each step, from its rings to its arrowheads.

    Args:
        states: each state's name as people read it, in the order of its life.
        rows: the table of steps; one without sources begins a life, above the first line.
        title: what the picture is of, for those who hear it read.
    """
    steps = list(rows)
    lines = {name: HEAD + LINE * (n + 1) for n, name in enumerate(states)}
    width, height = NAMES + LANE * len(steps) + LANE, HEAD + LINE * (len(states) + 1)
    parts = [
        f'<rect class="row" x="0" y="{y - LINE / 2:.0f}" width="{width}" height="{LINE}"/>'
        for n, y in enumerate(lines.values())
        if n % 2 == 0
    ]
    parts += [f'<text x="10" y="{y}">{escape(states[name])}</text>' for name, y in lines.items()]
    parts += [_lane(step, NAMES + LANE * n, lines) for n, step in enumerate(steps)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _lane(step: Row, x: int, lines: Mapping[str, int]) -> str:
    """One step: a ring where it is possible, an arrowhead where it leads."""
    starts = [lines[name] for name in step.sources] or [HEAD + LINE // 4]
    ends = [lines[name] for name in step.targets]
    parts = [
        f'<text class="step" transform="translate({x} {HEAD - 8}) rotate(-60)">{escape(step.name)}</text>',
        f'<path class="way" d="M{x} {min(starts + ends)}V{max(starts + ends)}"/>',
    ]
    parts += [f'<circle class="from" cx="{x}" cy="{y}" r="{STAYS}"/>' for y in starts]
    for y in ends:
        side = 8 if y not in starts else 14
        parts.append(f'<path class="to" d="M{x + side - 14} {y - 6}l12 6l-12 6z"/>')
    return "".join(parts)


def _of(room: Any, title: str) -> str:
    states = {name: label.en for name, label in room.STANDINGS.items()}
    rows = [Row(row.command.__name__, row.sources, row.targets) for row in room.LIFECYCLE]
    return picture(states, rows, title)


PICTURES: Final = {
    "lifecycle-merchants": lambda: _of(merchants, "the lifecycle of a merchant"),
    "lifecycle-honours": lambda: _of(honours, "the lifecycle of a title"),
    "lifecycle-stations": lambda: _of(stations, "the lifecycle of a station"),
}
"""Every picture of the reference, by the name of its file."""
