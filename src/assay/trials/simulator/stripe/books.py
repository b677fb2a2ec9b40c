"""What Stripe's side keeps: objects by kind and id, events, and how they are listed and expanded."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from ..world import Call, Object, World
from .errors import RefusalError, malformed, missing
from .params import Params

API_VERSION = "2026-10-28.endive"

#: Prefix of an id -> kind of object: what an id can be expanded to.
KINDS = {
    "pi": "payment_intent",
    "ch": "charge",
    "py": "charge",
    "re": "refund",
    "pm": "payment_method",
    "cus": "customer",
    "seti": "setup_intent",
    "txn": "balance_transaction",
    "du": "dispute",
    "po": "payout",
    "cs": "checkout.session",
    "we": "webhook_endpoint",
    "evt": "event",
}
_DEEPEST_EXPANSION = 4
_MOST_EXPANSIONS = 20


class Books:
    """Objects in the order in which they were made. `hidden` is what no answer shows: how a card behaves, secrets."""

    def __init__(self, world: World, announce: Callable[[Object], int]) -> None:
        """`announce` sends an event to the endpoints that want it: how many they are."""
        self.world = world
        self.kept: dict[str, dict[str, Object]] = {kind: {} for kind in KINDS.values()}
        self.hidden: dict[str, Object] = {}
        self.call: Call | None = None
        self._announce = announce
        #: Told of every event that concerns the intents of others.
        self.watch: Callable[[Books, str, Object], None] = lambda _books, _kind, _said: None

    def add(self, said: Object, **hidden: Any) -> Object:
        """Keep a new object. Its id has to be drawn already."""
        said.setdefault("created", self.world.now())
        said.setdefault("livemode", False)
        self.kept[said["object"]][said["id"]] = said
        self.hidden[said["id"]] = hidden
        return said

    def id(self, prefix: str) -> str:
        return f"{prefix}_{self.world.draw(prefix)}"

    def find(self, kind: str, identifier: str, param: str) -> Object:
        """Errors: RefusalError (404) when nothing has that id."""
        found = self.kept[kind].get(identifier)
        if found is None:
            raise missing(kind, identifier, param)
        return found

    def of(self, kind: str, **fields: Any) -> list[Object]:
        """Objects of that kind with these values, oldest first."""
        return [
            said for said in self.kept[kind].values() if all(said.get(name) == value for name, value in fields.items())
        ]

    def emit(self, kind: str, said: Object, before: Object | None = None) -> None:
        """Something happened to an object: `before` holds the former values of what changed."""
        data: Object = {"object": copy.deepcopy(self.shown(said))}
        if before is not None:
            data["previous_attributes"] = before
        request = self.call
        key = request.headers.get("idempotency-key") if request else None
        event: Object = {
            "id": self.id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.world.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": request.id if request else None, "idempotency_key": key},
            "type": kind,
        }
        self.add(event)
        event["pending_webhooks"] = self._announce(event)
        self.watch(self, kind, said)

    def shown(self, said: Object) -> Object:
        """As it is in answers."""
        return said

    def page(self, kind: str, params: Params, url: str, filters: tuple[str, ...] = (), **fields: Any) -> Object:
        """One page of a list, newest first. https://docs.stripe.com/api/pagination"""
        limit = params.integer("limit", 10) or 0
        if not 1 <= limit <= 100:
            raise malformed("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
        asked = {name: value for name in filters if (value := params.text(name)) is not None}
        found = [said for said in reversed(self.of(kind, **fields, **asked)) if _created_within(said, params)]
        after, until = params.text("starting_after"), params.text("ending_before")
        names = [said["id"] for said in found]
        if after is not None:
            self.find(kind, after, "starting_after")
            found = found[names.index(after) + 1 :] if after in names else []
        elif until is not None:
            self.find(kind, until, "ending_before")
            found = found[: names.index(until)] if until in names else []
            return {"object": "list", "data": found[-limit:], "has_more": len(found) > limit, "url": url}
        return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}

    def expanded(self, answer: Object, params: Params) -> Object:
        """A copy in which ids are replaced with their objects, where `expand` says so.

        Source: https://docs.stripe.com/api/expanding_objects
        """
        told: Object = copy.deepcopy(answer)
        paths = params.texts("expand")
        if len(paths) > _MOST_EXPANSIONS:
            raise malformed(f"You can expand at most {_MOST_EXPANSIONS} properties.", "expand")
        for path in paths:
            keys = path.split(".")
            if len(keys) > _DEEPEST_EXPANSION:
                raise malformed(f"You cannot expand more than {_DEEPEST_EXPANSION} levels of a property", "expand")
            if not self._expand(told, keys):
                message = f"This property cannot be expanded ({path[:100]})."
                raise malformed(message, "expand[0]")
        return told

    def _expand(self, told: Object, keys: list[str]) -> bool:
        """False: there is nothing to expand at that place of an object of this kind."""
        key, *rest = keys
        if key not in told:
            return False
        value = told[key]
        if isinstance(value, list):
            return all(self._expand(item, rest) for item in value if isinstance(item, dict)) if rest else False
        if isinstance(value, str):
            kind = KINDS.get(value.partition("_")[0])
            found = self.kept[kind].get(value) if kind and key != "id" else None
            if found is None:
                return False
            value = told[key] = copy.deepcopy(found)
        if value is None or not rest:
            return True
        return isinstance(value, dict) and self._expand(value, rest)


def _created_within(said: Object, params: Params) -> bool:
    """`created` as one second, or as gt, gte, lt, lte."""
    if not params.has("created"):
        return True
    if params.text_or_none("created") is not None:
        return bool(said["created"] == params.integer("created"))
    bounds = params.inner("created")
    at = said["created"]
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return bounds is None or all(
        test(at, bound) for name, test in tests.items() if (bound := bounds.integer(name)) is not None
    )


def unexpected_state(kind: str, said: Object, doing: str, allowed: str) -> RefusalError:
    """What is asked for is not possible in the state that the object is in."""
    name = "PaymentIntent" if kind == "payment_intent" else "SetupIntent"
    message = (
        f"This {name}'s {doing} because it has a status of {said['status']}. "
        f"Only a {name} with one of the following statuses may be {allowed}."
    )
    refusal = RefusalError(message, code=f"{kind}_unexpected_state")
    refusal.error[kind] = copy.deepcopy(said)
    return refusal
