"""What an attacker would look at: sinks, scripts, addresses, messages, secrets."""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class HtmlSink(Row, frozen=True, kw_only=True):
    """One place where a string becomes markup."""

    sink: Annotated[str, "innerHTML, insertAdjacentHTML, document.write, dangerouslySetInnerHTML, mark_safe, Markup…"]
    constant: Annotated[bool, "the value is a literal"]
    sanitiser: Annotated[str | None, "sanitiser in the expression, e.g. DOMPurify.sanitize"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class ScriptLoad(Row, frozen=True, kw_only=True):
    """One address that a script is loaded from."""

    url: Annotated[str | None, "address as written without its query, computed parts as ${…}; null when computed"]
    host: Annotated[str | None, "host of the address, * for computed parts; null when computed or relative"]
    via: Annotated[str, "script element, loader call or tag"]
    names_version: Annotated[bool | None, "the address names a full version (1.2.3); null when it is computed"]
    integrity: Annotated[bool | None, "carries a subresource integrity hash; null when it cannot be seen"]
    crossorigin: Annotated[bool | None, "carries crossorigin; null when it cannot be seen"]
    conditional: Annotated[bool, "the attributes are given under a condition, e.g. where a hash is known"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class UrlLiteral(Row, frozen=True, kw_only=True):
    """One absolute or protocol-relative address written in a string of the source; comments are left out."""

    url: Annotated[str, "address as written without its query, computed parts as ${…}"]
    scheme: Annotated[str | None, "http, https, ws, wss; null when protocol-relative"]
    host: Annotated[str, "host, * for computed parts"]
    local: Annotated[bool, "the host is this machine, or a name reserved for tests"]
    purpose: Annotated[str, "request, resource, link, namespace or other"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class Navigation(Row, frozen=True, kw_only=True):
    """One place where the browser is sent to an address."""

    sink: Annotated[str, "as written: location.assign, location.href, window.open, form.action…"]
    address: Annotated[str, "the address, as written"]
    source: Annotated[str, "where its host comes from: literal, data, parameter or computed"]
    validated: Annotated[bool | None, "the host is fixed, or looked at before; null when it cannot be seen"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class MessageUse(Row, frozen=True, kw_only=True):
    """One use of cross-window messaging."""

    direction: Annotated[str, "send or receive"]
    via: Annotated[str, "postMessage, addEventListener, onmessage, fromEvent, or the class that wraps it"]
    target: Annotated[str | None, "send: the target origin, as written"]
    to_any: Annotated[bool | None, "send: to whatever window is there ('*'); null when it cannot be seen"]
    looks_at_origin: Annotated[bool | None, "receive: the handler looks at event.origin; null when it cannot be seen"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class CookieWrite(Row, frozen=True, kw_only=True):
    """One place in the source that sets a cookie."""

    via: Annotated[str, "document.cookie or Cookies.set"]
    cookie: Annotated[str, "the name, or the whole text, as the source writes it"]
    secure: Annotated[bool | None, "Secure is given, if only under a condition; null when it cannot be seen"]
    same_site: Annotated[bool | None, "SameSite is given, if only under a condition; null when it cannot be seen"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class DynamicCode(Row, frozen=True, kw_only=True):
    """One place where text is run as code."""

    sink: Annotated[str, "eval, new Function, exec, pickle.loads, yaml.load, subprocess.run in a shell…"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class TlsVerification(Row, frozen=True, kw_only=True):
    """One setting of certificate verification."""

    setting: Annotated[str, "e.g. rejectUnauthorized, verify, NODE_TLS_REJECT_UNAUTHORIZED"]
    enabled: Annotated[bool, "verification stays on"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class SensitiveDatum(Row, frozen=True, kw_only=True):
    """One secret, card number, security code or personal datum that was found; the value itself is not stored."""

    kind: Annotated[str, "secret, pan, sad (sensitive authentication data) or personal"]
    detector: Annotated[str, "what recognised it, e.g. jwt, stripe_secret_key, luhn_iin, email"]
    place: Annotated[str, "source, url, request_header, response_header, request_body or response_body"]
    key: Annotated[str | None, "name of the field, header or parameter that holds it"]
    entry: Annotated[int | None, "number of the exchange in a recording, from 0"]
    fingerprint: Annotated[str, "keyed hash of the value: equal values, equal fingerprints"]
    test_value: Annotated[bool, "a value published for testing, or a placeholder"]
    publishable: Annotated[bool, "made to be seen by browsers, e.g. a client key"]
    is_test: Annotated[bool, "in test code or a recording"]
    line: Annotated[int | None, "line in the file"]


class SearchedFile(Row, frozen=True, kw_only=True):
    """One text file that was searched for secrets and card numbers."""

    bytes: Annotated[int, "size of the file"]
    is_test: Annotated[bool, "in test code"]


class RecordingExposure(Row, frozen=True, kw_only=True):
    """How much of one kind of sensitive data one recording holds; a row for each kind, also where there is none."""

    recording: Annotated[str, "name of the recording"]
    kind: Annotated[
        str, "secret, card_number, test_card (a published one), security_code or mailbox (that may be real)"
    ]
    entries: Annotated[int, "exchanges that were searched"]
    unsearched: Annotated[int, "bodies that could not be searched, e.g. base64 of text that cannot be decoded"]
    found: Annotated[int, "values found, each once per exchange, place and name"]
    first: Annotated[str | None, "what recognised the first of them, and where it is"]
    line: Annotated[int | None, "line where the exchange of the first starts"]


class SignatureComparison(Row, frozen=True, kw_only=True):
    """One place where a message's authentication code (HMAC) is held against the one that came with the message."""

    via: Annotated[str, "what compares: ===, ==, timingSafeEqual, compare_digest, or the library that verifies"]
    compared: Annotated[str, "the comparison, as the source writes it"]
    constant_time: Annotated[bool, "it takes as long wherever the two differ"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]
