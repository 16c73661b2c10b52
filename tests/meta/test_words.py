"""The catalogue of words is complete, in both languages, and says nothing that nobody asks for."""

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from tests.budget import ROOT
from tests.meta.source import modules, place

import friendly_services
from friendly_services.errors import FriendlyServicesError
from friendly_services.text import add_words, words
from friendly_services.text.words import WORDS as OWN

ROOMS = sorted(pkgutil.iter_modules(words.__path__), key=lambda room: room.name)


def words_of_plugins() -> Iterator[dict[str, tuple[str, str]]]:
    """The tables that plugins add, read and not imported: where the core is tested they are not installed."""
    for path in sorted(ROOT.glob("plugins/*/src/*/_words.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.AnnAssign(target=ast.Name(id="WORDS"), value=ast.Dict() as table):
                    yield ast.literal_eval(table)


PLUGINS = list(words_of_plugins())
WORDS = {code: both for table in (OWN, *PLUGINS) for code, both in table.items()}


def placeholders(template: str) -> set[str]:
    """The names that a sentence wants filled."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def spoken() -> Iterator[tuple[Path, ast.expr, ast.Call | None]]:
    """Every expression that stands where a code belongs, with the call that gives its values."""
    for path, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="Reason"), args=[code, *_]):
                    yield path, code, node
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="Invalid"), attr="at"), args=[_, code, *_]
                ):
                    yield path, code, node
                case ast.ClassDef(body=body):
                    for line in body:
                        match line:
                            case (
                                ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant() as code)
                                | ast.AnnAssign(target=ast.Name(id="code"), value=ast.Constant() as code)
                            ):
                                yield path, code, None


def literals() -> Iterator[str]:
    """Every string of the source, as a pattern: what an f-string fills in matches one or more words."""
    for _, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(value)):
                    yield re.escape(value)
                case ast.JoinedStr(values=values) if any(isinstance(part, ast.Constant) for part in values):
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z_]+"
                        for part in values
                    )


def every_module() -> Iterator[ModuleType]:
    """Every module of the package, imported; `__main__` would run."""
    for found in pkgutil.walk_packages(friendly_services.__path__, "friendly_services."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def every_error(
    base: type[FriendlyServicesError] = FriendlyServicesError,
) -> Iterator[type[FriendlyServicesError]]:
    """The base and all that derive from it in the package."""
    yield base
    for error in base.__subclasses__():
        if error.__module__.startswith("friendly_services"):
            yield from every_error(error)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_both_languages_say_the_same(code: str) -> None:
    """Each entry has an English and a Chinese sentence that name the same values."""
    english, chinese = WORDS[code]
    assert placeholders(english) == placeholders(chinese)
    assert english.strip()
    said = re.sub(r"\{[^}]*\}", "", chinese)
    assert re.search(r"[\u4e00-\u9fff]", said) or not any(map(str.isalpha, said))


def test_no_code_is_worded_twice() -> None:
    """No room overwrites another room's words, and every room's table is in the catalogue."""
    tables = [importlib.import_module(f"{words.__name__}.{room.name}").WORDS for room in ROOMS]
    assert sum(len(table) for table in (*tables, *PLUGINS)) == len(WORDS)


def test_a_plugin_overwrites_no_words() -> None:
    """Words that are there already are refused, and none of the table is taken over."""
    with pytest.raises(ValueError, match=r"already: value\.missing$"):
        add_words({"harbour.pier": ("pier", "码头"), "value.missing": ("gone", "没了")})
    assert "harbour.pier" not in OWN


def test_every_code_in_the_source_has_words() -> None:
    """Whatever the source says by a literal code, the catalogue can say to a person."""
    missing = [
        f"{place(path, code)} {code.value!r}"
        for path, code, _ in spoken()
        if isinstance(code, ast.Constant) and code.value not in WORDS
    ]
    assert missing == []


def test_every_sentence_gets_its_values() -> None:
    """Where the source words a code, it gives each value that the sentence wants."""
    lacking = [
        f"{place(path, code)} {code.value}: {', '.join(sorted(wanted))}"
        for path, code, call in spoken()
        if isinstance(code, ast.Constant) and call is not None and code.value in WORDS
        if all(keyword.arg is not None for keyword in call.keywords)
        if (wanted := placeholders(WORDS[code.value][0]) - {keyword.arg for keyword in call.keywords})
    ]
    assert lacking == []


def test_every_error_can_word_itself() -> None:
    """Each error class has words of its code, which want nothing that the error does not carry."""
    assert len(list(every_module())) > 0
    lacking = [
        f"{error.__qualname__}: {error.code}"
        for error in every_error()
        if error.code not in WORDS
        or placeholders(WORDS[error.code][0]) - {field.name for field in attrs.fields(error)}
    ]
    assert lacking == []


def test_no_words_go_unused() -> None:
    """Each entry of the catalogue is said somewhere in the source."""
    said = [re.compile(pattern) for pattern in set(literals()) if "." in pattern or pattern in WORDS]
    assert [code for code in sorted(WORDS) if not any(pattern.fullmatch(code) for pattern in said)] == []
