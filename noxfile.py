"""Every check of this project, each in an environment of its own.

`nox -l` lists them, `nox` runs the quick ones, `nox -s ci` runs all that a change must pass.
"""

import atexit
import functools
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "imports", "tests", "docs"]

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
PLUGINS = sorted(path.parent for path in Path("plugins").glob("*/pyproject.toml"))
VALHALLA = Path("plugins/friendly-services-valhalla")
"""Of it the session `plugins` runs what holds without Valhalla, which has no wheel for every Python."""
AT_ONCE = ("-n", str(os.cpu_count()))
"""Processes of pytest side by side."""
EXTRAS = ".[excel,fast,osm,privacy,progress]"
SAME = [
    "--ignore=tests/laws/test_ledger_faults.py",
    "--ignore=tests/meta",
    "--ignore=tests/packs/test_pack_kit.py",
    "--ignore=tests/storage/test_kill_score.py",
    "--ignore=tests/test_maps_kit.py",
]
"""Leaves out what is the same with any Python and any dependency: the source, and whom the kits catch."""
LEDGER = [
    "tests/faults/test_ledger.py",
    "tests/faults/test_transit.py",
    "tests/laws/test_ledger.py",
    "tests/laws/test_ledger_city.py",
    "tests/laws/test_ledger_faults.py",
    "tests/models/test_ledger_model.py",
    "tests/test_points_races.py",
]
"""What proves the ledger: `ledger` runs it with ci's budget, so that `coverage` and `faults` need not."""


def find_interpreters() -> None:
    """Put Pythons that pyenv keeps off the PATH at its end, so that `python3.13` is found there too."""
    pyenv = shutil.which("pyenv")
    if pyenv is None:
        return
    listed = subprocess.run([pyenv, "versions", "--bare"], capture_output=True, text=True, check=False)
    for version in PYTHONS:
        for name in listed.stdout.split():
            if re.fullmatch(rf"{re.escape(version)}\.\d+", name):
                prefix = subprocess.run([pyenv, "prefix", name], capture_output=True, text=True, check=False)
                os.environ["PATH"] = os.pathsep.join((f"{prefix.stdout.strip()}/bin", os.environ["PATH"]))


def shell() -> str:
    """The files of the rooms that do I/O, as coverage's patterns: what the contract on purity leaves out."""
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    rooms = sorted({line.split(".")[1].split()[0] for line in contracts["pure"]["ignore_imports"]})
    return ",".join(f"*/friendly_services/{room}{end}" for room in rooms for end in (".py", "/*"))


# --- how long each session took -------------------------------------------------------------------

Session = Callable[[nox.Session], None]
_took: list[tuple[str, float]] = []
_last = time.monotonic()


def timed(function: Session) -> Session:
    """Note how long the session took, the making of its environment included."""

    @functools.wraps(function)
    def run(session: nox.Session) -> None:
        global _last  # noqa: PLW0603 # one clock for the whole run of nox
        try:
            function(session)
        finally:
            now = time.monotonic()
            _took.append((session.name, now - _last))
            _last = now

    return run


@atexit.register
def print_minutes() -> None:
    """The table at the end of the run."""
    for name, seconds in _took:
        print(f"{seconds / 60:6.1f} min  {name}")
    if _took:
        print(f"{sum(seconds for _, seconds in _took) / 60:6.1f} min  in all")


# --- installing -----------------------------------------------------------------------------------


def install(session: nox.Session, *what: str, groups: tuple[str, ...] = ()) -> None:
    """Install at the versions of constraints.txt."""
    wanted = [*what, *nox.project.dependency_groups(PROJECT, *groups)] if groups else [*what]
    session.install("-c", "constraints.txt", *wanted)


def install_against(session: nox.Session, pins: list[str]) -> None:
    """Install the core and what its tests need, these pins going before those of constraints.txt."""
    named = {name(pin) for pin in pins}
    kept = [line for line in Path("constraints.txt").read_text().splitlines() if name(line) not in named]
    constraints = Path(session.create_tmp()) / "constraints.txt"
    constraints.write_text("\n".join([*kept, *pins]) + "\n")
    groups = nox.project.dependency_groups(PROJECT, "test")
    session.install("-c", str(constraints), "-e", EXTRAS, *groups)


def name(requirement: str) -> str:
    """The distribution that a requirement names."""
    return re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0].lower().replace("_", "-")


# --- sessions -------------------------------------------------------------------------------------


