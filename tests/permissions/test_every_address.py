"""Does every address answer each of the cast, and tell Dan nothing of Bo's?"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from mcp import Client as McpClient

from opencaio.faces.mcp.server import made
from opencaio.record.models import Person
from opencaio.record.queries import QUERIES
from tests.permissions.planted import WORD, Planted, questions

CAST = ("ana", "bo", "rae", "cleo", "dan")
OPEN = {"health", "account_login", "charts"}
NOWHERE = "xyloxylo"
FINE = {200, 302, 400, 403, 404, 405}
CASE_PAGES = ("", "/edit", "/line", "/export?as=csv", "/paper.html")
DOCUMENTS = ("draft", "signed")
DOCUMENT_PAGES = ("", "?version=1", "/compare?before=1", "/file/md", "/file/json?version=1")
PART_PAGES = ("", "/edit", "/question", "/question?key=card.kind")
API_ROOT = "api/v1/"


@dataclass(frozen=True)
class Answer:
    """What an address gave: its status, and how often Bo's word and a word that stands nowhere were in it."""

    status: int
    words: int
    nowhere: int


@dataclass
class Visits:
    """What each of the cast was told; nobody asks an address twice, since nothing is changed in between."""

    planted: Planted
    clients: dict[str, Client] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """A client signed in as one of the cast."""
        if name not in self.clients:
            person = Person.objects.select_related("user").get(pk=self.planted.actor(name).person_id)
            assert person.user is not None
            self.clients[name] = Client(raise_request_exception=True)
            self.clients[name].force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return self.clients[name]

    def answer(self, name: str, path: str) -> Answer:
        """What this one of the cast is told there."""
        if (name, path) not in self.answers:
            given = self.client(name).get(path)
            text = b"".join(given).decode("utf-8", "replace").lower()
            self.answers[name, path] = Answer(given.status_code, text.count(WORD), text.count(NOWHERE))
        return self.answers[name, path]


@pytest.fixture(scope="module")
def visits(planted: Planted) -> Visits:
    """Visits to the planted workspace."""
    return Visits(planted)


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site but the API's own, which is asked through its queries below."""
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            if route != API_ROOT:
                yield from patterns(one, route)
        else:
            yield route, one


def addresses(planted: Planted) -> list[str]:
    """Each address with what is Bo's in its places, and what can be asked of it."""
    aim = {
        "code": planted.use.code,
        "ending": "json",
        "kind": "system",
        "upload": "0" * 32,
        "department": "HEALTH",
        "group": "treatment",
        "key": str(planted.batch.pk),
    }
    plain = []
    for route, pattern in patterns(get_resolver()):
        path = "/" + route.replace("^", "").replace("$", "").replace("\\Z", "")
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            value = "uses" if (name, kind) == ("key", "string") else aim.get(name, "1")
            path = path.replace(f"<{kind.replace('string', 'str')}:{name}>", value).replace(f"<{name}>", value)
        plain.append(path)
    asked = (of_the_record, of_compliance, of_aims, of_money, of_people)
    return plain + [path for concept in asked for path in concept(planted)]


def of_the_record(planted: Planted) -> list[str]:
    """What can be asked of the inventory, its parts, people and the brief."""
    return [
        "/inventory?q=Beds",
        f"/inventory?q={WORD}",
        "/inventory?department=HEALTH",
        f"/inventory/export?ending=csv&q={WORD}",
        f"/inventory/alike?name=Beds+{WORD}",
        f"/use/{planted.withdrawn.code}",
        f"/initiatives?q={WORD}",
        *(f"/initiative/{planted.initiative.code}{rest}" for rest in ("", "/edit", "/estimate")),
        *(f"/parts?kind={kind}&q={WORD}&retired=1" for kind in planted.parts),
        *(f"/parts/export?kind={kind}&as=csv" for kind in planted.parts),
        *(f"/parts/add?kind={kind}" for kind in planted.parts),
        *(f"/parts/{kind}/{row.pk}{rest}" for kind, row in planted.parts.items() for rest in PART_PAGES),
        "/organisation/question?key=org",
        "/?department=HEALTH",
        "/brief.html?department=HEALTH",
        "/brief.md",
        f"/people/{planted.cast.bo.person_id}",
        "/ledger?verify=1",
        "/matches?answered=1",
    ]


