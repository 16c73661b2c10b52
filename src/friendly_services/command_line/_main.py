"""Arguments in, exit code out."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import FriendlyServicesError, Invalid
from ..text import LANGUAGES, Reason, say
from . import export
from .run import add_arguments, options_from, run
from .screen import Screen

if TYPE_CHECKING:
    from ..city import City

__all__ = ["main"]

_FAULTS: Final = {"corruption": 3, "drift": 4, "stale_index": 5, "imbalance": 6}
"""Exit codes for what is wrong with a city's store."""
_CODES: Final = "exit codes: 0 nothing is wrong, " + ", ".join(
    f"{code} {fault.replace('_', ' ')}" for fault, code in _FAULTS.items()
)
_MOST_CITIES: Final = 20
"""Of a store, named where the one asked for is not in it."""
_BASES: Final = ("merchant-14-9-9", "stations-abc", "points-default")

_Run = Callable[[argparse.Namespace, Screen], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 if all is well, 1 if what was read has faults, 2 for wrong arguments.

    Faults in a city's store have numbers of their own, 3 to 6, of which the gravest counts.
    """
    options = _parser().parse_args(arguments)
    screen = Screen.standard()
    try:
        return int(options.run(options, screen))
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        sys.stdout = None
        return 0
    except FriendlyServicesError as error:
        Screen(sys.stderr).lines(error.say(options.language))
        return _FAULTS["corruption"] if error.code == "storage.corrupt" else 1
    except OSError as error:
        Screen(sys.stderr).lines(say(Reason("storage.system", message=str(error)), options.language))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m friendly_services",
        description="Friendly merchants, stations, points and the nearest open place, from the command line.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = _command(commands, "demo", _demo, "invent a city from a seed, tell its story and write its map")
    demo.add_argument("--out", type=Path, default=Path("demo-city"), help="folder for the pack and map.html")
    demo.add_argument("--seed", type=int, default=7, help="the same seed gives the same city")

    files = _command(
        commands, "run", _run_files, "judge the merchants of a file, and find the nearest for each rider"
    )
    add_arguments(files)

    check = _command(commands, "check-pack", _check_pack, "list everything that is wrong with a pack")
    check.add_argument("pack", help="a folder, a file or a built-in pack's name")

    new = _command(commands, "new-pack", _new_pack, "write a commented pack that extends others")
    new.add_argument("folder", type=Path, help="a new or empty folder")
    new.add_argument("--name", help="the pack's name; the folder's if left out")
    new.add_argument(
        "--extends",
        nargs="+",
        metavar="PACK",
        default=_BASES,
        help=f"built-in packs to begin with (default: {' '.join(_BASES)})",
    )

    verify = _command(
        commands, "verify", _verify, "read a city's journal again and compare what is stored with it"
    )
    _add_city(verify)
    verify.add_argument("--full", action="store_true", help="read everything, not only what is new")

    ledger = _command(
        commands,
        "export",
        _export,
        "write the ledger of a period: every decision, and the register at its end",
    )
    _add_city(ledger)
    export.add_arguments(ledger)

    rebuild = _command(
        commands, "rebuild", _rebuild, "make a city's records and index entries anew from its journal"
    )
    _add_city(rebuild)
    return parser


def _command(commands: Any, name: str, run: _Run, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text[0].upper() + text[1:] + "."
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of reasons and errors")
    parser.set_defaults(run=run)
    return parser


def _demo(options: argparse.Namespace, screen: Screen) -> int:
    from .demo import tell  # noqa: PLC0415 # the other commands do without a city

    return 0 if tell(options.out, seed=options.seed, language=options.language, screen=screen) else 1


def _run_files(options: argparse.Namespace, screen: Screen) -> int:
    screen.lines(run(options_from(options)).text(options.language))
    return 0


def _check_pack(options: argparse.Namespace, screen: Screen) -> int:
    from .. import packs  # noqa: PLC0415 # as above

    pack = packs.load(options.pack)
    if problems := packs.flaws(pack):
        raise Invalid(problems)
    size = {"standards": len(pack.standards), "commands": len(pack.may), "digest": pack.digest[:16]}
    screen.say(say(Reason("command_line.good_pack", pack=pack.name, **size), options.language))
    for told in (*packs.differences(pack), *packs.remarks(pack)):
        screen.item(say(told, options.language))
    return 0


def _new_pack(options: argparse.Namespace, screen: Screen) -> int:
    from .. import packs  # noqa: PLC0415 # as above

    written = packs.new_pack(options.folder, options.name or options.folder.name, options.extends)
    screen.say(
        say(Reason("command_line.new_pack", path=str(written), folder=str(options.folder)), options.language)
    )
    return 0


def _add_city(parser: argparse.ArgumentParser) -> None:
    parser.epilog = f"{_CODES}; 1 for any other error"
    parser.add_argument("url", help="where it is kept, such as sqlite:///banan.db")
    parser.add_argument("--city", required=True, help="its name in the store")
    parser.add_argument("--plugin", action="append", default=[], help="a plugin to load; may be repeated")


def _export(options: argparse.Namespace, screen: Screen) -> int:
    with _open(options) as city:
        for told in export.export(city, options):
            screen.lines(say(told, options.language))
    return 0


def _open(options: argparse.Namespace) -> "City":
    from ..city import City, NoPack  # noqa: PLC0415 # the other commands do without a city

    path = options.url.removeprefix("sqlite:///")
    if path != options.url and not Path(path).exists():
        raise Invalid.at("url", "command_line.no_store", url=options.url)  # opening it would make it
    try:
        return City.open(options.url, city=options.city, plugins=options.plugin)
    except NoPack as error:  # a new city, which no command here makes
        cities = _cities(options)
        code = "command_line.no_city" if cities else "command_line.no_city_yet"
        raise Invalid.at("--city", code, city=options.city, cities=cities) from error


def _cities(options: argparse.Namespace) -> tuple[str, ...]:
    """The names of the first cities of a store."""
    from ..plugins import open_store  # noqa: PLC0415 # the other commands do without a store

    with closing(open_store(options.url, options.plugin)) as store:
        return tuple(name for name, _ in store.partitions("", _MOST_CITIES))


def _verify(options: argparse.Namespace, screen: Screen) -> int:
    with _open(options) as city:
        verified = city.verify(full=options.full)
    told = Reason(
        "command_line.verified",
        entries=verified.entries,
        records=verified.records,
        index_entries=verified.index_entries,
        problems=len(verified.problems),
    )
    screen.say(say(told, options.language))
    sum_ = Reason("command_line.digest", position=verified.position, digest=verified.digest.hex())
    screen.say(say(sum_, options.language))
    if verified.unread is not None:
        screen.say(say(verified.unread, options.language))
    for problem in verified.problems:
        screen.item(say(problem, options.language))
    return _FAULTS[verified.classes[0]] if verified.classes else 0


def _rebuild(options: argparse.Namespace, screen: Screen) -> int:
    with _open(options) as city:
        rebuilt = city.rebuild()
    told = Reason("command_line.rebuilt", records=rebuilt.records, changed=rebuilt.changed)
    screen.say(say(told, options.language))
    for reason in rebuilt.left:
        screen.item(say(reason, options.language))
    return _FAULTS["drift"] if rebuilt.left else 0
