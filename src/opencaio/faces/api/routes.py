"""How does each query and each action of the registries get its own path, input and answer?"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_origin

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Body, NinjaAPI
from ninja import Query as InQuery
from pydantic import BaseModel, ConfigDict, create_model

from opencaio.errors import BadInput
from opencaio.faces.api.faults import Problem
from opencaio.record.actions import ACTIONS, Action, perform
from opencaio.record.answers import done_as_plain, plain
from opencaio.record.changes import kind_of
from opencaio.record.queries import QUERIES, Query, ask

PROBLEMS: dict[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 409, 429, 503), Problem)


def open_queries(api: NinjaAPI) -> None:
    """``GET queries/<name>`` for every query."""
    for one in QUERIES.values():
        api.get(
            f"/queries/{one.name}",
            response={200: one.output, **PROBLEMS},
            operation_id=f"show_{one.name.replace('.', '_')}",
            summary=one.words,
            description=one.run.__doc__ or one.words,
            tags=[one.concept],
        )(_asking(one))


def open_actions(api: NinjaAPI) -> None:
    """``POST actions/<name>`` for every action."""
    for one in ACTIONS.values():
        api.post(
            f"/actions/{one.name}",
            response={200: done_schema(one), **PROBLEMS},
            operation_id=f"do_{one.name.replace('.', '_')}",
            summary=one.words,
            description=one.run.__doc__ or one.words,
            tags=[one.concept],
        )(_doing(one))


def _asking(one: Query) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, given: Any) -> HttpResponse:
        _refuse_unknown(request, one.input)
        answer = ask(one.name, given, request.auth)  # type: ignore[attr-defined]
        return HttpResponse(_json(answer), content_type="application/json")

    def bare(request: HttpRequest) -> HttpResponse:
        return view(request, one.input())

    # A model without fields would be looked for as one parameter of its name.
    return _typed(view, Annotated[one.input, InQuery()]) if one.input.model_fields else bare  # type: ignore[type-arg]


def _doing(one: Action) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, given: Any) -> HttpResponse:
        done = perform(one.name, given, request.auth)  # type: ignore[attr-defined]
        return JsonResponse(done_as_plain(done))

    return _typed(view, Annotated[one.input, Body()])  # type: ignore[type-arg]


def _typed(view: Callable[..., HttpResponse], given: Any) -> Callable[..., HttpResponse]:
    view.__annotations__["given"] = given
    return view


def _json(answer: Any) -> bytes | str:
    return answer.model_dump_json() if isinstance(answer, BaseModel) else JsonResponse(plain(answer)).content


def _refuse_unknown(request: HttpRequest, model: type[BaseModel]) -> None:
    unknown = [name for name in request.GET if name not in model.model_fields]
    if unknown:
        known = ", ".join(model.model_fields) or "none"
        raise BadInput(f"There is no field {unknown[0]}. Fields: {known}.", details=unknown)


def done_schema(one: Action) -> Any:
    """The body of an action's answer: words, ledger entry, and the result as far as its type is known."""
    name = "".join(part.title() for part in one.name.replace("_", ".").split("."))
    result = _result_type(one.run.__annotations__.get("return", Any))
    return create_model(f"{name}Done", words=(str, ...), entry=(int | None, ...), result=(result, ...))


def _result_type(kind: Any) -> Any:
    if get_origin(kind) is list:
        return list[_result_type(get_args(kind)[0])]  # type: ignore[misc]
    if isinstance(kind, type) and issubclass(kind, Model):
        return _row_type(kind)
    return Any


def _row_type(kind: type[Model]) -> Any:
    """A row: what every row has; its columns are further properties."""
    extra = ConfigDict(extra="allow")
    fields: dict[str, Any] = {
        "kind": (Literal[kind_of(kind)], ...),
        "id": (int, ...),
        "version": (int | None, None),
        "retired_at": (datetime | None, None),
    }
    return create_model(f"{kind.__name__}Row", __config__=extra, **fields)
