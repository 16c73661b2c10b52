"""How the documentation is built: offline, and a warning is an error."""

import importlib
import pkgutil
from importlib.metadata import version as installed
from pathlib import Path

import friendly_services

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
exclude_patterns = ["_build", "**/jupyter_execute", "**/.ipynb_checkpoints"]

html_theme = "furo"
html_title = "friendly-services"
html_show_sphinx = False

default_role = "code"  # docstrings write `names` in single backticks, as Markdown does
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "auto"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
copybutton_exclude = ".linenos, .gp, .go"


def write_reference() -> None:
    """Give every room of the package a page, so that the listing of the package is the list of pages."""
    pages = Path(__file__).parent / "reference" / "rooms"
    pages.mkdir(exist_ok=True)
    wanted = {}
    for room in pkgutil.iter_modules(friendly_services.__path__, "friendly_services."):
        module = None if room.name.endswith("__main__") else importlib.import_module(room.name)
        if getattr(module, "__all__", None):
            name = room.name.rpartition(".")[2]
            wanted[f"{name}.md"] = f"# `{name}`\n\n```{{eval-rst}}\n.. automodule:: {room.name}\n```\n"
    for old in pages.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for file, text in wanted.items():
        page = pages / file
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


write_reference()
