"""From folders of files to one content: a pack and all that it extends, standards to codes, merged."""

from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import attrs

from ..errors import Invalid, Problem
from ..standards import laid_over
from ..text import Reason
from ._pack import PackNotFound
from ._toml import Source, Steps, read_toml

__all__ = ["Gathered", "builtin_packs", "gather", "over"]

_HOME: Final = resources.files(__package__)
_MAIN: Final = "pack.toml"
_SHIPPED: Final = {"calendars": "packs.unknown_calendar", "divisions": "packs.unknown_divisions"}
"""What ships with the library for a city to name, and what is said of a name that is not there."""
_FOLDERS: Final = ("standards", *_SHIPPED)
_MOST_FILES: Final = 500


def builtin_packs() -> Mapping[str, Traversable]:
    """The packs that ship with the library: each one's name and its folder."""
    home = _HOME.joinpath("builtin")
    folders = sorted(home.iterdir(), key=lambda folder: folder.name) if home.is_dir() else []
    return {folder.name: folder for folder in folders if folder.joinpath(_MAIN).is_file()}


@attrs.define
class Gathered:
    """What the files of a pack and of all that it extends say together."""

    content: dict[str, Any] = attrs.field(factory=dict)
    sources: list[Source] = attrs.field(factory=list)
    """The files, the strongest last."""
    problems: list[Problem] = attrs.field(factory=list)
    broken: set[str] = attrs.field(factory=set)
    """Standards whose files cannot be read."""

    def take(self, source: Source) -> None:
        """Put a file's values over those that are there."""
        self.sources.append(source)
        value: Any = source.plain
        for key in reversed(source.at):
            value = {key: value}
        below = self.content.get("standards")
        self.content = over(self.content, value)
        self._reform(below, source)

    def _reform(self, below: Any, source: Source) -> None:
        """Put a file's versions of a standard over those that are there by number, not as a whole list."""
        above = _standards(source)
        for name, plain in above.items():
            lower = _versions(below.get(name)) if isinstance(below, Mapping) else None
            upper = _versions(plain)
            if lower is None or upper is None:
                continue
            versions, problems = laid_over(lower, upper)
            self.content["standards"][name] = {**self.content["standards"][name], "versions": versions}
            for problem in problems:
                within = attrs.evolve(problem, field=f"standards.{name}.{problem.field}")
                self.problems.append(_placed(within, source))

    def locate(self, problem: Problem) -> Problem:
        """The problem with the file and line that it comes from, its path told from the top of that file."""
        steps = tuple(problem.field.split("."))
        able = [source for source in self.sources if steps[: len(source.at)] == source.at]
        followed = [(source, _follow(source.plain, steps[len(source.at) :])) for source in able]
        source, _ = max(reversed(followed), key=lambda pair: len(pair[0].at) + len(pair[1]))
        return _placed(problem, source)


def _placed(problem: Problem, source: Source) -> Problem:
    """The problem with the line of a file that it comes from, as far as its path leads there."""
    steps = tuple(problem.field.split("."))[len(source.at) :]
    line = source.line(_follow(source.plain, steps))
    return attrs.evolve(problem, field=".".join(steps), file=source.file, line=line)


def _standards(source: Source) -> Mapping[str, Any]:
    """The standards that a file writes, by id."""
    if source.at:
        return {source.at[1]: source.plain} if source.at[0] == "standards" else {}
    standards = source.plain.get("standards")
    return standards if isinstance(standards, Mapping) else {}


def _versions(plain: Any) -> list[Any] | None:
    versions = plain.get("versions") if isinstance(plain, Mapping) else None
    return versions if isinstance(versions, list) else None


def gather(pack: str | Path | Traversable, builtins: Mapping[str, Traversable]) -> Gathered:
    """Read a pack by its built-in name or its path, with everything that it extends under it.

    Raises:
        PackNotFound: there is nothing of that name or at that path.
    """
    gathered = Gathered()
    gathered.take(read_toml(_HOME.joinpath("base.toml").read_bytes(), "base.toml"))
    folder, shown = _find(pack, builtins)
    own = _Reader(gathered, builtins)
    own.extend(folder, shown, (pack,) if isinstance(pack, str) and pack in builtins else ())
    for kind, unknown in _SHIPPED.items():
        _take_shipped(gathered, kind, unknown)
    return gathered


def _find(pack: str | Path | Traversable, builtins: Mapping[str, Traversable]) -> tuple[Traversable, str]:
    if isinstance(pack, str):
        if pack in builtins:
            return builtins[pack], pack
        pack = Path(pack)
    if isinstance(pack, Path) and not pack.exists():
        raise PackNotFound(str(pack), tuple(sorted(builtins)))
    return pack, str(pack)


