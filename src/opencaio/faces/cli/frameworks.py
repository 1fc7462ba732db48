"""How far are we with each framework and law, and what meets a requirement?"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import days, desk, paper
from opencaio.faces.cli.faults import wrong_usage

if TYPE_CHECKING:
    from opencaio.engines.coverage import Framework

app = typer.Typer(help="Frameworks and laws: their requirements, and how far they are covered.", no_args_is_help=True)
Department = Annotated[str, typer.Option(metavar="CODE", help="Only this department and below it.")]
UseCase = Annotated[str, typer.Option("--use", metavar="CODE", help="Only this use of AI.")]
On = Annotated[str | None, typer.Option(metavar="DATE", help="As of this day: evidence that has run out by then.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


def join(into: typer.Typer) -> None:
    """Add `framework`."""
    into.add_typer(app, name="framework")


@app.command("list")
def list_(department: Department = "", use: UseCase = "", on: On = None, json: Json = False) -> None:
    """Every framework and law: how many requirements are met, partly met, missing, not applicable."""
    found = _ask("frameworks.list", _where(department, use, on))
    if json:
        return paper.as_json(found)
    columns = ("id", "title", "version", "met", "partly", "missing", "not_applicable", "share")
    rows = [{**one, "share": _percent(one["share"])} for one in found["rows"]]
    return paper.table(rows, columns=columns)


@app.command()
def show(
    framework: Annotated[str, typer.Argument(help="Such as iso-42001, or a requirement: iso-42001:A.2.2.")],
    department: Department = "",
    use: UseCase = "",
    on: On = None,
    state: Annotated[str, typer.Option(help="met, partly, missing or not_applicable.")] = "",
    json: Json = False,
) -> None:
    """The requirements of one framework with their state; or one requirement with all that bears on it."""
    where = _where(department, use, on)
    if ":" in framework:
        return _one(_ask("frameworks.requirement", {"key": framework, **where}), as_json=json)
    found = _ask("frameworks.show", {"id": framework, "state": state, **where})
    if json:
        return paper.as_json(found)
    rows = [
        {"id": one["id"], "state": one["state"], "title": one["title"], "served_by": _served(one["reasons"])}
        for group in found["groups"]
        for one in group["requirements"]
    ]
    return paper.table(rows)


@app.command()
def coverage(
    department: Department = "",
    on: On = None,
    by: Annotated[str, typer.Option(help="department or use.")] = "department",
    framework: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only these frameworks.")] = None,
    json: Json = False,
) -> None:
    """A row a department or use, a column a framework: the share of what applies that is met."""
    asked = {"by": by, "frameworks": framework or [], "size": 20_000, **_where(department, "", on)}
    found = _ask("frameworks.coverage", asked)
    if json:
        return paper.as_json(found)
    rows = [
        {"code": one["code"], "name": one["name"], "uses": one["uses"]}
        | {cell["framework"]: _percent(cell["share"]) for cell in one["cells"]}
        for one in found["rows"]
    ]
    return paper.table(rows)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A framework in YAML.")], json: Json = False
) -> None:
    """Check a framework that you write: every fault with file and line. Needs no workspace."""
    one = _checked(file)
    walks = sum(len(each.crosswalks) for each in one.requirements)
    found = {"id": one.id, "title": one.title, "requirements": len(one.requirements), "crosswalks": walks}
    if json:
        return paper.as_json(found)
    return typer.echo(f"{one.title}: {len(one.requirements)} requirements, {walks} crosswalks. Nothing is wrong.")


@app.command()
def add(file: Annotated[Path, typer.Argument(metavar="FILE", help="A framework in YAML.")], json: Json = False) -> None:
    """Check a framework and keep it in this workspace; it is asked from the next start on."""
    home = desk.opened()
    one = _checked(file)
    kept = home / "frameworks" / f"{one.id}.yaml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, kept)
    if json:
        return paper.as_json({"id": one.id, "file": str(kept)})
    return typer.echo(f"{one.title} is asked from the next start on. Kept as {kept}.")


def _checked(file: Path) -> "Framework":
    from opencaio.packs.frameworks import check_framework

    if not file.is_file():
        raise wrong_usage(f"There is no file {file}.")
    return check_framework(file)


def _one(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        return paper.as_json(found)
    typer.echo(f"{found['key']}  {found['title']}: {found['state']}")
    typer.echo(found["plain"])
    rows = [
        {
            "what": f"{one['code']} {one['title']}".strip(),
            "counts": one["counts"] or "not now",
            "because": one["because"],
            "through": " → ".join(step["source"] for step in one["steps"]),
        }
        for one in found["reasons"]
    ]
    return paper.table(rows)


def _ask(name: str, given: dict[str, Any]) -> dict[str, Any]:
    desk.opened()
    from opencaio.record.queries import ask

    answer: dict[str, Any] = ask(name, given, desk.actor()).model_dump(mode="json")
    return answer


def _where(department: str, use: str, on: str | None) -> dict[str, Any]:
    return {"department": department, "use_case": use, "on": days.day(on)}


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _served(reasons: list[dict[str, Any]]) -> str:
    return ", ".join(one["code"] or one["title"] for one in reasons if one["counts"])
