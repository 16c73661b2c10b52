"""What the reference shows of docstrings: all of them, and as they were written."""

import ast
import importlib
import importlib.util
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import attrs
import pytest

from friendly_services.city import CAPABILITIES
from tests.budget import ROOT


def attribute_docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """What stands under the attributes and the names of a module, each with where it is."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef):
            for above, below in pairwise(node.body):
                match above, below:
                    case ast.Assign() | ast.AnnAssign(), ast.Expr(value=ast.Constant(value=str(text))):
                        yield f"{path.name}:{below.lineno}", text


def loaded(name: str) -> ModuleType:
    """A module that the documentation is built with."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_attribute_is_torn_at_its_colon() -> None:
    """Napoleon reads `type: text` under an attribute; ours have sentences, and their colons stay in them."""
    napoleon = pytest.importorskip("sphinx.ext.napoleon", reason="install the dependency group `docs`")
    ready, config = loaded("docstrings"), napoleon.Config(napoleon_numpy_docstring=False)
    torn, with_colon = [], 0
    for path in sorted((ROOT / "src").rglob("*.py")):
        for place, text in attribute_docstrings(path):
            lines = text.splitlines()
            ready.read(None, "attribute", "", None, None, lines)
            lines = napoleon.GoogleDocstring(lines, config, what="attribute").lines()
            ready.restore_colons(None, "attribute", "", None, None, lines)
            with_colon += ":" in text.partition("\n")[0]
            if any(line.startswith(":type:") for line in lines) or lines[0] != text.splitlines()[0]:
                torn.append(f"{place}: {text}")
    assert torn == []
    assert with_colon > 50


def test_every_field_of_a_command_says_what_it_means() -> None:
    """The table of commands has no empty cell, whatever the field is called."""
    silent = [
        f"{capability.name}.{command.__name__}.{field.name}"
        for capability in CAPABILITIES
        for command in capability.commands
        for field in attrs.fields(command)
        if field.name not in documented(command)
    ]
    assert silent == []


def documented(cls: type) -> set[str]:
    """The fields of a class that have a docstring."""
    source = importlib.util.find_spec(cls.__module__)
    assert source
    assert source.origin
    tree = ast.parse(Path(source.origin).read_text(encoding="utf-8"))
    body = next(
        node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == cls.__name__
    )
    return {
        above.target.id
        for above, below in pairwise(body)
        if isinstance(above, ast.AnnAssign) and isinstance(above.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }


def test_the_sections_of_a_pack_are_those_that_it_can_have() -> None:
    """What the code works out has no section, and what no pack is published without is not optional."""
    pytest.importorskip("sphinx", reason="install the dependency group `docs`")
    page = loaded("tables").pack()
    sections = re.findall(r"\[points\.actions\.NAME(.*)\]", page)
    assert sections == ["", ".cap", ".later", ".later.cap", ".duplicates"]
    assert re.findall(r"^\| `funder` \| (.*?) \|", page, re.MULTILINE) == ["text", "text"]


def test_a_fence_says_which_file_it_is() -> None:
    """The name becomes a caption, from the second time on one that says "Add to"; other fences stay."""
    page = "```toml a/pack.toml\nx = 1\n```\n\n```toml\nx = 2\n```\n\n```toml a/pack.toml\ny = 3\n```\n"
    source = [page]
    loaded("captions").read(None, "how-to/pack", source)
    opening = "```{code-block} toml\n:caption: "
    first, more = f"{opening}a/pack.toml\nx = 1\n```\n\n", f"{opening}Add to a/pack.toml\ny = 3\n```\n"
    assert source == [f"{first}```toml\nx = 2\n```\n\n{more}"]


def test_pictures_show_the_whole_table() -> None:
    """Each lifecycle is drawn with all its standings and steps, and a ring or an arrowhead for each cell."""
    diagrams = loaded("diagrams")
    for name, draw in diagrams.PICTURES.items():
        room = importlib.import_module(f"friendly_services.{name.removeprefix('lifecycle-')}")
        drawn = ElementTree.fromstring(draw())  # noqa: S314 # drawn a moment ago by our own code
        words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
        steps = [row.command.__name__ for row in room.LIFECYCLE]
        assert words == [*(label.en for label in room.STANDINGS.values()), *steps]
        rings = [ring for ring in drawn.iter() if ring.get("class") == "from"]
        heads = [head for head in drawn.iter() if head.get("class") == "to"]
        assert len(rings) == sum(len(row.sources) or 1 for row in room.LIFECYCLE)
        assert len(heads) == sum(len(row.targets) for row in room.LIFECYCLE)