def of_compliance(planted: Planted) -> list[str]:
    """What can be asked of frameworks, controls, documents, risks and incidents."""
    return [
        "/frameworks?department=HEALTH",
        "/frameworks/iso-42001",
        f"/frameworks/iso-42001?use_case={planted.use.code}",
        "/frameworks/iso-42001/of/A.6.2.4",
        "/frameworks/iso-42001/export?as=csv",
        "/frameworks/all/export?as=csv",
        "/controls?q=Testing",
        f"/controls/{planted.more['control'].code}",
        "/documents?state=signed",
        *(f"/documents/{planted.more[name].pk}{rest}" for name in DOCUMENTS for rest in DOCUMENT_PAGES),
        f"/lake?status=all&q={WORD}",
        *(f"/lake/batch/{planted.more[name]}" for name in ("lake_batch", "lake_gone")),
        f"/lake/batch/{planted.more['lake_batch']}/refusals",
        "/metrics",
        f"/metrics?q={WORD}",
        "/metrics/export?as=csv",
        f"/metric/{planted.more['metric'].code}",
        f"/metric/{planted.more['metric'].code}/edit",
        f"/metric/{planted.more['metric'].code}/export?by=with_ai",
        f"/impact?q={WORD}",
        "/impact/export?as=csv",
        "/study/P-1",
        "/study/P-1/edit",
        f"/benefits?use_case={planted.use.code}",
        "/benefits/export?as=csv",
        f"/use/{planted.use.code}/measures",
        f"/use/{planted.use.code}/costs",
        f"/use/{planted.use.code}/costs/export",
        f"/risks?q={WORD}",
        f"/incidents?q={WORD}",
        *(f"/incidents/{planted.more[name]}" for name in ("incident", "dismissed")),
        *(f"/incidents/{planted.more['incident']}/reports/breach_report{rest}" for rest in ("", "/md", "/json")),
        f"/use/{planted.more['suspended']}",
        "/risks?department=HEALTH&state=all",
        "/risks/export?as=csv&state=all",
        f"/risks/{planted.more['risk'].code}",
        f"/risks/{planted.more['risk'].code}/edit",
        f"/risks/add?use={planted.use.code}",
    ]


def of_aims(planted: Planted) -> list[str]:
    """What can be asked of aims, maturity, ideas, cases, opportunities and the roadmap."""
    return [
        f"/objectives?q={WORD}&status=all",
        "/objectives/export?as=csv&status=all",
        "/objectives/export?as=csv&what=coverage",
        *(f"/objective/{planted.more[name].code}" for name in ("objective", "objective_below", "shared_objective")),
        f"/objective/{planted.more['objective'].code}/edit",
        f"/initiative/{planted.initiative.code}/objectives",
        "/maturity?wanted=5",
        "/maturity/export?as=csv",
        *(
            f"/maturity/{planted.more[name].pk}{rest}"
            for name in ("maturity", "open_maturity")
            for rest in ("", "/export")
        ),
        "/strategy",
        "/strategy.md",
        f"/ideas?q={WORD}",
        "/ideas/export?as=csv",
        f"/ideas/alike?title=Idea+{WORD}",
        *(f"/ideas/{planted.more[name]}{rest}" for name in ("own_idea", "idea") for rest in ("", "/edit")),
        f"/cases?q={WORD}",
        "/cases/export?as=csv",
        *(f"/initiative/{planted.initiative.code}/case{rest}" for rest in CASE_PAGES),
        "/opportunities?department=HEALTH&stance=all&proposed=1",
        "/opportunities/export?as=csv&stance=all&proposed=1",
        "/opportunities/HEALTH/treatment?all=1",
        f"/workforce?q={WORD}",
        "/workforce/export?as=csv",
        f"/workforce/{planted.more['workforce'].pk}",
        f"/initiative/{planted.initiative.code}/tasks",
        f"/initiative/{planted.initiative.code}/tasks/export?as=csv",
        "/roadmap?department=HEALTH",
        *(f"/roadmap/export.{ending}" for ending in ("csv", "xlsx", "html", "pdf", "docx", "svg", "png")),
    ]


