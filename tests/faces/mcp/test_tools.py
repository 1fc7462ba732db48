"""Do an assistant's tools, called by the official client, show and do what its person may, and no more?"""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from opencaio.faces.mcp import small
from opencaio.faces.mcp.server import made
from opencaio.record.models import LedgerEntry, UseCase
from opencaio.record.permissions import Actor
from tests.faces.conftest import CAIO, environment, served, token
from tests.record.cast import Cast

TOOLS = {"find", "describe", "show", "do", "why"}
LIST = {"query": "use_cases.list"}
ADD = {"action": "use_cases.add", "input": {"name": "Bed planning", "department": "HEALTH"}}


def talk(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Call tools one after the other through the official client; their answers."""

    async def all_of_them() -> list[Any]:
        async with Client(server) as client:
            return [await client.call_tool(name, given) for name, given in calls]

    return asyncio.run(all_of_them())


def as_(actor: Actor) -> Any:
    return made(lambda ctx: actor)


def test_there_are_few_tools_with_described_inputs(cast: Cast) -> None:
    async def listed() -> Any:
        async with Client(as_(cast.ana)) as client:
            return (await client.list_tools()).tools

    tools = {one.name: one for one in asyncio.run(listed())}
    assert set(tools) == TOOLS
    assert all(one.description for one in tools.values())
    assert tools["show"].input_schema["required"] == ["query"]
    assert tools["show"].annotations.read_only_hint is True
    assert tools["do"].annotations.read_only_hint is False


def test_an_action_is_found_described_done_and_shown(cast: Cast) -> None:
    found, described, done, shown = talk(
        as_(cast.bo),
        ("find", {"words": "add a use case"}),
        ("describe", {"name": "use_cases.add"}),
        ("do", ADD),
        ("show", {**LIST, "input": {"q": "bed"}}),
    )
    assert found.structured_content["found"][0]["name"] == "use_cases.add"
    assert described.structured_content["input"]["required"] == ["name", "department"]
    assert described.structured_content["you_may"] is True
    entry = LedgerEntry.objects.get(sequence=done.structured_content["entry"])
    assert (entry.actor_id, entry.action) == (cast.bo.person_id, "use_cases.add")
    assert [row["name"] for row in shown.structured_content["rows"]] == ["Bed planning"]


def test_why_gives_class_unknowns_and_facts(cast: Cast) -> None:
    stated = {"action": "facts.state", "input": {"use_case": cast.triage.code, "key": "gdpr.personal", "value": True}}
    _, why = talk(as_(cast.bo), ("do", stated), ("why", {"use_case": cast.triage.code}))
    answer = why.structured_content
    assert answer["use_case"] == cast.triage.code
    assert "gdpr.personal" in {one["key"] for one in answer["facts"]}
    assert any(one["because"] or one["missing"] for one in answer["answers"])


def test_why_of_a_figure_gives_its_rule_and_rows(cast: Cast) -> None:
    (why,) = talk(as_(cast.ana), ("why", {"figure": "live"}))
    answer = why.structured_content
    assert answer["value"] == len(answer["rows"]) == 1
    assert answer["rule"]


def test_another_departments_use_is_nowhere(cast: Cast) -> None:
    calls = [
        ("find", {"words": "triage"}),
        ("show", {**LIST, "input": {"q": "triage"}}),
        ("show", {"query": "use_cases.show", "input": {"code": cast.triage.code}}),
        ("why", {"use_case": cast.triage.code}),
        ("do", {"action": "use_cases.edit", "input": {"code": cast.triage.code, "name": "Mine"}}),
    ]
    answers = talk(as_(cast.dan), *calls)
    said = json.dumps([one.model_dump(mode="json") for one in answers])
    assert "patients" not in said
    assert [one.is_error for one in answers] == [False, False, True, True, True]
    assert UseCase.objects.get(pk=cast.triage.pk).name == "Triage of patients"


@pytest.mark.parametrize(
    ("tool", "given", "words"),
    [
        ("show", {"query": "use_case.list"}, "no query"),
        ("do", {"action": "nothing.at_all"}, "no action"),
        ("do", {"action": "use_cases.add", "input": {"department": "HEALTH"}}, "name"),
        ("do", {"action": "departments.add", "input": {"code": "A", "name": "A"}}, "settings"),
        ("describe", {"name": "use_case"}, "use_cases."),
        ("why", {}, "use_case"),
    ],
)
def test_what_goes_wrong_is_said_in_words(cast: Cast, tool: str, given: dict[str, Any], words: str) -> None:
    (answer,) = talk(as_(cast.bo), (tool, given))
    assert answer.is_error
    assert words in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_answers_stay_small_and_say_what_was_left_off() -> None:
    cut = small.enough({"rows": [{"text": "x" * 100} for _ in range(5000)], "total": 5000})
    assert len(json.dumps(cut)) <= small.MOST_SIGNS + 100
    assert len(cut["rows"]) + cut["left_off"]["rows"] == cut["total"]
    assert small.paged("use_cases.list", {"size": 9999})["size"] == small.MOST_ROWS
    assert small.paged("use_cases.list", {})["size"] == small.ROWS


def stdio(home: Path, *words: str) -> Any:
    given = StdioServerParameters(command=CAIO, args=["mcp", *words], env=environment(home))
    return stdio_client(given, errlog=Path(os.devnull).open("w"))


def test_over_stdio_it_reads_as_the_officer_and_writes_only_when_told(cast: Cast, home: Path) -> None:
    shown, refused = talk(stdio(home), ("show", LIST), ("do", ADD))
    assert shown.structured_content["total"] == 2
    assert refused.is_error
    assert UseCase.objects.count() == 2
    done, other = talk(stdio(home, "--write", "--as", "dan@northwind.example"), ("do", ADD), ("show", LIST))
    assert done.is_error
    assert other.structured_content["total"] == 1
    (done,) = talk(stdio(home, "--write"), ("do", ADD))
    assert LedgerEntry.objects.get(sequence=done.structured_content["entry"]).face == "mcp"


async def over_http(address: str, secret: str, *calls: tuple[str, dict[str, Any]], mode: str = "auto") -> list[Any]:
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"}) as http:
        transport = streamable_http_client(f"{address}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            return [await client.call_tool(name, given) for name, given in calls]


def test_over_http_a_token_says_who_it_is_and_whether_it_may_write(cast: Cast, home: Path) -> None:
    reading, writing, dans = token(cast.bo), token(cast.bo, can_write=True), token(cast.dan)
    with served(home) as address:
        shown, refused = asyncio.run(over_http(address, reading, ("show", LIST), ("do", ADD)))
        (done,) = asyncio.run(over_http(address, writing, ("do", ADD), mode="legacy"))
        (other,) = asyncio.run(over_http(address, dans, ("show", LIST)))
        asked = {"url": f"{address}/mcp", "json": {}}
        bare = httpx2.post(**asked)
        wrong = httpx2.post(**asked, headers={"Authorization": "Bearer caio_wrong"})
        good = {"Authorization": f"Bearer {reading}"}
        rebound = httpx2.post(**asked, headers={**good, "Host": "evil.example"})
        foreign = httpx2.post(**asked, headers={**good, "Origin": "http://evil.example"})
    assert shown.structured_content["total"] == 1
    assert refused.is_error
    assert done.structured_content["result"]["name"] == "Bed planning"
    assert [row["name"] for row in other.structured_content["rows"]] == ["Price proposals"]
    assert [one.status_code for one in (bare, wrong, rebound, foreign)] == [401, 401, 421, 403]
