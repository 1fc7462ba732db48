"""Is the next free code told whatever was counted, retired or given by hand?"""

from django.utils import timezone

from opencaio.record.codes import next_code
from opencaio.record.models import Team
from tests.record.cast import Cast


def test_the_next_code_follows_the_highest_of_its_kind(cast: Cast) -> None:
    assert next_code(Team, "T-") == "T-01"
    now = timezone.now()
    for code, retired in (("T-09", None), ("T-41", now), ("T-99a", None), ("TX-77", None)):
        Team.objects.create(
            code=code, name=code, department=cast.health, created_at=now, updated_at=now, retired_at=retired
        )
    assert next_code(Team, "T-") == "T-42"
    assert next_code(Team, "T-", digits=4) == "T-0042"
