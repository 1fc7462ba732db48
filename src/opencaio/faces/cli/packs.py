"""Which rule packs answer here, what stands in each, and is the one that I write a good one?"""

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import REFUSED, wrong_usage

if TYPE_CHECKING:
    from opencaio.engines.classification.model import Law, Pack
    from opencaio.packs.law.trying import PackReport

app = typer.Typer(no_args_is_help=True, help="Rule packs: list, show, check one that you write, add it.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_packs(json: Json = False) -> None:
    """List the rule packs that answer here."""
    rows = [_line(pack) for pack in law().packs]
    if json:
        for row in rows:
            paper.as_json(row)
        return
    paper.table(rows, columns=("id", "regime", "version", "text", "rules", "duties", "cases", "checked_on"))


@app.command("show")
def show_pack(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id or its regime.")], json: Json = False
) -> None:
    """Show one pack: its texts, classes, rules with source and certainty, duties, calendar."""
    from opencaio.errors import NotFound
    from opencaio.packs.reader import nearest

    packs = law().packs
    found = next((pack for pack in packs if id in (pack.id, pack.regime)), None)
    if found is None:
        known = [name for pack in packs for name in (pack.id, pack.regime)]
        raise NotFound(f"There is no pack {id}{nearest(id, known) or '.'}")
    paper.as_json(_whole(found)) if json else _say_pack(found)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A rule pack in YAML.")], json: Json = False
) -> None:
    """Check a pack: each fault with its line, its cases, the rules that no case shows. Exit 1 when it is not good."""
    report = _report(file)
    paper.as_json(report.as_json()) if json else _say_report(report)
    if not report.is_good:
        raise typer.Exit(REFUSED)


@app.command("add")
def add(file: Annotated[Path, typer.Argument(metavar="FILE", help="A rule pack in YAML.")], json: Json = False) -> None:
    """Check a pack and keep it in this workspace, beside ours; it answers from the next start on."""
    from opencaio.errors import Refused
    from opencaio.packs.law.trying import is_ours

    report = _report(file)
    if not report.is_good:
        _say_report(report)
        raise Refused(f"{file.name} was not added: put right what is said above, then add it again.")
    if is_ours(report.id):
        raise Refused(f"{report.id} is a pack that ships with OpenCAIO; give yours an id and a regime of its own.")
    kept = folder() / f"{report.id}.yaml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, kept)
    said = f"{report.title} ({report.regime}) answers here from the next start on. Kept as {kept}."
    paper.as_json({"id": report.id, "regime": report.regime, "file": str(kept)}) if json else typer.echo(said)


def folder() -> Path:
    """Where a workspace keeps rule packs of its own."""
    return desk.wiring().home() / "packs"


def law() -> "Law":
    """Our packs and those of the workspace, without setting Django up."""
    from opencaio.packs.law import load_law

    return load_law(*_folders())


def _folders() -> tuple[Path, ...]:
    return (folder(),) if folder().is_dir() else ()


def _report(file: Path) -> "PackReport":
    from opencaio.packs.law.trying import check_pack

    if not file.is_file():
        raise wrong_usage(f"There is no file {file}.")
    return check_pack(file, folders=_folders())


def _line(pack: "Pack") -> dict[str, Any]:
    certain = Counter(rule.certainty for rule in pack.rules)
    return {
        "id": pack.id,
        "title": pack.title,
        "regime": pack.regime,
        "version": pack.version,
        "text": pack.texts[-1].id,
        "rules": len(pack.rules),
        "duties": len(pack.duties),
        "cases": len(pack.cases),
        "certainty": dict(certain),
        "source": pack.source,
        "checked_on": pack.checked_on.isoformat(),
    }


def _whole(pack: "Pack") -> dict[str, Any]:
    return _line(pack) | {
        "texts": [{"id": text.id, "title": text.title, "from": text.from_.isoformat()} for text in pack.texts],
        "classes": [{"code": one.code, "title": one.title} for one in pack.classes],
        "findings": list(pack.findings),
        "rules": [
            {"id": one.id, "title": one.title, "citation": one.citation, "certainty": one.certainty, "note": one.note}
            for one in pack.rules
        ],
        "duties": [_duty(one) for one in pack.duties],
        "calendar": [
            {"date": one.date.isoformat(), "words": one.words, "citation": one.citation, "certainty": one.certainty}
            for one in pack.timeline
        ],
    }


def _duty(one: Any) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "plain": one.plain,
        "roles": list(one.roles),
        "citation": one.citation,
        "certainty": one.certainty,
        "evidence": list(one.evidence),
        "lead_days": one.lead_days,
        "review_months": one.review_months,
        "readings": [[reading.date.isoformat(), reading.words] for reading in one.readings],
    }


def _say_pack(pack: "Pack") -> None:
    typer.echo(f"{pack.title} ({pack.id} {pack.version}, answers for {pack.regime})")
    typer.echo(f"Source: {pack.source}. Checked on {pack.checked_on}. Not legal advice.")
    for text in pack.texts:
        typer.echo(f"Text {text.id} from {text.from_}: {text.title}")
    _say_rows("Classes, the first that holds counts", [{"code": one.code, "title": one.title} for one in pack.classes])
    _say_rows(
        "Rules",
        [{"id": o.id, "title": o.title, "citation": o.citation, "certainty": o.certainty} for o in pack.rules],
    )
    _say_rows("Duties", [{"code": o.code, "title": o.title, "roles": ", ".join(o.roles)} for o in pack.duties])
    _say_rows("Calendar", [{"date": str(o.date), "what": o.words, "by": o.citation} for o in pack.timeline])


def _say_rows(title: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        typer.echo(f"\n{title}")
        paper.table(rows)


def _say_report(report: "PackReport") -> None:
    for fault in report.faults:
        typer.echo(f"{report.file}:{fault.line}: {f'{fault.name}: ' if fault.name else ''}{fault.words}")
    for case in report.failed:
        typer.echo(f"{report.file}:{case.line}: case {case.case} ({case.source}) comes out otherwise:")
        for words in case.differences:
            typer.echo(f"    {words}")
        for words in case.why:
            typer.echo(f"    because {words}")
    for rule in report.unshown:
        typer.echo(f"{report.file}:{rule.line}: rule {rule.rule} {rule.words}")
    typer.echo(_summary(report))


def _summary(report: "PackReport") -> str:
    if report.faults:
        return f"{report.file}: {_times(len(report.faults), 'fault')}; the cases were not tried."
    right = report.cases - len(report.failed)
    shown = report.rules - len(report.unshown)
    words = f"{report.id} {report.version} ({report.regime}): {_certain(report.certainty or {})}"
    words += f"; {right} of {report.cases} cases right; {shown} of {report.rules} rules shown both ways"
    return f"{words}; {_times(report.duties, 'duty', 'duties')}. {'Good.' if report.is_good else 'Not good yet.'}"


def _certain(counts: Mapping[str, int]) -> str:
    rules = sum(counts.values())
    kinds = ", ".join(f"{number} {name}" for name, number in sorted(counts.items(), key=lambda one: -one[1]))
    return f"{_times(rules, 'rule')} ({kinds})"


def _times(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
