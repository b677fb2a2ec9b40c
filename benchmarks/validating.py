"""How fast observed exchanges are held against their description, as ratios measured in one run.

The floor is the bare JSON Schema validator (jsonschema-rs) on the same bodies with the schema known: no address is
matched, no parameter, header, status or media type looked at. The peer is openapi-core, which does what assay does.
Goals: at least half of the floor's rate, at least 100 times the peer's. All three are handed bodies as text.
Rates are by processor time.

Usage: python benchmarks/validating.py [--peer PYTHON] [--recording HAR] [--description FILE] [--seconds 3]
PYTHON is an interpreter that has openapi-core.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api
from assay.descriptions.parameters import ABSENT, Sent, cookies_of, pairs_of
from assay.descriptions.routing import Router, address_of
from assay.descriptions.validating import Checked, Contract, Exchange

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


def exchanges(recording: Path) -> list[dict[str, Any]]:
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
    """Addresses matched, parameters, headers, statuses, media types and bodies validated."""

    def __init__(self, description: Path, observed: list[dict[str, Any]]) -> None:
        document = open_document(description.name, {description.name: description.read_bytes()})
        self.router = Router()
        for operation in read_api(document).operations:
            contract = Contract(document, operation)
            self.router.add(map(address_of, operation.servers), operation.method, operation.route, contract)
        self.observed = observed
        self.wrong = 0
        self.bare: list[tuple[Callable[[Any], bool], str]] = []
        for one in observed:
            for checked, body in zip(self._checked(one), (one["request_body"], one["response_body"]), strict=True):
                if checked.body_schema is not None and body:
                    self.bare.append((checked.body_schema.compiled.is_valid, body))

    def run(self) -> int:
        """Validates all exchanges once."""
        self.wrong = 0
        for one in self.observed:
            asked, answered = self._checked(one)
            self.wrong += bool(asked.mismatches) + bool(answered.mismatches)
        return len(self.observed)

    def run_bare(self) -> int:
        """Decodes and validates the same bodies, and nothing else."""
        decode = msgspec.json.decode
        for is_valid, body in self.bare:
            is_valid(decode(body))
        return len(self.observed)

    def _checked(self, one: dict[str, Any]) -> tuple[Checked, Checked]:
        found = self.router.match(one["method"], one["host"], one["path"]).found[0]
        headers = one["request_headers"]
        sent = Sent(found.parameters, pairs_of(one["raw_query"]), headers, cookies_of(headers.get("cookie")))
        exchange = Exchange(
            one["method"],
            sent,
            one["request_type"],
            _decoded(one["request_body"]),
            one["status"],
            one["response_type"],
            one["response_headers"],
            _decoded(one["response_body"]),
        )
        return found.target.request(exchange), found.target.response(exchange)


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


def _decoded(text: str | None) -> Any:
    return msgspec.json.decode(text) if text else ABSENT


def main() -> int:
    """Prints the rates; exits with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", help="interpreter that has openapi-core")
    parser.add_argument("--recording", type=Path, default=SHOP / "tests" / "recordings" / "core-buys.har")
    parser.add_argument("--description", type=Path, default=SHOP / "openapi.yaml")
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--page", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    observed = varied(exchanges(options.recording), options.copies, options.page)
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
