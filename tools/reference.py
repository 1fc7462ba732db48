"""What can be done, asked, set and shipped? `docs/reference`, written from the registries and never by hand.

`python -m tools.reference` writes the pages; `--check` says which differ from what is committed.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/opencaio"
REFERENCE = ROOT / "docs/reference"
WRITTEN = "*This page is written by `make reference`; do not edit it.*"
#: The variables a person may set, and what they do.
SETTINGS: Mapping[str, str] = {
    "OPENCAIO_HOME": "The workspace folder; `--home` on the command line overrides it. "
    "Default: a folder in the user's data directory.",
    "OPENCAIO_DATABASE_URL": "`postgresql://user:password@host:port/name` keeps the record in PostgreSQL. "
    "Default: SQLite in the workspace.",
    "OPENCAIO_PASSWORD": "The first officer's password for `caio init`, so that it asks nothing.",
    "OPENCAIO_TASKS": "A file with the wording of O*NET's tasks, for the opportunities' pages and `caio discover`; "
    "the wording is not part of OpenCAIO. Default: a file called `tasks` in the workspace folder, if there is one.",
    "OPENCAIO_PUBLIC_URL": "The address under which people reach the web face through a proxy. "
    "With `https://`, cookies are secure and HSTS is on.",
    "OPENCAIO_LAKE": "Where the lake's files lie (default: `lake` in the workspace): a folder, or an object store's "
    "address that fsspec knows, such as s3://bucket/lake (its driver must be installed).",
    "OPENCAIO_URL": "For `opencaio.track` in other programs: the address of the site that they tell what they do.",
    "OPENCAIO_TOKEN": "For `opencaio.track` in other programs: a token that may write, of who may import.",
    "OPENCAIO_SPARK": "The master on which `caio measure --engine spark` runs, such as `spark://host:7077`. "
    "Default: this machine (`local[*]`); it needs Java 17 and the extra `spark`.",
    "OPENCAIO_METRICS_POSTGRES": "Where `caio measure --engine postgres` counts: `postgresql://user:password@host/db`. "
    "Default: the workspace's own PostgreSQL, where it has one.",
    "OPENCAIO_PROXIES": "How many proxies stand before the web face (default 0): by that, the limit on sign-ins "
    "finds the client in X-Forwarded-For.",
    "OPENCAIO_HOSTS": "Further host names the web face answers to, separated by spaces.",
    "OPENCAIO_SMTP_URL": "Where e-mail is handed in: `smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS "
    "(add `?tls=no` for a server without it). Not set: no letter is written.",
    "OPENCAIO_MAIL_FROM": "The address that letters come from; needed with `OPENCAIO_SMTP_URL`. "
    "Links in letters lead to `OPENCAIO_PUBLIC_URL`.",
    "OPENCAIO_AS": "The e-mail address of the person as whom `caio` acts; `--as` overrides it. "
    "Default: the first officer.",
    "OPENCAIO_TRACE": "When set, `caio` shows where in the code an unforeseen error arose.",
    "OPENCAIO_BROWSER": "Development only: the Chromium that the browser tests drive.",
}

Page = tuple[str, Callable[[], Iterable[str]]]


def pages() -> dict[str, str]:
    """File name -> text of every page of the reference."""
    _wake()
    made = {
        "actions.md": ("Actions", _actions),
        "queries.md": ("Queries", _queries),
        "commands.md": ("Commands", _commands),
        "settings.md": ("Settings", _settings),
        "packs.md": ("Packs", _packs),
    }
    return {name: _page(title, lines()) for name, (title, lines) in made.items()}


def settings_read() -> set[str]:
    """Every variable ``OPENCAIO_…`` that the package or its tools read."""
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "tools").glob("*.py")]
    return {name for path in sources for name in re.findall(r'"(OPENCAIO_[A-Z_]+)"', path.read_text("utf-8"))}


def pack_files() -> list[Path]:
    """Every pack that travels with the package."""
    return sorted(path for path in (PACKAGE / "packs").rglob("*") if path.suffix in {".yaml", ".csv"})


def _wake() -> None:
    """Fill the registries, in a workspace that is nobody's."""
    import django

    os.environ.setdefault("OPENCAIO_HOME", str(Path(tempfile.gettempdir(), "opencaio-reference-has-no-home")))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")
    django.setup()
    from opencaio.record import actions, queries

    actions.load()
    queries.load()


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", WRITTEN, "", *lines]).rstrip() + "\n"


