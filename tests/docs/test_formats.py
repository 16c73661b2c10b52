"""What the documentation says of formats and words, held against the code."""

import re
import tomllib
from unicodedata import east_asian_width

from friendly_services.standards import read_standard
from tests.budget import ROOT
from tests.docs.pages import blocks, name, pages

COLUMN = 76
CELL = re.compile(r"^```\{code-cell\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
REFERENCE = ROOT / "docs" / "reference"


def test_every_toml_block_can_be_read() -> None:
    """A block of TOML on any page is TOML."""
    shown = [(name(page), text) for page in pages() for text in blocks(page, "toml")]
    assert len([tomllib.loads(text) for _, text in shown]) > 2


def test_code_fits_its_column() -> None:
    """No line of Python on a page has to be scrolled; a Chinese character is two wide."""
    cut = [
        f"{name(page)}: {line}"
        for page in pages()
        if page.is_relative_to(ROOT / "docs")
        for text in [*blocks(page, "python"), *CELL.findall(page.read_text(encoding="utf-8"))]
        for line in text.splitlines()
        if sum(1 + (east_asian_width(character) in "WF") for character in line) > COLUMN
    ]
    assert cut == []


def test_the_standard_on_its_page_is_one() -> None:
    """The example that explains the format passes the check that it explains."""
    first, *_ = blocks(REFERENCE / "standards.md", "toml")
    standard = read_standard(tomllib.loads(first))
    assert [condition.code for condition in standard.versions[0].conditions] == ["L1", "O1"]


def test_the_grammar_on_its_page_is_the_parser_s() -> None:
    """The grammar that readers see is the one that the parser's own docstring states."""
    from friendly_services.standards import _syntax  # noqa: PLC0415 # private: only its words are read

    shown = next(text for text in blocks(REFERENCE / "standards.md", "text") if text.startswith("condition"))
    said = re.sub(r"^ {4}", "", _syntax.__doc__ or "", flags=re.MULTILINE)
    assert shown in said


def test_the_glossary_is_sorted_and_says_each_word_in_both_languages() -> None:
    """Every row has a word, its Chinese and a meaning, and a reader finds it by the alphabet."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = text.partition("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in words if "|" in line][2:]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=str.lower)
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert [row[0] for row in rows if not re.search("[\u4e00-\u9fff]", row[1])] == []
