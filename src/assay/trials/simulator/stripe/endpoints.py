"""Events, and the endpoints that they are sent to, signed as Stripe signs. https://docs.stripe.com/webhooks#verify-manually"""

from __future__ import annotations

import json
import time
from fnmatch import fnmatchcase

from assay.model import UsageError

from ...place import may_be_called
from ...webhooks.schemes.stripe import digest
from ..deliveries import Deliveries, Letter, Signing
from ..world import Object
from .books import API_VERSION, Books
from .errors import malformed
from .params import Params

_MOST_ENDPOINTS = 16


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    events = params.texts("enabled_events")
    if not events:
        raise malformed("Missing required param: enabled_events.", "enabled_events", "parameter_missing")
    version, metadata = params.text("api_version"), params.metadata()
    return register(books, _url(params), events, params.text("description"), version, metadata)


def _url(params: Params) -> str:
    url = params.needed("url")
    try:
        return may_be_called(url, ())
    except UsageError as error:
        raise malformed(f"Invalid URL: {error.what}. The simulator calls this machine alone.", "url") from error


def register(
    books: Books,
    url: str,
    events: list[str],
    description: str | None = None,
    version: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Object:
    """A new endpoint; the answer alone has its secret."""
    if len(books.kept["webhook_endpoint"]) >= _MOST_ENDPOINTS:
        raise malformed(f"You have reached the maximum of {_MOST_ENDPOINTS} test webhook endpoints.")
    secret = f"whsec_{books.world.draw('whsec', 32)}"
    endpoint = books.add(
        {
            "id": books.id("we"),
            "object": "webhook_endpoint",
            "api_version": version,
            "application": None,
            "description": description,
            "enabled_events": events,
            "metadata": metadata or {},
            "status": "enabled",
            "url": url,
        },
        secret=secret,
    )
    return {**endpoint, "secret": secret}


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("webhook_endpoint", ids[0], "webhook_endpoint")


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    endpoint = books.find("webhook_endpoint", ids[0], "webhook_endpoint")
    if params.has("url"):
        endpoint["url"] = _url(params)
    endpoint["enabled_events"] = params.texts("enabled_events") or endpoint["enabled_events"]
    if params.has("disabled"):
        endpoint["status"] = "disabled" if params.flag("disabled") else "enabled"
    endpoint["metadata"] = params.metadata(endpoint["metadata"])
    return endpoint


def delete(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    endpoint = books.find("webhook_endpoint", ids[0], "webhook_endpoint")
    del books.kept["webhook_endpoint"][endpoint["id"]]
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def listed(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    return books.page("webhook_endpoint", params, "/v1/webhook_endpoints")


def event(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("event", ids[0], "id")


def events(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    kinds = [*params.texts("types"), *filter(None, [params.text("type")])]
    page = books.page("event", params, "/v1/events")
    if not kinds:
        return page
    wanted = Books(books.world, lambda _: 0)
    for said in books.kept["event"].values():
        if any(fnmatchcase(said["type"], kind) for kind in kinds):
            wanted.kept["event"][said["id"]] = said
    return wanted.page("event", params, "/v1/events")


def announce(books: Books, deliveries: Deliveries, said: Object) -> int:
    """Send an event to the endpoints that want it: how many they are."""
    count = 0
    for endpoint in books.kept["webhook_endpoint"].values():
        wanted = any(fnmatchcase(said["type"], kind) for kind in endpoint["enabled_events"])
        if endpoint["status"] == "enabled" and wanted:
            count += 1
            deliveries.post(_letter(books, said, endpoint))
    return count


def _letter(books: Books, said: Object, endpoint: Object) -> Letter:
    secret = books.hidden[endpoint["id"]]["secret"]
    body = json.dumps({**said, "api_version": endpoint["api_version"] or API_VERSION}, indent=2).encode()

    def write(signing: Signing) -> tuple[bytes, dict[str, str]]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Accept": "*/*; q=0.5, application/xml",
        }
        if signing != "none":
            headers["Stripe-Signature"] = signature(body, secret if signing == "right" else secret[::-1])
        return body, headers

    def delivered() -> None:
        said["pending_webhooks"] = max(0, said["pending_webhooks"] - 1)

    def accepted(status: int, _: bytes) -> bool:
        return 200 <= status < 300

    told = said["data"]["object"]
    payment = told["id"] if told["object"] == "payment_intent" else told.get("payment_intent")
    return Letter("stripe", said["id"], said["type"], endpoint["url"], write, accepted, delivered, payment, said)


def signature(body: bytes, secret: str) -> str:
    """The header Stripe-Signature at this moment: of the time outside, for receivers compare it with their own."""
    now = int(time.time())
    return f"t={now},v1={digest(body, secret.encode(), now)}"