class _Reader:
    """Reads packs depth first, each once, so that the strongest comes last."""

    def __init__(self, gathered: Gathered, builtins: Mapping[str, Traversable]) -> None:
        self.gathered = gathered
        self.builtins = builtins
        self.done: set[str] = set()

    def extend(self, folder: Traversable, shown: str, chain: tuple[str, ...]) -> None:
        """Take a pack's files after those of the packs it extends."""
        main = folder.joinpath(_MAIN) if folder.is_dir() else folder
        name = f"{shown}/{_MAIN}" if folder.is_dir() else shown
        try:
            source = read_toml(main.read_bytes(), name)
        except Invalid as error:
            self.gathered.problems += error.problems
            return
        except OSError as error:
            self._wrong(name, "packs.unreadable", why=type(error).__name__)
            return
        self._check_name(source, chain)
        for n, parent in enumerate(_listed(source)):
            self._parent(parent, n, source, chain)
        self.gathered.take(source)
        self.gathered.content["pack"] = source.plain.get("pack", {})
        if folder.is_dir():
            for inside in _FOLDERS:
                self._files(folder.joinpath(inside), f"{shown}/{inside}", inside)

    def _parent(self, parent: str, n: int, source: Source, chain: tuple[str, ...]) -> None:
        line = source.line(("pack", "extends", str(n)))
        if parent not in self.builtins:
            reason = Reason("packs.unknown_pack", value=parent, known=tuple(sorted(self.builtins)))
        elif parent in chain:
            reason = Reason("packs.extends_itself", chain=" → ".join((*chain[chain.index(parent) :], parent)))
        else:
            if parent not in self.done:
                self.done.add(parent)
                self.extend(self.builtins[parent], parent, (*chain, parent))
            return
        self.gathered.problems.append(Problem(f"pack.extends.{n}", reason, file=source.file, line=line))

    def _check_name(self, source: Source, chain: tuple[str, ...]) -> None:
        """A pack that is found by a name has that name."""
        about = source.plain.get("pack")
        name = about.get("name") if isinstance(about, Mapping) else None
        if chain and name is not None and name != chain[-1]:
            reason = Reason("packs.other_name", value=name, folder=chain[-1])
            line = source.line(("pack", "name"))
            self.gathered.problems.append(Problem("pack.name", reason, file=source.file, line=line))

    def _files(self, folder: Traversable, shown: str, inside: str) -> None:
        """Take the TOML files of one folder, by name."""
        if not folder.is_dir():
            return
        files = sorted((file for file in folder.iterdir() if file.is_file()), key=lambda file: file.name)
        if len(files) > _MOST_FILES:
            self._wrong(shown, "packs.too_many_files", count=len(files), high=_MOST_FILES)
            return
        for file in files:
            stem, dot, ending = file.name.rpartition(".")
            if not dot or ending != "toml":
                self._wrong(f"{shown}/{file.name}", "packs.not_a_toml_file")
                continue
            try:
                source = read_toml(file.read_bytes(), f"{shown}/{file.name}", (inside, stem))
            except Invalid as error:
                self.gathered.problems += error.problems
                self.gathered.broken.add(stem)
            except OSError as error:
                self._wrong(f"{shown}/{file.name}", "packs.unreadable", why=type(error).__name__)
                self.gathered.broken.add(stem)
            else:
                self.gathered.take(source)

    def _wrong(self, file: str, code: str, **values: object) -> None:
        self.gathered.problems.append(Problem("", Reason(code, **values), file=file))


def _listed(source: Source) -> Iterable[str]:
    """The packs that a file says it extends; what is no list of names is told when the whole is built."""
    about = source.plain.get("pack")
    names = about.get("extends", []) if isinstance(about, Mapping) else []
    return (name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _take_shipped(gathered: Gathered, kind: str, unknown: str) -> None:
    """Put the library's files of one kind that the city names under the pack's own."""
    city = gathered.content.get("city")
    names = city.get(kind) if isinstance(city, Mapping) else None
    own = gathered.content.pop(kind, {})
    shipped: dict[str, Any] = {}
    for n, name in enumerate(names if isinstance(names, list) else ()):
        known = [folder.name for folder in _HOME.joinpath(kind).iterdir() if folder.is_dir()]
        if name not in known:
            reason = Reason(unknown, value=name, known=tuple(sorted(known)))
            gathered.problems.append(gathered.locate(Problem(f"city.{kind}.{n}", reason)))
            continue
        folder = _HOME.joinpath(kind, name)
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            source = read_toml(file.read_bytes(), f"{kind}/{name}/{file.name}", (kind, file.name[:-5]))
            shipped[source.at[1]] = source.plain
            if isinstance(own, Mapping) and source.at[1] not in own:
                gathered.sources.append(source)
    gathered.content[kind] = {**shipped, **own} if isinstance(own, Mapping) else own


def over(lower: Any, upper: Any) -> Any:
    """The upper value over the lower: tables key by key, everything else whole."""
    if not isinstance(lower, dict) or not isinstance(upper, dict):
        return upper
    return lower | {key: over(lower[key], value) if key in lower else value for key, value in upper.items()}


def _follow(plain: Any, steps: Steps) -> Steps:
    """As far as the steps lead into plain values, with each item of a list by its place."""
    found: list[str] = []
    while steps:
        place, taken = _place(plain, steps)
        if place is None:
            break
        found.append(str(place))
        plain = plain[place]
        steps = steps[taken:]
    return tuple(found)


def _place(plain: Any, steps: Steps) -> tuple[str | int | None, int]:
    """Where the first step leads, and how many steps that takes: a key may itself hold dots."""
    if isinstance(plain, Mapping):
        keys = (".".join(steps[:taken]) for taken in range(1, len(steps) + 1))
        return next(((key, taken) for taken, key in enumerate(keys, 1) if key in plain), (None, 0))
    places: dict[str, int] = {}
    for n, item in enumerate(plain if isinstance(plain, list) else ()):
        codes = (
            (str(item[key]) for key in ("code", "number") if key in item) if isinstance(item, Mapping) else ()
        )
        places = {str(n): n, f"#{n + 1}": n} | places | dict.fromkeys(codes, n)
    return places.get(steps[0]), 1
