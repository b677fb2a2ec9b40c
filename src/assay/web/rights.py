"""Who may do what: four roles, each a set of rights. In: nothing. Out: the words that every route and token uses."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Right(StrEnum):
    """What a route needs of the person who asks."""

    NOTHING = "nothing"
    READ = "read"
    DECIDE = "decide"
    PUSH = "push"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What a token or a claim makes of a person. A pipeline's token may push, and so can leak nothing."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    PUSHER = "pusher"

    @property
    def rights(self) -> frozenset[Right]:
        return _RIGHTS[self]


_RIGHTS = {
    Role.VIEWER: frozenset({Right.NOTHING, Right.READ}),
    Role.REVIEWER: frozenset({Right.NOTHING, Right.READ, Right.DECIDE}),
    Role.ADMIN: frozenset(Right),
    Role.PUSHER: frozenset({Right.NOTHING, Right.PUSH}),
}


class Person(NamedTuple):
    """Who asks. `token` is the id of the token that let the person in, if one did."""

    name: str
    role: Role
    token: str | None = None

    def may(self, right: Right) -> bool:
        return right in self.role.rights


#: On loopback, without any way of signing in: whoever sits at this machine.
LOCAL = Person("whoever is at this machine", Role.ADMIN)
