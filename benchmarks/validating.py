"""How fast observed exchanges are held against their description, as ratios measured in one run.

Assay judges them as its derivation does: batches of calls, those that are alike together. Addresses are routed,
parameters, headers, statuses, media types and bodies held; after the first pass, which compiles, addresses are known.
The floor is the bare JSON Schema validator (jsonschema-rs) on the same bodies with the schema known, body by body:
nothing else is looked at. The peer is openapi-core, which does what assay does.
Goals: at least half of the floor's rate, at least 100 times the peer's. All three are handed bodies as text, of which
each is decoded by itself. Rates are by processor time.

Usage: python benchmarks/validating.py [--peer PYTHON] [--recording HAR] [--description FILE] [--seconds 3]
PYTHON is an interpreter that has openapi-core.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jsonschema_rs import Draft202012Validator

from assay.derivations.observation.calls import ObservedCall, batches, exchanges
from assay.derivations.observation.columns import COLUMNS
from assay.descriptions.batches import judged
from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api
from assay.descriptions.parameters import ABSENT, pairs_of
from assay.descriptions.routing import Router, address_of
from assay.descriptions.validating import Contract

SHOP = Path(__file__).resolve().parent.parent / "examples" / "checkout" / "services" / "shop-api"
PEER = """
import json, sys, time
import yaml
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict
stated = json.load(sys.stdin)
api = OpenAPI.from_dict(stated["description"])

class Request:
    def __init__(self, one):
        self.host_url, self.path, self.method = one["origin"], one["path"], one["method"].lower()
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(one["query"]), header=Headers(one["request_headers"]), cookie={}, path={})
        self.content_type = one["request_type"] or ""
        self.body = one["request_body"].encode() if one["request_body"] else None

class Response:
    def __init__(self, one):
        self.data = (one["response_body"] or "").encode()
        self.status_code, self.content_type = one["status"], one["response_type"] or ""
        self.headers = Headers(one["response_headers"])

pairs = [(Request(one), Response(one)) for one in stated["exchanges"]]
wrong, done, began = 0, 0, time.process_time()
while time.process_time() - began < stated["seconds"]:
    for request, response in pairs:
        if time.process_time() - began > stated["seconds"]:
            break
        wrong += bool(list(api.iter_request_errors(request)))
        wrong += bool(list(api.iter_response_errors(request, response)))
        done += 1
