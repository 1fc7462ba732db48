"""How does the example company come on record, through the same actions as everybody's?"""

from django.utils import timezone

from opencaio.examples.shape import load
from opencaio.record.actions.registry import perform
from opencaio.record.examples.aims import settle_aims, settle_ideas
from opencaio.record.examples.bills import settle_bills
from opencaio.record.examples.cases import settle_cases
from opencaio.record.examples.controls import settle_controls
from opencaio.record.examples.documents import settle_documents
from opencaio.record.examples.duties import settle_duties
from opencaio.record.examples.incidents import settle_incidents
from opencaio.record.examples.initiatives import settle_estimates, settle_tasks
from opencaio.record.examples.lake import settle_lake
from opencaio.record.examples.maturity import settle_maturity, settle_strategy
from opencaio.record.examples.metrics import settle_metrics
from opencaio.record.examples.money import settle_money
from opencaio.record.examples.organisation import settle_organisation, settle_people
from opencaio.record.examples.parts import settle_parts
from opencaio.record.examples.plans import settle_plans
from opencaio.record.examples.reviews import settle_reviews
from opencaio.record.examples.risks import settle_risks
from opencaio.record.examples.settling import Settling
from opencaio.record.examples.staffing import settle_skills, settle_staffing
from opencaio.record.examples.studies import settle_studies
from opencaio.record.examples.use_cases import known_from, settle_use_case
from opencaio.record.examples.watchers import settle_watchers
from opencaio.record.examples.work import settle_work
from opencaio.record.examples.workforce import settle_workforce
from opencaio.record.models import Person
from opencaio.record.snapshots import keep_history, take_snapshots


def settle_example(*, password: str) -> tuple[str, Person]:
    """Put everything on record in the order of its days; returns the organisation's name and its officer."""
    settling = Settling(load(), password)
    settle_organisation(settling)
    officer = settle_people(settling)
    settle_skills(settling)
    settle_parts(settling)
    for use in sorted(settling.example.use_cases, key=known_from):
        settle_use_case(settling, use)
    settle_work(settling)
    settle_estimates(settling)
    settle_money(settling)
    settle_cases(settling)
    settle_duties(settling)
    settle_controls(settling)
    settle_risks(settling)
    settle_incidents(settling)
    settle_documents(settling)
    settle_reviews(settling)
    settle_staffing(settling)
    settle_tasks(settling)
    settle_workforce(settling)
    settle_aims(settling)
    settle_ideas(settling)
    settle_maturity(settling)
    settle_strategy(settling)
    settle_plans(settling)
    settle_metrics(settling)
    settle_lake(settling)
    settle_bills(settling)
    settle_watchers(settling)
    settle_studies(settling)
    perform("assessments.refresh", {}, settling.officer)
    keep_history([(one.on, one.figure, one.scope, one.value) for one in settling.example.snapshots])
    take_snapshots(on=timezone.localdate(), at=timezone.now(), reason="example")
    return settling.example.organisation.name, officer
