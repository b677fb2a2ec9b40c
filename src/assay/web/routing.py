"""A handler and what it needs -> a route. In: path, right, handler. Out: Starlette's routes, guarded.

What a handler takes is read off its signature: `site`, `person`, `visit`; parameters of the path by their name; `query`
and `body` as the struct that they are annotated with. So is what it gives. The description of the API (`openapi.py`) is
made of the same signatures.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import quote

import msgspec
from anyio import to_thread
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from .answers import as_json
from .jobs import NotReadyError
from .rights import Person, Right
from .visit import Visit

_MOST_FORM = 64 * 1024
_MOST_BODY = 1024 * 1024
_NOT_READY_SECONDS = 1


class DeniedError(Exception):
    """The person may not; `person` is None when nobody has signed in."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(person)
        self.person = person


class ForeignFormError(Exception):
    """A form that was not made for this browser, or long ago."""


class GuardedRoute(Route):
    """A route that says what right it needs; it cannot be made without."""

    strict = False

    def __init__(self, path: str, handler: Callable[..., Any], needs: Right, method: str, most_bytes: int) -> None:
        self.handler, self.needs, self.method = handler, needs, method
        super().__init__(path, self.answer, methods=[method], max_body_size=most_bytes)

    @cached_property
    def takes(self) -> dict[str, Any]:
        """Types of the handler's parameters, and of what it gives as `return`."""
        return get_type_hints(self.handler, include_extras=True)

    async def answer(self, request: Request) -> Response:
        person: Person | None = request.state.person
        if self.needs is not Right.NOTHING and (person is None or not person.may(self.needs)):
            raise DeniedError(person)
        return await self.give(request, person)

    async def give(self, request: Request, person: Person | None) -> Response:
        raise NotImplementedError

    async def call(self, request: Request, known: dict[str, Any]) -> Any:
        """What the handler gives. Errors: msgspec.ValidationError when the query is not what it takes."""
        given = known | request.path_params
        if "query" in self.takes:
            given["query"] = convert(request.query_params, self.takes["query"], strict=self.strict)
        given = {name: value for name, value in given.items() if name in self.takes}
        if inspect.iscoroutinefunction(self.handler):
            return await self.handler(**given)
        return await to_thread.run_sync(lambda: self.handler(**given))


class Page(GuardedRoute):
    """A page for people. What takes longer than a moment is answered by a page that waits for it."""

    async def give(self, request: Request, person: Person | None) -> Response:
        site = request.app.state.site
        visit = Visit(site, request, person)
        known: dict[str, Any] = {"site": site, "person": person, "visit": visit, "request": request}
        if self.method != "GET":
            form = await request.form(max_files=0, max_fields=50)
            if not site.sessions.is_form_token(request.state.cookie, str(form.get("csrf", ""))):
                raise ForeignFormError
            if "body" in self.takes:
                known["body"] = convert(form, self.takes["body"])
            return visit.keep(_response(await self.call(request, known)))
        key = (person, visit.cookie, request.url.path, request.url.query)
        try:
            made = await site.jobs.result(key, lambda: self.call(request, known))
        except NotReadyError as error:
            headers = {"refresh": str(_NOT_READY_SECONDS)}
            shown = visit.render("waiting.html", title="One moment", seconds=round(error.seconds))
            # The forms of the page are tied to the cookie: who asks again asks with it, and nobody else finds the page.
            return visit.keep(HTMLResponse(shown, 202, headers))
        return visit.keep(_response(made))


class Endpoint(GuardedRoute):
    """A path of the API."""

    strict = True

    async def give(self, request: Request, person: Person | None) -> Response:
        known: dict[str, Any] = {"site": request.app.state.site, "person": person, "request": request}
        if "body" in self.takes:
            known["body"] = msgspec.json.decode(await request.body(), type=self.takes["body"])
        made = await self.call(request, known)
        return made if isinstance(made, Response) else as_json(made)


def page(path: str, handler: Callable[..., Any], needs: Right = Right.READ, method: str = "GET") -> Page:
    return Page(path, handler, needs, method, _MOST_FORM)


def endpoint(
    path: str, handler: Callable[..., Any], needs: Right = Right.READ, method: str = "GET", most_bytes: int = _MOST_BODY
) -> Endpoint:
    return Endpoint(path, handler, needs, method, most_bytes)


def see(address: str) -> Response:
    """After a form: go there (303)."""
    return RedirectResponse(quote(address, safe=":/%#?=@[]!$&'()*+,;"), 303)


def convert(given: QueryParams | FormData, shape: Any, *, strict: bool = False) -> Any:
    """Named texts -> a struct. Where it takes a list, all of a name count, else the last.

    Browsers send fields of forms that were left empty: they are as good as absent, unless `strict`. Errors:
    ValidationError.
    """
    values: dict[str, Any] = {}
    listed = {field.encode_name for field in msgspec.structs.fields(shape) if _is_list(field.type)}
    for name, value in given.multi_items():
        if value == "" and not strict:
            continue
        if name in listed:
            values.setdefault(name, []).append(value)
        elif isinstance(value, str):
            values[name] = value
    return msgspec.convert(values, shape, strict=False, str_keys=True)


def _is_list(kind: Any) -> bool:
    return (get_origin(kind) or kind) in (list, tuple) or any(_is_list(part) for part in get_args(kind))


def _response(made: Any) -> Response:
    return made if isinstance(made, Response) else HTMLResponse(made)
