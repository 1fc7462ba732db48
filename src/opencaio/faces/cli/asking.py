"""How is the questionnaire of one use of AI answered at a terminal?"""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.faults import say, wrong_usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opencaio.record.permissions import Actor
    from opencaio.record.queries.questionnaire import AskedFact, Offered, Shown, Stand

HOW = "Numbers with commas; 0 for none; ? if we do not know; u takes the last answer back; q ends (all is kept)."
UNKNOWN, UNDO, END = "?", "u", "q"
WORDS_OF_NONE = ("", "none", "0")


class _Ended(Exception):
    """The person has had enough for today."""


def join(app: typer.Typer) -> None:
    """Add `ask`."""
    app.command()(ask)


def ask(
    use_case: Annotated[str, typer.Argument(metavar="USECASE", help="The code of the use, such as UC-0042.")],
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE", help="Answer a question: what=system, article_5=none, use=edu_grading,other."
        ),
    ] = None,
    unknown: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="Answer a question with “we do not know”.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last answer back.")] = False,
    source: Annotated[str, typer.Option(help="Where the answers come from: a person, a document.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object: the next question and where things stand.")] = (
        False
    ),
) -> None:
    """Answer questions about a use of AI until its class is settled; left and taken up again at any time."""
    desk.opened()
    actor = desk.actor()
    _stated(use_case, answer or (), unknown or (), undo=undo, source=source, actor=actor)
    told = bool(answer or unknown or undo)
    if not json and not told and sys.stdin.isatty():
        return _talk(use_case, source=source, actor=actor)
    stand = _stand(use_case, actor)
    if json:
        return paper.as_json(stand.model_dump(mode="json"))
    _say_stand(stand)
    return _say_question(stand.question) if stand.question else None


def _stated(
    code: str, answers: "Iterable[str]", unknown: "Iterable[str]", *, undo: bool, source: str, actor: "Actor"
) -> None:
    from opencaio.record.actions import perform

    if undo:
        typer.echo(perform("questionnaire.undo", {"use_case": code}, actor).words + ".", err=True)
    for word in answers:
        key, sign, value = word.partition("=")
        if not sign:
            raise wrong_usage(f"“{word}” is not KEY=VALUE.")
        _answer({"use_case": code, "question": key, "source": source, **_read(key, value)}, actor)
    for key in unknown:
        _answer({"use_case": code, "question": key, "source": source, "unknown": True}, actor)


def _answer(given: dict[str, Any], actor: "Actor") -> None:
    from opencaio.record.actions import perform

    done = perform("questionnaire.answer", given, actor)
    typer.echo(f"{done.words}." if done.entry else "Nothing changed.", err=True)


def _read(key: str, text: str) -> dict[str, Any]:
    """The value of one option, as the action takes it: chosen options, or the values of facts."""
    from opencaio.engines.questionnaire import question_of
    from opencaio.packs.law import load_law
    from opencaio.packs.vocabulary.screens import load_questions

    question = question_of(key, questionnaire=load_questions(), law=load_law())
    if question.pick != "facts":
        return {"chosen": [] if text.strip() in WORDS_OF_NONE else _listed(text)}
    if len(question.facts) > 1:
        raise wrong_usage(
            f"“{question.words}” asks several facts. Answer each by its name: {', '.join(question.facts)}."
        )
    fact = load_law().vocabulary.facts[question.facts[0]]
    return {"values": {fact.key: value_of(text, kind=fact.kind)}}


def value_of(text: str, *, kind: str) -> Any:
    """What was typed, in the fact's own type; left as it is where it does not fit, so that the action says why."""
    plain = text.strip()
    if kind == "yes_no":
        return {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}.get(plain.lower(), plain)
    if kind in {"choices", "codes"}:
        return _listed(plain)
    if kind == "whole":
        digits = plain.replace("_", "").replace(" ", "")
        return int(digits) if digits.isascii() and digits.isdecimal() else plain
    if kind == "groups":
        return {name: [int(one) for one in pair.split("/")] for name, _, pair in _pairs(plain)}
    return plain


def _pairs(text: str) -> list[tuple[str, str, str]]:
    return [part.strip().partition("=") for part in text.split(",") if part.strip()]


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _stand(code: str, actor: "Actor") -> "Stand":
    from opencaio.record.queries import ask as asked

    found: Stand = asked("questionnaire.next", {"use_case": code}, actor)
    return found


