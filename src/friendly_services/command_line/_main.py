"""Arguments in, exit code out."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..errors import FriendlyServicesError, Invalid
from ..text import LANGUAGES, Reason, say
from .run import add_arguments, options_from, run
from .screen import Screen

__all__ = ["main"]

_Run = Callable[[argparse.Namespace, Screen], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 if all is well, 1 if what was read has faults, 2 for wrong arguments."""
    options = _parser().parse_args(arguments)
    screen = Screen.standard()
    try:
        return int(options.run(options, screen))
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        sys.stdout = None
        return 0
    except FriendlyServicesError as error:
        Screen(sys.stderr).lines(error.say(options.language))
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
        default=["merchant-14-9-9", "stations-abc", "points-default"],
        help="built-in packs to begin with (default: %(default)s)",
    )

    verify = _command(
        commands, "verify", _verify, "read a city's journal again and compare everything with it"
    )
    verify.add_argument("url", help="where it is kept, such as sqlite:///banan.db")
    verify.add_argument("--city", required=True, help="its name in the store")
    verify.add_argument("--plugin", action="append", default=[], help="a plugin to load; may be repeated")
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
    screen.say(
        f"{pack.name}: good. {len(pack.standards)} standards, {len(pack.may)} commands that roles may send, "
        f"digest {pack.digest[:16]}."
    )
    for difference in packs.differences(pack):
        screen.say(f"  {difference}")
    return 0


def _new_pack(options: argparse.Namespace, screen: Screen) -> int:
    from .. import packs  # noqa: PLC0415 # as above

    written = packs.new_pack(options.folder, options.name or options.folder.name, options.extends)
    screen.say(f"Wrote {written}. Change what your city decided, then: check-pack {options.folder}")
    return 0


def _verify(options: argparse.Namespace, screen: Screen) -> int:
    from ..city import City  # noqa: PLC0415 # as above

    path = options.url.removeprefix("sqlite:///")
    if path != options.url and not Path(path).exists():
        raise Invalid.at("url", "command_line.no_store", url=options.url)  # opening it would make it
    with City.open(options.url, city=options.city, plugins=options.plugin) as city:
        verified = city.verify()
    screen.say(
        f"{verified.entries} events, {verified.records} records and {verified.index_entries} index entries "
        f"read: {len(verified.problems)} problems."
    )
    for problem in verified.problems:
        screen.item(say(problem, options.language))
    return 0 if verified.clean else 1
