"""Is every module small, every public function typed, and the checkout free of one machine's words?"""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

MODULE_LINES = 500
FUNCTION_LINES = 60
ROOT = Path(__file__).resolve().parents[2]
FOREIGN = {
    "a path of one machine": r"(?<![\w.~*-])/(?:work|root)/[\w.]|/opt/(?:pypi|wheels)",
    "somebody's home": r"/home/(?!you\b|caio\b|opencaio\b)\w+/",
    "a registry's address": r"pypi\.org/simple|files\.pythonhosted\.|registry\.npmjs\.|deb\.debian\.",
    "an index of packages": r"--(?:extra-)?index-url\s+\w|--find-links\s+\S",
    "a tool beside the project": r"\.librar[y]/|farm[-]bench",
}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".txt",
    ".svg",
    ".json",
    ".csv",
    "",
}


@cache
def files() -> tuple[Path, ...]:
    """What git holds or would take in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    named = [ROOT / name for name in listed.stdout.split("\0") if name]
    return tuple(path for path in named if path.is_file())


def modules(*folders: str) -> list[Path]:
    """The Python modules below these folders of the checkout."""
    below = [ROOT / folder for folder in folders]
    found = [path for path in files() if path.suffix == ".py" and any(path.is_relative_to(one) for one in below)]
    assert found, f"no module below {folders}"
    return [path for path in found if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods and inner ones too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def foreign_in(text: str) -> list[str]:
    """What in ``text`` belongs to one machine."""
    return [f"{what}: {hit.group()}" for what, form in FOREIGN.items() for hit in re.finditer(form, text)]


def test_no_file_names_a_machine_or_a_registry() -> None:
    readable = [path for path in files() if path.suffix in TEXT]
    assert len(readable) > 20
    found = {
        str(path.relative_to(ROOT)): hits[:3]
        for path in readable
        if (hits := foreign_in(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        f"open('{'/'}work/main/x')",
        f"see {'/'}root/.cache",
        f"cd {'/'}home/alice/src",
        f"https://{'pypi'}.org/simple/django",
        f"{'--'}index-url mirror",
        f"{'--'}find-links wheels",
    ],
)
def test_a_machines_own_words_are_found(text: str) -> None:
    assert foreign_in(text)


@pytest.mark.parametrize(
    "text",
    [
        f"src{'/'}work/x",
        f"/api{'/'}work/1",
        f"~{'/'}work/me",
        f"{'/'}home/you/opencaio",
        f"https://{'pypi'}.org/project/x",
    ],
)
def test_ordinary_words_are_let_be(text: str) -> None:
    assert foreign_in(text) == []


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules("src", "tools", "tests", "benchmarks")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": lines
        for path in modules("src", "tools", "tests", "benchmarks")
        # A sample beside the tests is content, not logic.
        if not path.is_relative_to(ROOT / "tests") or path.name.startswith("test_")
        for node in functions(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_every_module_says_which_question_it_answers() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules("src", "tools")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def untyped(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True when the result or a parameter has no type."""
    spelled = [
        *node.args.posonlyargs,
        *node.args.args,
        *node.args.kwonlyargs,
        node.args.vararg,
        node.args.kwarg,
    ]
    given = [one for one in spelled if one is not None and one.arg not in {"self", "cls"}]
    return node.returns is None or any(one.annotation is None for one in given)


def test_every_public_function_is_typed() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules("src", "tools")
        for node in functions(path)
        if not node.name.startswith("_") and untyped(node)
    ]
    assert found == []


def test_an_untyped_function_is_noticed() -> None:
    def parsed(text: str) -> ast.FunctionDef:
        node = ast.parse(text).body[0]
        assert isinstance(node, ast.FunctionDef)
        return node

    assert untyped(parsed("def f(a): ..."))
    assert untyped(parsed("def f(a: int, *rest) -> int: ..."))
    assert not untyped(parsed("def f(self, a: int, *, b: str = '') -> int: ..."))