def _talk(code: str, *, source: str, actor: "Actor") -> None:
    """Question by question, until nothing is left or the person ends it."""
    from opencaio.errors import Fault

    typer.echo(HOW)
    while True:
        stand = _stand(code, actor)
        _say_stand(stand)
        if stand.question is None:
            return
        _say_question(stand.question)
        try:
            _take(stand.question, code, source=source, actor=actor)
        except _Ended:
            typer.echo(f"Kept. Go on with: caio ask {code}")
            return
        except Fault as fault:
            say(fault)


def _take(question: "Shown", code: str, *, source: str, actor: "Actor") -> None:
    given: dict[str, Any] = {"use_case": code, "question": question.key, "source": source, "seen": question.seen}
    given["offered"] = question.offered
    reply = _facts(question) if question.pick == "facts" else _options(question)
    if reply == UNDO:
        from opencaio.record.actions import perform

        typer.echo(perform("questionnaire.undo", {"use_case": code}, actor).words + ".")
        return
    _answer(given | ({"unknown": True} if reply == UNKNOWN else reply), actor)  # type: ignore[operator]


def _prompt(words: str) -> str:
    try:
        text = str(typer.prompt(words, default="", show_default=False)).strip()
    except (EOFError, typer.Abort) as end:
        raise _Ended from end
    if text.lower() == END:
        raise _Ended
    return text


def _options(question: "Shown") -> "dict[str, Any] | str":
    while True:
        text = _prompt("Answer")
        if text.lower() in (UNKNOWN, UNDO):
            return text.lower()
        chosen = _numbered(text, [one.code for one in question.options])
        if chosen is not None and (chosen or question.pick == "many") and text:
            return {"chosen": chosen}
        typer.echo("Type a number of the list" + (", or 0 for none." if question.pick == "many" else "."))


def _numbered(text: str, codes: list[str]) -> list[str] | None:
    """The codes at these numbers; none for 0; None where it is no such list."""
    parts = _listed(text)
    if parts == ["0"]:
        return []
    if not all(part.isascii() and part.isdecimal() and 1 <= int(part) <= len(codes) for part in parts):
        return None
    return [codes[int(part) - 1] for part in parts]


def _facts(question: "Shown") -> "dict[str, Any] | str":
    values: dict[str, Any] = {}
    for fact in question.facts:
        text = _fact(fact)
        if text.lower() == UNDO:
            return UNDO
        if text == UNKNOWN:
            values[fact.key] = None
        elif text:
            values[fact.key] = _value(fact, text)
    return {"values": values}


def _fact(fact: "AskedFact") -> str:
    if fact.kind == "yes_no":
        return _prompt(f"  {fact.words} [y/n/?]")
    if not fact.choices:
        return _prompt(f"  {fact.words}")
    typer.echo(f"  {fact.words}")
    for number, one in enumerate(fact.choices, start=1):
        typer.echo(f"    {number}. {one.words}{f' ({one.point})' if one.point else ''}")
    return _prompt("  Answer")


def _value(fact: "AskedFact", text: str) -> Any:
    codes = [one.code for one in fact.choices]
    numbered = _numbered(text, codes) if codes else None
    if fact.kind in {"choices", "codes"}:
        return numbered if numbered is not None else _listed(text)
    if numbered:
        return numbered[0]
    return value_of(text, kind=fact.kind)


def _say_stand(stand: "Stand") -> None:
    for one in stand.regimes:
        if one.klass:
            typer.echo(f"{one.title}: settled, {one.klass_words}.")
        elif not one.settled:
            typer.echo(f"{one.title}: still possible: {'; '.join(one.possible)}.")
    for words in stand.contradictions:
        typer.echo(f"! {words}")
    if stand.question:
        typer.echo(f"{stand.answered} answered; about {stand.about} left, at most {stand.at_most}.")
    if stand.finished:
        typer.echo("Nothing is left to ask.")
        for words in stand.not_known:
            typer.echo(f"  we do not know: {words}")


def _say_question(question: "Shown") -> None:
    typer.echo("")
    typer.secho(question.words, bold=True)
    about = " ".join(one for one in (question.why, question.help, f"[{question.citation}]") if one)
    typer.echo(about)
    for fact in question.facts if len(question.facts) > 1 else ():
        typer.echo(f"  {fact.key}: {fact.words} {fact.help}".rstrip())
    for number, one in enumerate(question.options, start=1):
        _say_option(number, one)
    if question.pick == "many":
        typer.echo(f"  0. {question.none_words or 'None of these'}")
    typer.echo(f"  (question {question.key})")


def _say_option(number: int, one: "Offered") -> None:
    mark = " *" if one.chosen else ""
    typer.echo(f"  {number}. {one.words}{f' [{one.citation}]' if one.citation else ''} ({one.code}){mark}")
    for near in one.near:
        typer.echo(f"       not meant: {near.words}. {near.difference} [{near.citation}]")
