"""Names of environment variables -> the headers by which a user proves who asks, and how these may be shown."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def user_of(name: str, stated: Sequence[str]) -> User | None:
    """`stated` are NAME (a bearer token), basic=NAME (user:password) or Header-Name=NAME; None for none.

    Errors: UsageError for a variable that is not set.
    """
    headers, shown, secrets = {}, {}, []
    for text in stated:
        header, separator, variable = text.rpartition("=")
        value = os.environ.get(variable, "")
        if not value:
            remedy = "Credentials are taken from environment variables, never from the command line."
            raise UsageError(f"the environment variable {variable} is not set", where="--auth", remedy=remedy)
        secrets.append(value)
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


def wrong(user: User) -> User:
    """Credentials of the same shape that open nothing."""
    headers = {
        name: f"{value.partition(' ')[0]} {_spoiled(value.partition(' ')[2])}" if " " in value else _spoiled(value)
        for name, value in user.headers.items()
    }
    return User("wrong", headers, headers, ())


def _spoiled(value: str) -> str:
    return "assay-wrong-" + "x" * max(0, min(len(value), 64) - 12)


class Veil:
    """Takes the secrets of users out of whatever is stored or shown, in every form in which they travel."""

    def __init__(self, users: Iterable[User]) -> None:
        secrets = {secret for user in users for secret in user.secrets if len(secret) >= _LEAST_SECRET}
        forms = {
            form
            for secret in secrets
            for form in (secret, quote(secret, safe=""), quote(secret), base64.b64encode(secret.encode()).decode())
        }
        # What holds another goes first.
        self._forms = sorted(forms, key=len, reverse=True)

    def over(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, _MASK)
        return text
