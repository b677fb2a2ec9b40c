"""Operations that ask for credentials are closed without them, and with wrong ones."""

from __future__ import annotations

from collections.abc import Iterator

from ..asking import SAFE, Asking, Told, told_of
from ..exchange import Exchange
from ..users import NOBODY

ABOUT = "What asks for credentials is asked without, and with wrong ones."
_CLOSED = (401, 403)
#: What may stand for 401 or 403, where it was answered well to whom it belongs (RFC 9110 section 15.5.4).
_HIDDEN = (302, 303, 307, 404)


def ask(asking: Asking) -> Iterator[Told]:
    users = [("no_credentials", NOBODY)]
    if asking.caller.first.headers:
        users.append(("wrong_credentials", asking.caller.wrong))
    for operation in asking.tried.operations:
        if not asking.tried.secured(operation):
            continue
        reads = operation.method in SAFE
        known = asking.alive(operation) if reads else next(asking.harvest.of(operation.operation), None)
        known = known or asking.harvest.answered.get(operation.operation)
        for question, user in users:
            if known is None:
                yield Told(question, operation.operation, None, "nothing was ever answered: nothing can be withheld")
                continue
            seen = asking.send(asking.renewed(asking.plain(known), operation), operation, user)
            held, why = _held(seen, known, reads)
            yield Told(question, operation.operation, held, f"{told_of(seen)} {_WITH[question]}{why}", [seen])


_WITH = {"no_credentials": "without credentials", "wrong_credentials": "to wrong credentials"}


def _held(seen: Exchange, known: Exchange, reads: bool) -> tuple[bool | None, str]:
    if seen.ok:
        return False, ""
    if seen.status in _CLOSED:
        return True, ""
    if seen.status in _HIDDEN and reads and known.ok:
        return True, ", as if there were nothing"
    return None, ": refused, but whether for want of credentials cannot be told"
