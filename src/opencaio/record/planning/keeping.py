"""What of a solved plan may be kept: does it hold in exact decimals, and is it worth what it says?

The engine brings a solver, which takes a third of a second to load: only who keeps a plan pays for it.
"""

from decimal import Decimal

from opencaio.errors import BadInput, NotFound
from opencaio.record.models import Job, Plan
from opencaio.record.permissions import Actor
from opencaio.record.planning.found import Found
from opencaio.record.planning.seeing import must_see_whole

KIND = "plan"
NOTHING_FOUND = "This run found no plan, so there is nothing to keep. Change a limit or a pin and solve again."
TOLERANCE = Decimal("0.001")


def kept_run(key: int, actor: Actor) -> Found:
    """What a run found. Raises ``Refused``, ``NotFound``, and ``BadInput`` for one that found nothing."""
    must_see_whole(actor)
    job = Job.objects.filter(pk=key, kind=KIND).first()
    if job is None:
        raise NotFound("There is no such run.")
    if job.state != "done" or not job.result:
        raise BadInput("This run is not done: there is nothing to keep yet.")
    found = Found.from_json(job.result)
    if found.answer["value"] is None:
        raise BadInput(NOTHING_FOUND)
    return found


def proven(found: Found) -> None:
    """Pass if the decisions keep every limit and are worth what the answer says, in exact decimals."""
    if not found.answer.get("starts"):
        return
    from opencaio.engines.portfolio import check, read_decisions, read_problem, value_of

    problem, decisions = read_problem(found.problem), read_decisions(found.answer)
    broken = check(problem, decisions)
    if broken:
        words = f"The plan does not hold: {broken[0].words}. It was not kept."
        raise BadInput(words, details=[one.words for one in broken])
    worth = value_of(problem, decisions)
    if abs(worth - Decimal(str(found.answer["value"]))) > TOLERANCE:
        raise BadInput(f"The plan is worth {worth:,.3f}, not {found.answer['value']}: it was not kept.")


def cost_of(row: Plan) -> Decimal:
    """What a plan spends over its quarters, in whole units of its currency."""
    from opencaio.engines.portfolio import read_decisions, read_problem
    from opencaio.engines.portfolio.accounts import spending

    return sum(spending(read_problem(row.problem), read_decisions(row.answer)).values(), Decimal(0)) * 1000