@nox.session(venv_backend="none")
def ci(session: nox.Session) -> None:
    """Everything a change must pass."""
    find = ["lint", "types", "imports", "coverage", f"tests-{PYTHONS[-1]}"]  # those between: see `lowest`
    more = [
        "dateutil29",
        "lowest",
        "docs",
        "plugins",
        "valhalla",
        "postgres18",
        "faults",
        "ledger",
        "ha",
        "wheel",
    ]
    for name in [*find, *more]:
        session.notify(name, SAME if name.startswith("tests-") else None)


@nox.session
@timed
def lint(session: nox.Session) -> None:
    """Ruff, and the news fragments read as the release will read them."""
    install(session, "towncrier", groups=("lint",))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session
@timed
def types(session: nox.Session) -> None:
    """Check types strictly: the package, its tests, its plugins."""
    install(session, "nox", "-e", EXTRAS, groups=("lint", "test", "examples", "bench"))
    session.run("mypy")
    for plugin in PLUGINS:
        session.run("mypy", str(plugin))


@nox.session
@timed
def imports(session: nox.Session) -> None:
    """Hold every import against the contracts of pyproject.toml."""
    install(session, "-e", ".", groups=("test",))
    session.run("lint-imports", "--no-logo")


@nox.session(python=PYTHONS)
@timed
def tests(session: nox.Session) -> None:
    """Run the tests; arguments after `--` go to pytest."""
    install(session, "-e", EXTRAS, groups=("test",))
    session.run("pytest", *AT_ONCE, *session.posargs)


@nox.session
@timed
def coverage(session: nox.Session) -> None:
    """Run the tests with ci's budget, without `faults` and `ledger`; cover pure rooms, 90 % of the shell."""
    install(session, "-e", EXTRAS, groups=("test", "examples"))
    session.run("coverage", "erase")
    asked = ("--cov", "--cov-report=", "--durations=15", "--ignore=tests/faults", *ignoring(LEDGER))
    session.run("pytest", *AT_ONCE, *asked, env={"FRIENDLY_SERVICES_TESTS": "ci"})
    session.run("coverage", "report", f"--omit={shell()}", "--fail-under=100", "--precision=2")
    session.run("coverage", "report", f"--include={shell()}", "--fail-under=90")


@nox.session
@timed
def dateutil29(session: nox.Session) -> None:
    """Run what reckons with days on python-dateutil 2.9, to which others may hold a host; else it is 4."""
    install_against(session, ["python-dateutil<3"])
    session.run("python", "-c", "from importlib.metadata import version; print(version('python-dateutil'))")
    rooms = [
        *sorted(str(path) for path in Path("tests").glob("test_*.py") if "_bench_" not in path.name),
        "tests/city/test_time.py",
        "tests/packs",
        "tests/standards",
    ]
    session.run("pytest", *AT_ONCE, *(session.posargs or rooms))


@nox.session(python=PYTHONS[1])
@timed
def lowest(session: nox.Session) -> None:
    """Run the tests on a Python in between, with the oldest direct dependencies that are allowed."""
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    chosen = ("excel", "fast", "osm", "privacy", "progress")
    direct = [*project["dependencies"], *(each for extra in chosen for each in extras[extra])]
    oldest = [requirement.replace(">=", "==") for requirement in direct]
    install_against(
        session, [*oldest, "pytest<9"]
    )  # pytest 9.2 asks for a newer pluggy than the library does
    session.run("pytest", *AT_ONCE, *SAME, *session.posargs)


@nox.session
@timed
def docs(session: nox.Session) -> None:
    """Build the documentation offline; a warning is an error."""
    install(session, "-e", EXTRAS, groups=("docs", "examples"))
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session
@timed
def plugins(session: nox.Session) -> None:
    """Run the tests of every plugin in plugins/, installed as a stranger would."""
    if not PLUGINS:
        session.skip("there is no plugin yet")
    others = [plugin for plugin in PLUGINS if plugin != VALHALLA]
    install(
        session, "-e", EXTRAS, *(part for plugin in others for part in ("-e", str(plugin))), groups=("test",)
    )
    for plugin in others:
        session.run("pytest", str(plugin))
    session.run("pytest", str(VALHALLA / "tests" / "test_absent.py"))


@nox.session(python=PYTHONS[-1])
@timed
def valhalla(session: nox.Session) -> None:
    """Run the tests of the Valhalla plugin, on a Python for which there is a wheel of it."""
    install(session, "-e", EXTRAS, "-e", str(VALHALLA), groups=("test", "valhalla"))
    session.run("pytest", str(VALHALLA), *session.posargs)


@nox.session
@timed
def postgres18(session: nox.Session) -> None:
    """Run the tests of the PostgreSQL plugin on version 18, which a wheel brings."""
    plugin = "plugins/friendly-services-postgres"
    filestore = "plugins/friendly-services-filestore"
    install(session, "-e", EXTRAS, "-e", filestore, "-e", plugin, groups=("test", "postgres"))
    session.run("pytest", plugin, *session.posargs, env={"FRIENDLY_SERVICES_POSTGRES": "18"})


