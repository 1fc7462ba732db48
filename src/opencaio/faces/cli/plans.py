"""Which initiatives should be funded, and when: planned from a file, or from the record?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from opencaio.faces.cli.faults import wrong_usage


def join(app: typer.Typer) -> None:
    """Add `plan`."""
    app.command()(plan)


def plan(
    problem: Annotated[
        str, typer.Option(metavar="FILE", help="A planning problem as JSON; - reads stdin. Needs no workspace.")
    ] = "",
    seconds: Annotated[float | None, typer.Option(help="Seconds to plan in all (20 where nothing is said).")] = None,
    seed: Annotated[int, typer.Option(help="The seed of the search.")] = 1,
    work: Annotated[
        int | None, typer.Option(help="Units of work instead of seconds: equal work and seed give an equal plan.")
    ] = None,
    stay_close: Annotated[
        bool, typer.Option("--stay-close", help="Within 0.5 % of the best value, stay close to the previous plan.")
    ] = False,
    name: Annotated[str, typer.Option(help="Keep the record's plan as a draft under this name.")] = "",
    save: Annotated[bool, typer.Option("--save/--no-save", help="Keep the record's plan as a draft.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="The plans on record.")] = False,
    show: Annotated[str, typer.Option(metavar="CODE", help="One plan with its reasons.")] = "",
    compare: Annotated[
        tuple[str, str] | None, typer.Option(metavar="CODE CODE", help="What the second plan does otherwise.")
    ] = None,
    propose: Annotated[str, typer.Option(metavar="CODE", help="Hand a draft in for a decision.")] = "",
    approve: Annotated[str, typer.Option(metavar="CODE", help="Approve a plan; needs --because.")] = "",
    drop: Annotated[str, typer.Option(metavar="CODE", help="Drop a draft or proposal; needs --because.")] = "",
    because: Annotated[str, typer.Option(help="Why.")] = "",
    replay: Annotated[str, typer.Option(metavar="CODE", help="Solve a stored plan again: is it the same?")] = "",
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the plan of --show: .xlsx, .csv or .json.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The answer as one JSON object.")] = False,
) -> None:
    """Choose and time initiatives: the best plan found, checked, with a bound on what any plan could be worth."""
    if problem:
        from opencaio.faces.cli import planning

        planning.plan_file(problem, seconds=seconds, work=work, seed=seed, stay_close=stay_close, json=json)
        return
    asked = _Asked(show, list_, compare, replay, export, {"propose": propose, "approve": approve, "drop": drop})
    if not _look_or_decide(asked, because=because, json=json):
        from opencaio.faces.cli import plan_record

        plan_record.solve(seconds=seconds, work=work, seed=seed, name=name, save=save, json=json)


@dataclass(frozen=True)
class _Asked:
    """What is wanted of the plans on record; all of it empty: a new plan."""

    show: str
    list_: bool
    compare: tuple[str, str] | None
    replay: str
    export: Path | None
    decided: dict[str, str]

    def one(self) -> None:
        """Refuse two things at a time."""
        said = {**self.decided, "list": self.list_, "compare": self.compare, "replay": self.replay}
        wanted = [word for word, given in said.items() if given]
        if len(wanted) + bool(self.show) > 1:
            named = [*wanted, "show"] if self.show else wanted
            raise wrong_usage("One thing at a time: " + ", ".join(f"--{word}" for word in named) + ".")
        if self.export is not None and not self.show:
            raise wrong_usage("Say which plan to write: caio plan --show CODE --export FILE.")


def _look_or_decide(asked: _Asked, *, because: str, json: bool) -> bool:
    """Do what is asked of plans on record; False if nothing is."""
    from opencaio.faces.cli import plan_record

    asked.one()
    if asked.export is not None:
        plan_record.export(asked.show, asked.export, json=json)
    elif asked.show:
        plan_record.show(asked.show, json=json)
    elif asked.list_:
        plan_record.list_plans(json=json)
    elif asked.compare:
        plan_record.compare(*asked.compare, json=json)
    elif asked.replay:
        plan_record.replay(asked.replay, json=json)
    else:
        return _decide(asked.decided, because=because, json=json)
    return True


def _decide(decided: dict[str, str], *, because: str, json: bool) -> bool:
    from opencaio.faces.cli import plan_record

    for action, code in decided.items():
        if code:
            plan_record.decide(action, code, because=because, json=json)
            return True
    return False
