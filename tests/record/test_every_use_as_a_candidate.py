"""Can every use of a whole government be a candidate: planned within a minute, explained, and on the page?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opencaio.record import ledger
from opencaio.record.importing import import_file
from opencaio.record.models import Initiative, LedgerPayload, Plan, UseCase, User
from opencaio.record.planning import running
from opencaio.record.planning.building import build_problem
from opencaio.record.planning.keeping import proven
from opencaio.record.queries import ask
from tests.record.cast import do, gather
from tests.record.drawn_work import draw_work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECONDS = 40
ON_THE_PAGE = 15.0
"""Seconds in which a page of thousands of candidates must answer even on a busy machine."""


@contextmanager
def clocked(what: str) -> Iterator[None]:
    """Print how long a step takes; the figures in docs/benchmarks.md come from here (``pytest -s``)."""
    began, used = time.perf_counter(), time.process_time()
    yield
    print(f"{what}: {time.perf_counter() - began:.1f} s ({time.process_time() - used:.1f} s of CPU)")


def test_every_federal_use_is_planned_explained_and_on_the_page(shared_data: Path) -> None:
    ana = gather().ana
    with clocked("import"):
        import_file(next(shared_data.rglob("us-2025.csv")), actor=ana)
    with clocked("initiatives drawn and added"):
        rows = draw_work(ana, seed=2025)
    uses = UseCase.objects.filter(retired_at=None).count()
    assert len(rows) == uses > 3_500
    assert Initiative.objects.filter(use_cases__isnull=False).distinct().count() == uses

    with clocked("problem posed"), CaptureQueriesContext(connection) as seen:
        built = build_problem(on=timezone.localdate())
    print(f"{len(seen)} queries, {len(built.document['initiatives'])} candidates")
    assert len(seen) <= 30
    left_out = {one.about for one in built.missing if one.leaves_out}
    planned = {one["id"] for one in built.document["initiatives"]}
    assert planned | left_out >= {row.code for row in rows}
    assert len(planned) > 3_000

    job = running.begin({"seconds": SECONDS}, ana)
    with clocked("plan solved and explained"):
        running.carry_out(job.pk)
    run = running.run_of(job.pk, ana)
    assert run.found is not None, run.words
    print(f"value {run.value}, bound {run.bound}, gap {run.gap}, {run.seconds} s, options {run.found.answer['work']}")
    with clocked("plan checked and kept"):
        plan = do("plans.store", ana, run=job.pk, name="Every use")
    proven(run.found)
    why = plan.explanations["why"]
    assert set(why) == planned and all(one["because"] for one in why.values())
    assert plan.answer["starts"] and plan.bound >= plan.value
    kept = LedgerPayload.objects.get(entry__sequence=ledger.head()[0])
    print(f"payload of the entry {len(kept.body) / 1000:.0f} kB")
    assert len(kept.body) < 100_000

    client = Client()
    client.force_login(User.objects.get(email="ana@northwind.example"), backend=BACKEND)
    funded = next(iter(plan.answer["starts"]))
    for path in ("/plan", f"/plan/{Plan.objects.get().code}", f"/initiative/{funded}", "/roadmap"):
        began = time.perf_counter()
        with clocked(path), CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        taken = time.perf_counter() - began
        print(f"{len(seen)} queries, {len(answer.content) / 1000:.0f} kB")
        assert answer.status_code == 200
        assert taken < ON_THE_PAGE
    page = ask("plans.show", {"code": plan.code}, ana)
    assert {row.code for row in page.solved.rows} == planned
    assert all(row.because for row in page.solved.rows)


BACKEND = "django.contrib.auth.backends.ModelBackend"
