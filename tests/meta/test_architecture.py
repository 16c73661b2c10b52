"""The house's walls: who may import whom, and what an import costs."""

import ast
import importlib.util
import logging
import subprocess
import sys

import pytest
from grimp import ImportGraph
from importlinter.cli import lint_imports
from tests.budget import ROOT
from tests.meta.front_door import FrontDoorContract
from tests.meta.source import PACKAGE, modules, place

import friendly_services

TIMED = """
import sys, time
sys.path.insert(0, {src!r})
before = set(sys.modules)
start = time.perf_counter()
{code}
took = time.perf_counter() - start
own = {{"friendly_services"}} | sys.stdlib_module_names
print(f"{{took * 1000:.0f}} ms", *sorted({{name.split(".")[0] for name in set(sys.modules) - before}} - own))
"""


def fresh(code: str) -> list[str]:
    """What a new interpreter prints after running this: its time, then the third-party packages it loaded."""
    program = TIMED.format(src=str(PACKAGE.parent), code=code)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    print(f"{code}: {done.stdout.strip()}")
    return done.stdout.split()


def test_the_contracts_on_imports_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """Import-linter keeps every contract of pyproject.toml."""
    outcome = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    for name in logging.root.manager.loggerDict:  # its own configuration of logging silences all others
        logging.getLogger(name).disabled = False
    assert outcome == 0, capsys.readouterr().out


def test_a_way_around_the_front_door_is_seen() -> None:
    """The project's own contract names an import that reaches into another room, and no other."""
    graph = ImportGraph()
    graph.add_import(importer="friendly_services.city", imported="friendly_services.points")
    graph.add_import(importer="friendly_services.city", imported="friendly_services.points._lots")
    graph.add_import(importer="friendly_services.points", imported="friendly_services.points._lots")
    contract = FrontDoorContract(name="doors", session_options={}, contract_options={})
    check = contract.check(graph, verbose=False)
    assert check.metadata["broken"] == [("friendly_services.city", "friendly_services.points._lots")]


def test_the_package_imports_no_third_party_package() -> None:
    """`import friendly_services` loads nothing but itself and the standard library."""
    assert fresh("import friendly_services")[2:] == []


@pytest.mark.skipif(importlib.util.find_spec("friendly_services.city") is None, reason="there is no City yet")
def test_the_time_to_import_a_city_is_told() -> None:
    """`from friendly_services import City, merchants` works in a new interpreter, and its time is printed."""
    assert fresh("from friendly_services import City, merchants")[1] == "ms"


def test_public_names_load_on_first_use() -> None:
    """Every name of `__all__` is the object of its module, and `dir()` lists them before they are loaded."""
    assert set(friendly_services.__all__) <= set(dir(friendly_services))
    for name in friendly_services.__all__:
        assert getattr(friendly_services, name) is not None


def test_type_checkers_see_the_public_names() -> None:
    """What is imported for type checkers alone is what loads on first use."""
    (block,) = (
        node
        for node in ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.If)
    )
    seen = {alias.name for line in block.body if isinstance(line, ast.ImportFrom) for alias in line.names}
    assert seen == set(friendly_services.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as it does in any module."""
    with pytest.raises(AttributeError, match="Ciy"):
        friendly_services.Ciy  # noqa: B018 # the lookup is the point


def test_every_room_says_what_is_public() -> None:
    """Each module that others may import has an `__all__`; ruff keeps them sorted."""
    silent = [
        place(path, tree.body[0])
        for path, tree in modules()
        if not path.name.startswith("_") or (path.name == "__init__.py" and len(tree.body) > 1)
        if "__all__" not in {name for line in tree.body for name in _assigned(line)}
    ]
    assert silent == []


def _assigned(line: ast.stmt) -> list[str]:
    match line:
        case ast.Assign(targets=targets):
            return [ast.unparse(target) for target in targets]
        case ast.ImportFrom(names=names):
            return [alias.asname or alias.name for alias in names]
        case _:
            return []
