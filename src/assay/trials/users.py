"""Names of environment variables -> the headers by which a user proves who asks, and how these may be shown."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from assay.model import UsageError

_LEAST_SECRET = 4
_MASK = "*"


@dataclass(frozen=True, slots=True)
class User:
    """One who asks. `shown` are the same headers with names of variables in the place of values: ${NAME}."""

    name: str
    headers: Mapping[str, str]
    shown: Mapping[str, str]
    secrets: tuple[str, ...]


NOBODY = User("none", {}, {}, ())


def secret_in(variable: str, option: str) -> str:
    """The value of an environment variable that an option names. Errors: UsageError where none can be sent."""
    value = os.environ.get(variable, "")
    if not value:
        remedy = "Secrets are taken from environment variables, never from the command line."
        raise UsageError(f"the environment variable {variable} is not set", where=option, remedy=remedy)
    if value != value.strip() or not value.isprintable():
        remedy = "Does it end with a space or a line end? Set it without."
        raise UsageError(f"the environment variable {variable} is nothing to send", where=option, remedy=remedy)
    return value


def user_of(name: str, stated: Sequence[str], option: str = "--auth") -> User | None:
    """`stated` are NAME (a bearer token), basic=NAME (user:password) or Header-Name=NAME; None for none.

    Errors: UsageError for a variable that is not set, or that no header can carry.
    """
    headers, shown, secrets = {}, {}, []
    for text in stated:
        header, separator, variable = text.rpartition("=")
        value = secret_in(variable, option)
        secrets += [value, *_parts(header, value)]
        if not separator:
            headers["Authorization"], shown["Authorization"] = f"Bearer {value}", f"Bearer ${{{variable}}}"
        elif header.lower() == "basic":
            encoded = base64.b64encode(value.encode()).decode()
            secrets.append(encoded)
            headers["Authorization"] = f"Basic {encoded}"
            shown["Authorization"] = f'Basic $(printf %s "${{{variable}}}" | base64 -w0)'
        else:
            headers[header], shown[header] = value, f"${{{variable}}}"
    return User(name, headers, shown, tuple(secrets)) if headers else None


def _parts(header: str, value: str) -> list[str]:
    """What is secret of it by itself: the password, what follows the scheme, each cookie."""
    if header.lower() == "basic":
        return [value.partition(":")[2]]
    if header.lower() == "cookie":
        return [pair.partition("=")[2] for pair in value.split("; ")]
    return [value.partition(" ")[2]] if _has_scheme(header) else []


def _has_scheme(header: str) -> bool:
    return header.lower() in ("authorization", "proxy-authorization")


def wrong(user: User) -> User:
    """Credentials of the same scheme that open nothing."""
    headers = {}
    for name, value in user.headers.items():
        scheme, _, rest = value.partition(" ")
        headers[name] = f"{scheme} {_spoiled(rest)}" if rest and _has_scheme(name) else _spoiled(value)
    return User("wrong", headers, headers, ())


def _spoiled(value: str) -> str:
    return "assay-wrong-" + "x" * max(0, min(len(value), 64) - 12)


def _forms(secret: str) -> tuple[str, ...]:
    """As it is, in an address, in base64, in JSON, and in a word of a shell."""
    encoded = base64.b64encode(secret.encode()).decode()
    inside = [json.dumps(secret, ensure_ascii=ascii)[1:-1] for ascii in (True, False)]
    return (secret, quote(secret, safe=""), quote(secret), encoded, *inside, secret.replace("'", "'\"'\"'"))


class Veil:
    """Takes the secrets of users out of whatever is stored or shown, in every form in which they travel."""

    def __init__(self, users: Iterable[User]) -> None:
        secrets = {secret for user in users for secret in user.secrets if len(secret) >= _LEAST_SECRET}
        forms = {form for secret in secrets for form in _forms(secret)}
        # What holds another goes first.
        self._forms = sorted(forms, key=len, reverse=True)

    def over(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, _MASK)
        return text

    def inside(self, value: Any) -> Any:
        """The same of every text in decoded JSON. Names of fields and numbers are nobody's secret."""
        if isinstance(value, dict):
            return {name: self.inside(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.inside(inner) for inner in value]
        return self.over(value) if isinstance(value, str) else value
