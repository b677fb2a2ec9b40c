"""Pacts: what a consumer expects of a provider (pact-foundation/pact-specification, version 1 to 4).

In: bytes of a pact file, and actual requests, responses or messages. Out: interactions, and what is not as expected.
"""

from .body import Body, State, observed_body
from .document import Interaction, Kind, Pact, PactError, is_pact, read_interaction, read_pact
from .exchange import (
    Message,
    Request,
    Response,
    contradictions,
    loosened,
    match_body,
    match_message,
    match_request,
    match_response,
    read_message,
    read_request,
    read_response,
)
from .fields import parse_form, read_headers
from .mismatch import Mismatch

__all__ = [
    "Body",
    "Interaction",
    "Kind",
    "Message",
    "Mismatch",
    "Pact",
    "PactError",
    "Request",
    "Response",
    "State",
    "contradictions",
    "is_pact",
    "loosened",
    "match_body",
    "match_message",
    "match_request",
    "match_response",
    "observed_body",
    "parse_form",
    "read_headers",
    "read_interaction",
    "read_message",
    "read_pact",
    "read_request",
    "read_response",
]
