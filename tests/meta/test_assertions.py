"""A test that cannot fail is not a test: this one reads the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.budget import ROOT

FILES = sorted([*(ROOT / "tests").rglob("*.py"), *ROOT.glob("plugins/*/tests/**/*.py")])
HELPERS = ("check_", "assert_", "_check_", "_assert_")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def can_fail(test: ast.expr) -> bool:
    """Whether an asserted expression depends on anything."""
    match test:
        case ast.Tuple(elts=elts):
            return not elts
        case ast.JoinedStr() | ast.Lambda():
            return False
        case ast.BoolOp(op=ast.Or(), values=values):
            return all(can_fail(value) for value in values)
        case ast.BoolOp(op=ast.And(), values=values):
            return any(can_fail(value) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return can_fail(operand)
        case ast.Compare(left=left, comparators=others) if any(
            ast.dump(left) == ast.dump(other) and not any(isinstance(n, ast.Call) for n in ast.walk(left))
            for other in others
        ):
            return False
        case _:
            return any(isinstance(node, ast.Name | ast.Call | ast.Await) for node in ast.walk(test))


def asserts(node: ast.AST) -> bool:
    """Whether a statement is, or an expression calls, something that can fail a test on purpose."""
    match node:
        case ast.Assert(test=test):
            return can_fail(test)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr="raises" | "warns" | "fail")):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name.startswith(HELPERS)
        case ast.Raise():
            return True
        case _:
            return False


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function that pytest would run as a test, and every helper that tests lean on."""
    for node in ast.walk(tree):
        if isinstance(node, Function) and node.name.startswith(("test_", *HELPERS)):
            yield node


def machines(tree: ast.AST) -> Iterator[ast.ClassDef]:
    """Every state machine of Hypothesis."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(
            ast.unparse(base).endswith("StateMachine") for base in node.bases
        ):
            yield node


def toothless(source: str) -> list[str]:
    """The names of tests, helpers and state machines in which nothing can fail."""
    tree = ast.parse(source)
    subjects: list[Function | ast.ClassDef] = [*functions(tree), *machines(tree)]
    return [subject.name for subject in subjects if not any(map(asserts, ast.walk(subject)))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_test_can_fail(path: Path) -> None:
    """Every test, helper and state machine of the project asserts something that depends on the code."""
    assert toothless(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "run()",
        "assert True",
        "assert 1 == 1",
        "assert 'text'",
        "assert f'{x}'",
        "assert (x == 1, 'a tuple is always true')",
        "assert x == x",
        "assert run() or True",
        "assert not False",
        "assert lambda: x",
        "with raising(ValueError):\n  run()",
    ],
)
def test_a_test_that_cannot_fail_is_seen(body: str) -> None:
    """The reader is not fooled by assertions that always hold."""
    source = f"def test_x(x):\n {body}\n"
    assert toothless(source) == ["test_x"]


@pytest.mark.parametrize(
    "body",
    [
        "assert x",
        "assert run() == run()",
        "assert not x.y",
        "assert x == 1 and 2 == 2",
        "assert await run()",
        "with pytest.raises(ValueError):\n  run()",
        "laws.check_fold(x)",
        "for y in x:\n  assert y",
    ],
)
def test_a_test_that_can_fail_is_let_pass(body: str) -> None:
    """The reader accepts what really asserts."""
    source = f"async def test_x(x):\n {body}\n"
    assert toothless(source) == []


def test_a_machine_without_assertion_is_seen() -> None:
    """A Hypothesis machine whose rules assert nothing is named."""
    source = "class Ledger(RuleBasedStateMachine):\n def earn(self): self.points += 1\n"
    assert toothless(source) == ["Ledger"]
