"""Is what was worked out from the bills still what it would come to now?

Dividing some months of bills takes a second or two; pages ask for it again and again. What was worked out is kept in
this process until a batch, a rule, a rate or a use changes.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Count, Max, Sum, Value

from opencaio.record.models import AllocationRule, ExchangeRate, LakeBatch, TokenPrice, UseCase
from opencaio.record.once import once

Answer = TypeVar("Answer")
#: So many answers, and of all of them together so many pieces, are kept; of one that is larger only itself.
MOST, MOST_PIECES = 16, 300_000
_KEPT: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
_LOCK = Lock()


def _one(_: Any) -> int:
    return 1


def kept(name: str, asked: Hashable, work: Callable[[], Answer], *, pieces: Callable[[Answer], int] = _one) -> Answer:
    """What ``work`` gives, worked out once for a state of the record; ``pieces`` says how large an answer is."""
    key = (str(settings.OPENCAIO_HOME), settings.DATABASES["default"].get("NAME"), name, asked, state_of_bills())
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            found: Answer = _KEPT[key][0]
            return found
    answer = work()
    with _LOCK:
        _KEPT[key] = answer, pieces(answer)
        while len(_KEPT) > MOST or (len(_KEPT) > 1 and sum(size for _, size in _KEPT.values()) > MOST_PIECES):
            _KEPT.popitem(last=False)
    return answer


def state_of_bills() -> Hashable:
    """What differs as soon as a batch, a rule, a rate, a price or a use has changed; two queries."""
    return once("state of bills", _state)


def _state() -> Hashable:
    batches = LakeBatch.objects.aggregate(Max("pk"), Sum("version"), Sum("edition"), Max("updated_at"))
    others = [
        model.objects.order_by()
        .values(of=Value(model.__name__))
        .annotate(Count("pk"), Sum("version"), Max("updated_at"))
        for model in (AllocationRule, ExchangeRate, TokenPrice, UseCase)
    ]
    rows = others[0].union(*others[1:], all=True)
    return tuple(tuple(sorted(one.items())) for one in (batches, *sorted(rows, key=lambda one: one["of"])))
