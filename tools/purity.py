"""Does an engine do anything but think: read a file, ask the clock, print, or use a library that may?

import-linter has no allow-list, so the engines' permitted imports are held here. `faults_in` judges one
module's text; `python -m tools.purity` judges all engines of this checkout.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ENGINES = Path(__file__).resolve().parent.parent / "src/opencaio/engines"
LIBRARIES = frozenset({"numpy", "scipy", "statsmodels", "highspy", "ortools", "sklearn", "rapidfuzz"})
# The standard library as far as it neither reads the outside, nor the clock, nor chance without a seed.
_STANDARD = """
__future__ abc array ast base64 binascii bisect calendar cmath collections contextlib copy csv dataclasses
datetime decimal difflib enum fractions functools graphlib hashlib heapq html itertools json keyword math
numbers operator queue random re statistics string struct textwrap threading types typing unicodedata
warnings weakref zlib
"""
STANDARD = frozenset(_STANDARD.split())
OURS = ("opencaio.engines", "opencaio.errors")
BUILT_IN = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"})
CLOCKS = frozenset({"now", "today", "utcnow"})
# numpy and scipy can read and write files, too.
_FILES = "load loadtxt save savetxt savez savez_compressed fromfile genfromtxt memmap loadmat savemat"
FILES = frozenset(_FILES.split())
# Chance without a seed makes a result that cannot be replayed.
_UNSEEDED = "random randint randrange choice choices shuffle sample uniform gauss seed rand randn"
UNSEEDED = frozenset(_UNSEEDED.split())


def faults_in(source: str) -> list[str]:
    """What in this module's text an engine may not do: one line each, with its line number."""
    faults = [fault for node in ast.walk(ast.parse(source)) for fault in _faults_of(node)]
    return [f"line {line}: {words}" for line, words in sorted(set(faults))]


def _faults_of(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _foreign(node)
    elif isinstance(node, ast.Name) and node.id in BUILT_IN and isinstance(node.ctx, ast.Load):
        yield node.lineno, f"uses {node.id}"
    elif isinstance(node, ast.Attribute):
        yield from _reaching_out(node)


def _foreign(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif node.level:
        yield node.lineno, "imports by a relative name"
        return
    else:
        names = [node.module or ""]
    for name in names:
        if not permitted(name):
            yield node.lineno, f"imports {name}"


def permitted(module: str) -> bool:
    """True when an engine may import ``module``."""
    if any(module == ours or module.startswith(f"{ours}.") for ours in OURS):
        return True
    return module.partition(".")[0] in STANDARD | LIBRARIES


def _reaching_out(node: ast.Attribute) -> Iterator[tuple[int, str]]:
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    if node.attr in CLOCKS:
        yield node.lineno, f"asks the clock ({owner or '…'}.{node.attr})"
    if node.attr in FILES and owner in {"np", "numpy", "scipy", "io"}:
        yield node.lineno, f"reads or writes a file ({owner}.{node.attr})"
    if node.attr in UNSEEDED and (owner == "random" or _is_numpy_random(node.value)):
        yield node.lineno, f"takes chance without a seed ({ast.unparse(node)})"


def _is_numpy_random(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in {"np.random", "numpy.random"}


def engine_files() -> list[Path]:
    """Every module of the engines."""
    return sorted(ENGINES.rglob("*.py"))


def main() -> int:
    """Print every fault of every engine."""
    found = [
        f"{path.relative_to(ENGINES.parent)} {fault}"
        for path in engine_files()
        for fault in faults_in(path.read_text(encoding="utf-8"))
    ]
    print("\n".join(found) or f"{len(engine_files())} engine modules are pure.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