print(json.dumps({"rate": done / (time.process_time() - began), "wrong": wrong / done}))
"""


def recorded(recording: Path) -> list[dict[str, Any]]:
    """What a recording holds, plainly."""
    found = []
    for entry in json.loads(recording.read_text(encoding="utf-8"))["log"]["entries"]:
        request, response = entry["request"], entry["response"]
        url = urlsplit(request["url"])
        headers = [
            {header["name"].lower(): header["value"] for header in side["headers"]} for side in (request, response)
        ]
        found.append(
            {
                "method": request["method"],
                "origin": f"{url.scheme}://{url.netloc}",
                "host": url.hostname,
                "path": url.path,
                "raw_query": url.query,
                "query": [[name, value] for name, value in pairs_of(url.query)],
                "request_headers": headers[0],
                "request_type": headers[0].get("content-type"),
                "request_body": request.get("postData", {}).get("text"),
                "status": response["status"],
                "response_headers": headers[1],
                "response_type": headers[1].get("content-type"),
                "response_body": response["content"].get("text") or None,
            }
        )
    return found


def rates(works: list[Callable[[], int]], seconds: float) -> list[float]:
    """Exchanges a second of processor time, in turns, so that what else the machine does hits all alike.

    The first pass, which compiles, is not counted.
    """
    done, spent = [0] * len(works), [0.0] * len(works)
    for work in works:
        work()
    while min(spent) < seconds:
        for number, work in enumerate(works):
            began = time.process_time()
            while time.process_time() - began < 0.05:
                done[number] += work()
            spent[number] += time.process_time() - began
    return [count / time_spent for count, time_spent in zip(done, spent, strict=True)]


class Ours:
    """Addresses matched, parameters, headers, statuses, media types and bodies validated, as the derivation does."""

    def __init__(self, description: Path, observed: list[dict[str, Any]]) -> None:
        document = open_document(description.name, {description.name: description.read_bytes()})
        self.router = Router()
        for operation in read_api(document).operations:
            contract = Contract(document, operation)
            self.router.add(map(address_of, operation.servers), operation.method, operation.route, contract)
        self.calls = _read(observed)
        self.wrong = 0
        self.bare: list[tuple[Callable[[Any], bool], str]] = []
        known: dict[int, Callable[[Any], bool]] = {}
        for call, verdict in zip(self.calls, self._judged(self.calls), strict=True):
            for checked, body in zip(verdict, (call.request_body, call.response_body), strict=True):
                described = checked.body_schema
                if described is not None and described.schema is not None and body is not ABSENT:
                    if id(described) not in known:
                        known[id(described)] = Draft202012Validator(described.schema, validate_formats=True).is_valid
                    self.bare.append((known[id(described)], body))

    def run(self) -> int:
        """Validates all exchanges once."""
        self.wrong = 0
        for batch in batches(self.calls):
            for asked, answered in self._judged(batch):
                self.wrong += bool(asked.mismatches) + bool(answered.mismatches)
        return len(self.calls)

    def run_bare(self) -> int:
        """Decodes and validates the same bodies, and nothing else."""
        decode = msgspec.json.decode
        for is_valid, body in self.bare:
            is_valid(decode(body))
        return len(self.calls)

    def _judged(self, calls: Sequence[ObservedCall]) -> list[Any]:
        found = [self.router.match(one.method, one.host, one.sent_path).found[0] for one in calls]
        parameters = [one.parameters for one in found]
        return judged([one.target for one in found], exchanges(calls, parameters))


def _read(observed: list[dict[str, Any]]) -> list[ObservedCall]:
    """As the derivation reads them from the tables of calls and of headers."""
    headers, calls = {}, []
    for number, one in enumerate(observed):
        sides = (("request", one["request_headers"]), ("response", one["response_headers"]))
        headers["", number] = [(side, name, value) for side, stated in sides for name, value in stated.items()]
        query = f"?{one['raw_query']}" if one["raw_query"] else ""
        url = f"{one['origin']}{one['path']}{query}"
        stated = {**one, "path": "", "entry": number, "url": url, "response_bytes": len(one["response_body"] or "")}
        calls.append(ObservedCall.read([stated.get(name) for name in COLUMNS], headers))
    return calls


def varied(observed: list[dict[str, Any]], copies: int, page: int) -> list[dict[str, Any]]:
    """The same exchanges again and again, each time with other identifiers and versions: no two are the same.

    Lists of `items` are as long as a page may be: answers of recorded checkouts have 3 to 6 kB, those here hardly any.
    """
    found = []
    for number in range(copies):
        text = json.dumps([_filled(one, page) for one in observed])
        renamed = _Renamed(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))
        other = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", renamed.identifier, text)
        found += json.loads(re.sub(r"\b[0-9a-f]{16}\b", renamed.version, other))
    return found


class _Renamed:
    def __init__(self, seed: uuid.UUID) -> None:
        self.seed = seed

    def identifier(self, match: re.Match[str]) -> str:
        return str(uuid.uuid5(self.seed, match[0]))

    def version(self, match: re.Match[str]) -> str:
        return uuid.uuid5(self.seed, match[0]).hex[:16]


def _filled(one: dict[str, Any], page: int) -> dict[str, Any]:
    body = json.loads(one["response_body"] or "null")
    if isinstance(body, dict) and body.get("items"):
        body["items"] = [body["items"][number % len(body["items"])] for number in range(page)]
        return {**one, "response_body": json.dumps(body)}
    return one


def main() -> int:
    """Prints the rates; exits with 1 where a goal is missed."""
    gc.set_threshold(500_000, 50, 100)  # as the command has it
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", help="interpreter that has openapi-core")
    parser.add_argument("--recording", type=Path, default=SHOP / "tests" / "recordings" / "core-buys.har")
    parser.add_argument("--description", type=Path, default=SHOP / "openapi.yaml")
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--page", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    observed = varied(recorded(options.recording), options.copies, options.page)
    ours = Ours(options.description, observed)
    floor, own = rates([ours.run_bare, ours.run], options.seconds)
    size = sum(len(body) for _, body in ours.bare) / len(ours.bare)
    print(f"{len(observed)} exchanges, {len(ours.bare)} bodies of {size:,.0f} bytes each, {ours.wrong} sides wrong")
    print(f"bare jsonschema-rs {floor:12,.0f} a second")
    print(f"assay              {own:12,.0f} a second, {own / floor:.2f} of the floor")
    held = own / floor >= 0.5
    if options.peer:
        import yaml

        description = yaml.safe_load(options.description.read_text(encoding="utf-8"))
        stated = {"description": description, "exchanges": observed, "seconds": options.seconds}
        argv = [options.peer, "-c", PEER]
        done = subprocess.run(argv, input=json.dumps(stated, default=str), capture_output=True, text=True, check=True)
        peer = json.loads(done.stdout)
        print(f"openapi-core       {peer['rate']:12,.0f} a second, {own / peer['rate']:,.0f} times slower than assay")
        print(f"                   it finds {peer['wrong']:.2f} sides wrong in each exchange")
        held = held and own / peer["rate"] >= 100
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
