"""The shop as an ASGI application."""

from __future__ import annotations

import json
from collections.abc import Callable
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .checkout import Checkout, RefusedError
from .notifications import Notifications
from .orders import Document, Order

_checkout = Checkout()
_notifications = Notifications(_checkout)
_MOST_BYTES = 1_000_000


async def create(request: Request) -> Response:
    return await _answer(
        lambda body: _checkout.create(*(str(body.get(key)) for key in ("total", "currency", "method"))), request, 201
    )


async def read(request: Request) -> Response:
    return await _with_order(request, lambda order, _: _checkout.look(order))


async def pay(request: Request) -> Response:
    return await _with_order(
        request, lambda order, body: _checkout.pay(order, body.get("payment_method"), body.get("capture") == "later")
    )


async def came_back(request: Request) -> Response:
    return await _with_order(request, lambda order, _: _checkout.came_back(order))


async def capture(request: Request) -> Response:
    return await _with_order(request, lambda order, body: _checkout.capture(order, body.get("amount_minor")))


async def void(request: Request) -> Response:
    return await _with_order(request, lambda order, _: _checkout.void(order))


async def refund(request: Request) -> Response:
    return await _with_order(request, lambda order, body: _checkout.refund(order, body.get("amount_minor")))


async def keep(request: Request) -> Response:
    def kept(body: Document) -> dict[str, str]:
        return {"id": _checkout.keep(str(body.get("payment_method")), str(body.get("reference")))}

    return await _answer(kept, request, 201)


async def forget(request: Request) -> Response:
    return await _answer(lambda _: _checkout.forget(request.path_params["kept"]), request)


async def notify(request: Request) -> Response:
    """Answered before anything is done about it: the provider waits for seconds only."""
    try:
        event = _notifications.verified(await _limited(request), request.headers.get("stripe-signature"))
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse({"received": True}, background=BackgroundTask(_notifications.apply, event))


async def _with_order(request: Request, do: Callable[[Order, Document], Order]) -> Response:
    order = _checkout.orders.get(request.path_params["order"])
    if order is None:
        return JSONResponse({"error": "there is no such order"}, 404)
    return await _answer(lambda body: do(order, body), request)


async def _answer(do: Callable[[Document], object], request: Request, status: int = 200) -> Response:
    try:
        body = json.loads(await _limited(request) or b"{}")
        shown = await run_in_threadpool(do, body if isinstance(body, dict) else {})
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 400)
    except RefusedError as error:
        return JSONResponse({"error": str(error)}, 409)
    return JSONResponse(shown.shown() if isinstance(shown, Order) else shown or {}, status)


async def _limited(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise ValueError("that is too much")
    return body


app = Starlette(
    routes=[
        Route("/orders", create, methods=["POST"]),
        Route("/orders/{order}", read),
        Route("/orders/{order}/pay", pay, methods=["POST"]),
        Route("/orders/{order}/return", came_back),
        Route("/orders/{order}/capture", capture, methods=["POST"]),
        Route("/orders/{order}/void", void, methods=["POST"]),
        Route("/orders/{order}/refund", refund, methods=["POST"]),
        Route("/methods", keep, methods=["POST"]),
        Route("/methods/{kept}", forget, methods=["DELETE"]),
        Route("/webhooks/stripe", notify, methods=["POST"]),
    ]
)
