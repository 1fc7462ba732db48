"""Do only actions write to the record, and would this test notice if something else did?"""

import pytest

from opencaio.record.plumbing import PLUMBING
from tools import one_door

LISTED = ("Job", "ApiToken.last_used_at", "SecurityEvent")


def test_nothing_but_actions_writes_to_the_record() -> None:
    files = one_door.judged_files()
    assert len(files) > 20, "hardly a module was judged"
    found = {
        path.relative_to(one_door.PACKAGE).as_posix(): faults
        for path in files
        if (faults := one_door.faults_in(path.read_text(encoding="utf-8"), plumbing=PLUMBING))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "row.save()",
        "form.save(commit=True)",
        "UseCase.objects.create(name='x')",
        "UseCase.objects.filter(pk=1).update(name='x')",
        "UseCase._base_manager.bulk_create([])",
        "Person.objects.get_or_create(name='x')",
        "row.delete()",
        "rows.filter(pk=1).delete()",
        "ApiToken.objects.create(name='x')",
        "ApiToken.objects.filter(pk=1).update(last_used_at=now, scope='all')",
        "token.save()",
        "token.save(update_fields=['scope'])",
        "cursor.execute('UPDATE record_usecase SET name = 1')",
        "cursor.execute(f'delete from {table}')",
    ],
)
def test_a_write_past_the_door_is_found(source: str) -> None:
    assert one_door.faults_in(source, plumbing=LISTED)


@pytest.mark.parametrize(
    "source",
    [
        "seen.update(other)",
        "digest.update(b'x')",
        "change.create(row)",
        "Job.objects.create(kind='import')",
        "job.save(update_fields=['progress'])",
        "SecurityEvent.objects.filter(pk__lte=1).delete()",
        "ApiToken.objects.filter(pk=1).update(last_used_at=now)",
        "token.save(update_fields=['last_used_at'])",
        "cursor.execute('SELECT 1')",
        "response.delete_cookie('x')",
    ],
)
def test_what_does_not_write_to_the_record_is_let_be(source: str) -> None:
    assert one_door.faults_in(source, plumbing=LISTED) == []
