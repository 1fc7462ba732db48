"""How do all rows of one person leave the lake?"""

from collections.abc import Iterable
from functools import partial

from opencaio.lake.facts import FACTS
from opencaio.record.changes import Change
from opencaio.record.ledger import lock_head
from opencaio.record.manifest.committing import rewrite
from opencaio.record.manifest.live import store
from opencaio.record.manifest.persons import pseudonym
from opencaio.record.manifest.waiting import erase_waiting
from opencaio.record.models import LakeBatch, LakeFile


def erase_rows(names: Iterable[str], change: Change) -> int:
    """Erase the rows that came in under one of these names (or pseudonyms); returns how many fell away.

    Of every batch that has files, live or not: what is kept to be restored is kept of nobody who is erased. What was
    received and waits for the lake loses them too, and files that were chosen for a look and not brought in yet go,
    whoever they speak of. This comes last: it cannot be taken back.
    """
    from opencaio.lake.checking import PSEUDONYM
    from opencaio.record.importing.uploads import drop_all

    lock_head()  # two erasures of one batch would write the same new files
    keys = {name if PSEUDONYM.fullmatch(name) else pseudonym(name) for name in names if name}
    lost = sum(_erase(fact, key, change) for fact in FACTS if FACTS[fact].person for key in sorted(keys))
    waiting, dropped = erase_waiting(keys), drop_all()
    if waiting or dropped:
        change.notes["erased_before_the_lake"] = {"rows": waiting, "uploads": dropped}
    return lost + waiting


def _erase(fact: str, key: str, change: Change) -> int:
    from opencaio.lake.finding import files_with, without

    lake, columns = store(), FACTS[fact].person
    held = LakeFile.objects.filter(batch__fact=fact).values_list("batch_id", "path")
    places = {lake.address(path): (batch, path) for batch, path in held}
    found = files_with(list(places), columns=columns, key=key, system=None if lake.is_local else lake.system)
    by_batch: dict[int, set[str]] = {}
    for address in found:
        batch, path = places[address]
        by_batch.setdefault(batch, set()).add(path)
    batches = LakeBatch.objects.in_bulk(by_batch)
    keep = partial(without, columns=columns, key=key)
    return sum(rewrite(batches[pk], change, keep, only=paths) for pk, paths in by_batch.items())
