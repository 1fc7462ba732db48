"""What were the headline figures on each day, so that trends exist from the first?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from opencaio.record.figures import HEADLINE, headline_counts
from opencaio.record.models import Department, Snapshot


def take_snapshots(*, on: date, at: datetime, reason: str) -> int:
    """Keep the headline figures of the whole and of each department's subtree; a day's later ones replace."""
    by_department = headline_counts()
    paths = dict(Department.objects.values_list("pk", "path"))
    totals: dict[int | None, Counter[str]] = {None: Counter()}
    for key, counts in by_department.items():
        for ancestor in (None, *_line(paths[key])):
            totals.setdefault(ancestor, Counter()).update(counts)
    rows = [
        Snapshot(taken_on=on, key=name, department_id=key, value=value, reason=reason, taken_at=at)
        for key, counts in totals.items()
        for name, value in counts.items()
    ]
    Snapshot.objects.filter(taken_on=on).delete()
    Snapshot.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def keep_history(points: Iterable[tuple[date, str, str, float]]) -> int:
    """Take over figures that were kept elsewhere before: ``(day, figure, department's code or "all", value)``."""
    departments = dict(Department.objects.values_list("code", "pk"))
    known = [point for point in points if point[1] in HEADLINE]
    rows = [
        Snapshot(
            taken_on=on,
            key=key,
            department_id=None if scope == "all" else departments[scope],
            value=value,
            reason="history",
            taken_at=timezone.now(),
        )
        for on, key, scope, value in known
    ]
    Snapshot.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _line(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]