def of_people(planted: Planted) -> list[str]:
    """The pages of skills, workload, roles, places, teams and tools, aimed at what is Bo's."""
    return [
        "/skills?everyone=1",
        f"/skills?q={WORD}",
        "/skills/data_engineering",
        "/skills/export?as=csv",
        "/skills/export?as=csv&of=capacity",
        "/workload?start=2098Q1",
        "/workload/export?as=csv&start=2098Q1",
        "/role/data-engineer",
        f"/role/data-engineer?person={planted.cast.bo.person_id}",
        "/hiring?stage=all",
        "/hiring/export?as=csv&stage=all",
        *(f"/hiring/{planted.more['opening'].code}{rest}" for rest in ("", "/edit")),
        f"/teams/{planted.more['team'].code}",
        "/resources/export?as=csv",
        *(f"/resources/{planted.more['resource'].code}{rest}" for rest in ("", "/edit")),
    ]


def of_money(planted: Planted) -> list[str]:
    """The addresses of money, and what can be asked of them."""
    return [
        "/budget?department=HEALTH",
        "/budget/department/HEALTH",
        "/budget/export?as=csv",
        f"/budget/bookings?q={WORD}",
        "/budget/bookings/export?as=csv",
        f"/budget/bookings/{planted.more['actual'].pk}",
        f"/budget/commitments/{planted.more['commitment'].code}",
        "/budget/commitments?as=csv&all=1",
        "/assumptions/set/A-2",
        f"/initiative/{planted.initiative.code}/money",
    ]


def test_there_are_addresses_to_try(untouched: Planted) -> None:
    assert len(addresses(untouched)) > 40
    assert not [one for one in addresses(untouched) if "<" in one]


@pytest.mark.parametrize("name", CAST)
def test_no_address_breaks_for_anyone(visits: Visits, untouched: Planted, name: str) -> None:
    found = {path: visits.answer(name, path).status for path in addresses(untouched)}
    assert {path: status for path, status in found.items() if status not in FINE} == {}


def test_dan_reads_no_word_of_bos_department_on_any_page(visits: Visits, untouched: Planted) -> None:
    told = []
    for path in addresses(untouched):
        # What he asks with comes back to him in the form: as often as a word that stands nowhere.
        asked_back = visits.answer("dan", path.replace(WORD, NOWHERE)).nowhere
        if visits.answer("dan", path).words != asked_back:
            told.append(path)
    assert told == []


def test_bo_does_read_it(visits: Visits, untouched: Planted) -> None:
    read = [path for path in addresses(untouched) if visits.answer("bo", path).words]
    assert {"/inventory", f"/use/{untouched.use.code}", "/brief.json"} <= set(read)


def test_a_stranger_is_sent_to_the_door(untouched: Planted) -> None:
    client = Client()
    for route, pattern in patterns(get_resolver()):
        if pattern.name in OPEN or "<" in route or route.startswith(("static", "accounts")):
            continue
        answer = client.get("/" + route.removeprefix("^"))
        assert answer.status_code in {302, 401, 403, 404, 405}, route
        if answer.status_code == 302:
            assert "/accounts/login/" in answer.headers["Location"], route


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_api_tells_dan_no_word_of_bos_department(visits: Visits, untouched: Planted, name: str) -> None:
    client = visits.client("dan")
    for given in questions(name, untouched):
        answer = client.get(f"/api/v1/queries/{name}", {key: _plain(value) for key, value in given.items()})
        assert answer.status_code < 500, given
        assert WORD not in _without_question(answer.content.decode(), given), given


def test_mcp_tells_dan_no_word_of_bos_department(untouched: Planted) -> None:
    asked = [(name, given) for name in sorted(QUERIES) for given in questions(name, untouched)]

    async def everything() -> list[str]:
        async with McpClient(made(lambda ctx: untouched.actor("dan"))) as assistant:
            return [
                _without_question(str(await assistant.call_tool("show", {"query": name, "input": given})), given)
                for name, given in asked
            ]

    answers = asyncio.run(everything())
    assert len(answers) == len(asked) > len(QUERIES)
    assert [asked[place] for place, answer in enumerate(answers) if WORD in answer] == []


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, list)) and not isinstance(value, bool) else json.dumps(value)


def _without_question(text: str, given: dict[str, Any]) -> str:
    for value in given.values():
        if isinstance(value, str) and WORD in value:
            text = text.replace(value, "")
    return text