@nox.session
@timed
def bench(session: nox.Session) -> None:
    """Measure stores, registers, the ledger and the nearest places beside what one would pick instead."""
    plugin = "plugins/friendly-services-postgres"
    install(session, "-e", EXTRAS, "-e", plugin, groups=("test", "postgres", "bench"))
    session.run("python", "tests/bench/storage.py")
    session.run("python", "tests/bench/registers.py")
    session.run("python", "tests/bench/points.py")
    session.run("python", "tests/bench/proximity.py")


@nox.session
@timed
def ha(session: nox.Session) -> None:
    """Kill the primary of three PostgreSQL servers while a city is written to, and count what was lost."""
    plugin = "plugins/friendly-services-postgres"
    install(session, "-e", EXTRAS, "-e", plugin, groups=("test", "postgres"))
    budget = {"FRIENDLY_SERVICES_TESTS": os.environ.get("FRIENDLY_SERVICES_TESTS", "ci")}
    session.run("pytest", "-s", f"{plugin}/tests/postgresql/ha", *session.posargs, env=budget)


@nox.session
@timed
def faults(session: nox.Session) -> None:
    """Break all that can break, from seeds, and print what was tried; `-- record` as for a release.

    `FRIENDLY_SERVICES_SEEDS=17`, or `100-199`, tries these seeds alone.
    """
    plugin = "plugins/friendly-services-postgres"
    where = ["tests/faults", *ignoring(LEDGER), f"{plugin}/tests/postgresql/test_faults.py"]
    check_and_print(session, where)


@nox.session
@timed
def ledger(session: nox.Session) -> None:
    """Prove the ledger: laws, model, races, faults, planted bugs; print what was tried as `faults` does."""
    plugin = "plugins/friendly-services-postgres"
    laws = [*sorted(map(str, Path("tests/laws").glob("test_ledger*.py"))), "tests/laws/test_transit.py"]
    races = f"{plugin}/tests/postgresql/test_ledger_races.py"
    where = [*LEDGER, *laws, "tests/laws/test_index.py", races]
    check_and_print(session, where, *AT_ONCE)


def ignoring(paths: list[str]) -> list[str]:
    """Options by which pytest leaves files out."""
    return [f"--ignore={path}" for path in paths]


def check_and_print(session: nox.Session, where: list[str], *options: str) -> None:
    """Run what tries the library from seeds, and end with the lines that begin with the session's name."""
    budget, asked = "ci", list(session.posargs)
    if "record" in asked:
        asked.remove("record")
        budget = "record"
    plugins = [f"plugins/friendly-services-{name}" for name in ("filestore", "postgres")]
    install(session, "-e", EXTRAS, *(part for plugin in plugins for part in ("-e", plugin)), groups=("test",))
    report = Path(session.create_tmp()) / f"{session.name}.xml"
    session.run(
        *("pytest", *(asked or where), *options, "-o", "junit_logging=system-out", f"--junit-xml={report}"),
        env={"FRIENDLY_SERVICES_TESTS": budget},
        success_codes=[0, 1],
    )
    results = ElementTree.parse(report).getroot()  # noqa: S314 # what pytest has just written
    lines = [line for out in results.iter("system-out") for line in (out.text or "").splitlines()]
    print(*(line for line in lines if line.startswith(f"{session.name} ")), sep="\n")
    if next(results.iter("failure"), None) is not None or next(results.iter("error"), None) is not None:
        session.error("a law was broken: the seeds stand above")


@nox.session
@timed
def wheel(session: nox.Session) -> None:
    """Build the distributions, install the wheel alone and run the demo where the source is out of sight."""
    dist = Path(session.create_tmp()) / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    install(session, "build")
    session.run("python", "-m", "build", "--outdir", str(dist), silent=True)
    (built,) = dist.glob("*.whl")
    session.install("-c", "constraints.txt", "--force-reinstall", str(built))
    session.chdir(session.create_tmp())
    where = "import friendly_services as it; print(it.__file__); assert 'site-packages' in it.__file__"
    session.run("python", "-c", where)
    session.run("python", "-W", "error", "-m", "friendly_services", "demo")


@nox.session
@timed
def record(session: nox.Session) -> None:
    """Run the tests with the largest budget: before a release, by hand."""
    install(session, "-e", EXTRAS, groups=("test", "examples"))
    session.run("pytest", *session.posargs, env={"FRIENDLY_SERVICES_TESTS": "record"})


find_interpreters()
