"""What happened earlier and arrives later does not take a payment back to where it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..trying import Told, Trying

_GAP = timedelta(seconds=90)
_NAME = "the earlier event after the later"


def reordered(trying: Trying) -> Iterator[Told]:
    if (why := _untold(trying)) is not None:
        yield Told("reordered", _NAME, None, why)
        return
    later = trying.facts()
    earlier = trying.again(later, _GAP)
    before = trying.count(later)
    sent = trying.deliver("reordered", "the later event first", later, trying.letter(later))
    (first,) = trying.observed([sent], before, hoped=True)
    between = trying.count(later)
    sent = trying.deliver("reordered", _NAME, earlier, trying.letter(earlier))
    (second,) = trying.observed([sent], between, hoped=False)
    if not first.answer.accepted:
        yield Told("reordered", _NAME, None, f"{first.answer.told()} to the later event", [first])
    elif second.state != first.state:
        reason = f"the payment was {first.state}, and became {second.state} by what had happened before"
        yield Told("reordered", _NAME, False, reason, [first, second])
    else:
        yield Told("reordered", _NAME, True, f"{second.answer.told()}, and the payment stayed {first.state}", [second])


def _untold(trying: Trying) -> str | None:
    if not trying.works:
        return "a valid delivery is refused"
    if trying.shop.event is not None and trying.shop.earlier is None:
        return "an event of your own needs one of what was before: --earlier-event"
    if trying.shop.state is None:
        return "no read tells the state of a payment: declare one with --state"
    return None if trying.moves else "the declared state does not change by a valid delivery"
