"""How the documentation is built: offline, and a warning is an error."""

import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import captions  # all four stand beside this file
import diagrams
import docstrings
import tables

project = "friendly-services"
author = "The friendly-services maintainers"
copyright = author
release = installed(project)
version = release

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_build", "**/generated", "**/jupyter_execute", "**/.ipynb_checkpoints"]

html_theme = "furo"
html_title = "friendly-services"
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]

default_role = "code"  # docstrings write `names` in single backticks, as Markdown does
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {
    "members": True,
    # City inherits what it is asked; what Python or the base of all errors brings is left out
    "inherited-members": "FriendlyServicesError, BaseException, object, str, tuple, Enum, Protocol, Generic",
}
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "auto"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
copybutton_exclude = ".linenos, .gp, .go"


def keep(page: Path, text: str) -> None:
    """Write a page, leaving one that is the same alone, so that it is not built again."""
    page.parent.mkdir(exist_ok=True)
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


def write_reference() -> None:
    """Give every room of the package a page, and what the code itself can tell a table."""
    reference = Path(__file__).parent / "reference"
    wanted = {}
    for room in tables.rooms():
        if getattr(room, "__all__", None):
            name = room.__name__.rpartition(".")[2]
            wanted[f"{name}.md"] = f"# `{name}`\n\n```{{eval-rst}}\n.. automodule:: {room.__name__}\n```\n"
    for old in (reference / "rooms").glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for file, text in wanted.items():
        keep(reference / "rooms" / file, text)
    for name, text in tables.PAGES.items():
        keep(reference / "generated" / f"{name}.md", text())
    for name, draw in diagrams.PICTURES.items():
        keep(reference / "generated" / f"{name}.svg", draw())


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("source-read", captions.read)
    app.connect("autodoc-process-docstring", docstrings.read, priority=400)  # before napoleon's 500
    app.connect("autodoc-process-docstring", docstrings.restore_colons, priority=600)


write_reference()