def _actions() -> Iterator[str]:
    from opencaio.record.actions import ACTIONS

    yield "Every change of the record is one of these: on the web, by `caio do NAME`, by API and by MCP."
    yield ""
    for name, one in sorted(ACTIONS.items()):
        yield from (f"## `{name}`", "", _sentence(one.words, one.run), f"Right: `{one.right}`.", "")
        yield from _fields(one.input.model_json_schema())


def _queries() -> Iterator[str]:
    from opencaio.record.queries import QUERIES

    yield "Every reading of the record is one of these, scoped to what the asker may see: `caio show NAME`."
    yield ""
    for name, one in sorted(QUERIES.items()):
        yield from (f"## `{name}`", "", _sentence(one.words, one.run), f"Right: `{one.right}`.", "")
        yield from _fields(one.input.model_json_schema())


def _sentence(words: str, run: Callable[..., Any]) -> str:
    said = (run.__doc__ or "").strip().split("\n\n")[0]
    return f"{words}. {' '.join(said.split())}".strip()


def _fields(schema: Mapping[str, Any]) -> Iterator[str]:
    from opencaio.record.input_fields import fields_of

    if not schema.get("properties"):
        yield from ("It takes nothing.", "")
        return
    yield from ("| field | type | needed | default |", "|---|---|---|---|")
    for one in fields_of(schema):
        default = "" if one.is_needed else _code(one.default)
        yield f"| `{one.name}` | {one.kind} | {'yes' if one.is_needed else 'no'} | {default} |"
    yield ""


def _code(value: object) -> str:
    return "" if value in (None, "", [], {}) else f"`{value}`"


def _commands() -> Iterator[str]:
    import typer.main

    from opencaio.faces.cli import app

    yield "`--home FOLDER` before or after any command names the workspace."
    yield ""
    yield from _command(typer.main.get_command(app), ("caio",))


def _command(command: Any, words: tuple[str, ...]) -> Iterator[str]:
    children: Mapping[str, Any] = getattr(command, "commands", {})
    if not children or len(words) > 1:
        yield from (f"## `{' '.join(words)}`", "", " ".join((command.help or "").split()), "")
        yield from _parameters(command)
    for name, child in sorted(children.items()):
        if not child.hidden:
            yield from _command(child, (*words, name))


def _parameters(command: Any) -> Iterator[str]:
    shown = [one for one in command.params if one.name != "help" and not getattr(one, "hidden", False)]
    if not shown:
        return
    yield from ("| argument or option | what it is |", "|---|---|")
    for one in shown:
        # Arguments are spelled in capitals by Click, options by their flags.
        spelled = ", ".join(one.opts) if one.param_type_name == "option" else (one.name or "").upper()
        yield f"| `{spelled}` | {' '.join((getattr(one, 'help', '') or '').split())} |"
    yield ""


def _settings() -> Iterator[str]:
    yield "Environment variables; there is no settings file."
    yield ""
    yield from ("| variable | what it does |", "|---|---|")
    for name, words in SETTINGS.items():
        yield f"| `{name}` | {words} |"


def _packs() -> Iterator[str]:
    yield "What OpenCAIO knows, as files: law, facts, file formats. Each names its source."
    yield ""
    yield from ("| pack | what it is |", "|---|---|")
    for path in pack_files():
        yield f"| `{path.relative_to(PACKAGE / 'packs').as_posix()}` | {_title(path)} |"


def _title(path: Path) -> str:
    """The pack's own title, else its identity, else the first comment of its file."""
    text = path.read_text(encoding="utf-8")
    for form in (r"^title: *(.+)$", r"^name: *(.+)$", r"^id: *(.+)$", r"^# *(.+)$"):
        found = re.search(form, text, re.MULTILINE)
        if found and path.suffix == ".yaml":
            return found.group(1).strip().strip("\"'")
    return f"a table of {', '.join(text.splitlines()[0].split(',')[:6])}" if path.suffix == ".csv" else ""


def differing(folder: Path = REFERENCE) -> list[str]:
    """The pages that are not as the registries say: missing, changed, or of nothing."""
    made = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def main(arguments: Iterable[str] | None = None) -> int:
    """Write the reference, or with ``--check`` compare it."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page differs")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    if chosen.check:
        found = differing()
        print(
            f"docs/reference differs: {', '.join(found)}. Run make reference." if found else "docs/reference is true."
        )
        return 1 if found else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
