"""What consumers and providers promise each other: pacts, their verification, and what is deployed where.

A party is a consumer or provider by the name that pacts give it; `integration` owns the file.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from assay.model import Row


class PactFile(Row, frozen=True, kw_only=True):
    """One contract between two parties."""

    consumer: Annotated[str, "name of the consumer"]
    provider: Annotated[str, "name of the provider"]
    format_version: Annotated[str | None, "version of the Pact specification as stated"]
    consumer_version: Annotated[str | None, "version of the consumer that expects it; known of pacts out of a broker"]
    interactions: Annotated[int, "interactions it has"]
    problem: Annotated[str | None, "what is wrong with the file as a whole; null when nothing is"]
    pointer: Annotated[str, "place in the file"] = ""


class PactInteraction(Row, frozen=True, kw_only=True):
    """One interaction that a consumer expects."""

    consumer: Annotated[str, "name of the consumer"]
    provider: Annotated[str, "name of the provider"]
    interaction: Annotated[str, "description and the states it needs; counted where it comes again"]
    kind: Annotated[str, "http, message, sync_message or plugin"]
    method: Annotated[str | None, "HTTP method, upper case"]
    route: Annotated[str | None, "path of the request, an example"]
    status: Annotated[int | None, "status that is expected"]
    pending: Annotated[bool, "its failing does not fail the provider yet"]
    states: Annotated[int, "provider states it needs"]
    same: Annotated[int, "interactions before it in the file of the same description and states"]
    exact_values: Annotated[int, "texts and numbers in the expected response that have to be the very same"]
    open_values: Annotated[int, "texts and numbers in the expected response that a matching rule leaves open"]
    volatile: Annotated[
        str | None, "place of the first exact value that is another one each time: a UUID, a date, a time; null: none"
    ]
    problem: Annotated[str | None, "what is wrong with its form, in words; null when nothing is"]
    left: Annotated[str | None, "why it is not judged, in words; null when it is"]
    document: Annotated[str | None, "the interaction as JSON, sensitive values masked; null where it is not judged"]
    version: Annotated[float, "version of the Pact specification it is read by"]
    pointer: Annotated[str, "place in the file"]


class PactVerification(Row, frozen=True, kw_only=True):
    """One result of holding a provider to a pact."""

    consumer: Annotated[str, "name of the consumer"]
    provider: Annotated[str, "name of the provider"]
    consumer_version: Annotated[str | None, "version of the consumer; null where it is not stated"]
    provider_version: Annotated[str | None, "version of the provider; null where it is not stated"]
    success: Annotated[bool | None, "the provider keeps the pact; null where nobody has verified it"]
    verified_at: Annotated[datetime | None, "when, UTC; null where it is not stated"]
    failures: Annotated[str | None, "what fails, the first few, in words"]
    tool: Annotated[str, "what told: verifier or broker"]


class DeployedVersion(Row, frozen=True, kw_only=True):
    """One version that runs in an environment, as assay.toml or a broker says."""

    party: Annotated[str, "name of the application: as in pacts, or of the unit"]
    version: Annotated[str, "its version"]
    runs_in: Annotated[str, "environment it runs in"]
    since: Annotated[date | None, "day since when; null where it is not stated"]
    line: Annotated[int | None, "line in the file"]


class PactParty(Row, frozen=True, kw_only=True):
    """One consumer or provider of the pacts of the target, and what it is here."""

    path: Annotated[str, "first pact that names it"]
    party: Annotated[str, "name"]
    unit: Annotated[str | None, "unit of the target that has this name; null where none has"]
    api: Annotated[str | None, "description of what it provides; null where nobody described it"]
    hosts: Annotated[str, "hosts where it is, space separated: as its description says"]


class PactAgreement(Row, frozen=True, kw_only=True):
    """One expectation held against what the provider describes, or against the traffic that was observed."""

    path: Annotated[str, "file of the pact"]
    origin: Annotated[str, "how what it is held against was observed: source for a description, else that of the calls"]
    environment: Annotated[str | None, "environment of the calls, or that the description is of"]
    consumer: Annotated[str, "name of the consumer"]
    provider: Annotated[str, "name of the provider"]
    interaction: Annotated[str, "description and the states it needs"]
    against: Annotated[str, "description or traffic"]
    api: Annotated[str | None, "description of the provider; null where nobody described it"]
    operation: Annotated[str | None, "described operation that the request goes to, e.g. GET /orders/{id}"]
    agrees: Annotated[bool | None, "what is expected is described, or was kept; null where that cannot be told"]
    kind: Annotated[
        str | None, "what differs: operation, parameter, request, status, response; undescribed, unseen or unclear"
    ]
    message: Annotated[str, "what was seen, in words"]
    calls: Annotated[int | None, "observed calls of this operation that were answered with the expected status"]
    kept: Annotated[int | None, "those of them that are as expected"]
    pointer: Annotated[str, "place of the interaction in the file"]
