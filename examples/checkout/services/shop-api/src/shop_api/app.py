"""The operations of openapi.yaml as an ASGI application, below /v1."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .access import Limiter, user_of
from .defects import planted
from .exchange import Replays, body_of, etag, known_query, must_match, negotiate, page, versioned
from .problems import Problem, answer, on_http, on_problem
from .shapes import CartWanted, Document, LooseCart, OrderWanted, PaymentWanted, Product, RefundWanted
from .shop import PRODUCTS, Shop

_Wanted = TypeVar("_Wanted", bound=msgspec.Struct)
_PRIVATE = {"Cache-Control": "no-store"}
_PUBLIC = {"Cache-Control": "public, max-age=60"}
#: RFC 9745 and RFC 8594
_LEAVING = {
    "Deprecation": "@1775001600",
    "Sunset": "Wed, 30 Jun 2027 22:00:00 GMT",
    "Link": '</v1/orders>; rel="successor-version"',
}


class _Api:
    """The endpoints over one shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._replays = Replays()

    def routes(self) -> list[Route]:
        return [
            _route("/products", {"GET": self.list_products}),
            _route("/products/{sku}", {"GET": self.read_product}),
            _route("/carts", {"POST": self.add_cart}),
            _route("/carts/{cart_id}", {"GET": self.read_cart, "PUT": self.change_cart, "DELETE": self.drop_cart}),
            _route("/orders", {"GET": self.list_orders, "POST": self.place_order}),
            _route("/orders/{order_id}", {"GET": self.read_order}),
            _route("/orders/{order_id}/receipt", {"GET": self.read_receipt}),
            _route("/orders/{order_id}/payments", {"POST": self.pay}),
            _route("/orders/{order_id}/refunds", {"POST": self.refund}),
        ]

    async def list_products(self, request: Request) -> Response:
        known_query(request, ("cursor", "limit"))
        shown, headers = page(request, [_product(product) for product in PRODUCTS.values()])
        return versioned(request, shown, {**_PUBLIC, **headers})

    async def read_product(self, request: Request) -> Response:
        known_query(request, ())
        product = PRODUCTS.get(request.path_params["sku"])
        if product is None:
            raise Problem(404, "not-found", "there is no such product")
        return versioned(request, _product(product), _PUBLIC)

    async def add_cart(self, request: Request) -> Response:
        def add(user: str, wanted: CartWanted | LooseCart) -> tuple[Document, dict[str, str]]:
            cart = self._shop.add_cart(user, wanted)
            return cart, {"Location": f"/v1/carts/{cart['id']}", "ETag": etag(cart)}

        if planted("invalid_accepted"):
            return await self._write(request, LooseCart, add)
        return await self._write(request, CartWanted, add)

    async def read_cart(self, request: Request) -> Response:
        known_query(request, ())
        response = versioned(request, self._shop.cart(user_of(request), request.path_params["cart_id"]), _PRIVATE)
        if planted("wrong_content_type") and response.status_code == 200:
            response.headers["content-type"] = "text/plain; charset=utf-8"
        return response

    async def change_cart(self, request: Request) -> Response:
        known_query(request, ())
        user, cart_id = user_of(request), request.path_params["cart_id"]
        wanted, _ = await body_of(request, CartWanted)
        must_match(request, self._shop.cart(user, cart_id))
        cart = self._shop.change_cart(user, cart_id, wanted)
        return _json(cart, 200, {**_PRIVATE, "ETag": etag(cart)})

    async def drop_cart(self, request: Request) -> Response:
        known_query(request, ())
        self._shop.drop_cart(user_of(request), request.path_params["cart_id"])
        return Response(status_code=204, headers=_PRIVATE)

    async def place_order(self, request: Request) -> Response:
        def place(user: str, wanted: OrderWanted) -> tuple[Document, dict[str, str]]:
            order = self._shop.place_order(user, wanted.cart_id)
            return order, {"Location": f"/v1/orders/{order['id']}"}

        return await self._write(request, OrderWanted, place, status=202 if planted("undocumented_status") else 201)

    async def list_orders(self, request: Request) -> Response:
        user = user_of(request)
        known_query(request, ("cursor", "limit"))
        shown, headers = page(request, self._shop.orders(user))
        return _json(shown, 200, {**_PRIVATE, **headers})

    async def read_order(self, request: Request) -> Response:
        known_query(request, ())
        order: Document = self._shop.order(user_of(request), request.path_params["order_id"])
        if planted("missing_field"):
            order = {name: value for name, value in order.items() if name != "total"}
        return versioned(request, order, _PRIVATE)

    async def read_receipt(self, request: Request) -> Response:
        known_query(request, ())
        order = self._shop.order(user_of(request), request.path_params["order_id"])
        receipt = {"order_id": order["id"], "total": order["total"], "currency": order["currency"]}
        return _json(receipt, 200, {**_PRIVATE, **({} if planted("deprecation_unsaid") else _LEAVING)})

    async def pay(self, request: Request) -> Response:
        order_id = request.path_params["order_id"]
        return await self._write(
            request, PaymentWanted, lambda user, wanted: (self._shop.pay(user, order_id, wanted), {})
        )

    async def refund(self, request: Request) -> Response:
        order_id = request.path_params["order_id"]
        return await self._write(
            request, RefundWanted, lambda user, wanted: (self._shop.refund(user, order_id, wanted), {})
        )

    async def _write(
        self,
        request: Request,
        shape: type[_Wanted],
        apply: Callable[[str, _Wanted], tuple[Document, dict[str, str]]],
        status: int = 201,
    ) -> Response:
        """A write that a key makes safe to repeat."""
        known_query(request, ())
        user = user_of(request)
        key = self._replays.key(request)
        wanted, data = await body_of(request, shape)
        earlier = self._replays.earlier(user, request, key, data)
        if earlier is not None:
            return earlier
        _stumble(getattr(wanted, "note", None))
        document, headers = apply(user, wanted)
        return self._replays.keep(user, request, key, data, _json(document, status, {**_PRIVATE, **headers}))


def _stumble(note: str | None) -> None:
    if planted("server_error") and len(note or "") > 150:
        raise RuntimeError("the column is narrower than the description says")


def _product(product: Product) -> Document:
    shown: Document = product
    if planted("wrong_type"):
        shown = {**shown, "price": {**product["price"], "minor": str(product["price"]["minor"])}}
    if planted("extra_field"):
        shown = {**shown, "margin": 31}
    return shown


def _json(document: Document, status: int, headers: Mapping[str, str]) -> Response:
    return Response(msgspec.json.encode(document), status, headers, "application/json")


Endpoint = Callable[[Request], Awaitable[Response]]


def _route(path: str, endpoints: Mapping[str, Endpoint]) -> Route:
    async def endpoint(request: Request) -> Response:
        negotiate(request)
        return await endpoints[request.method](request)

    route = Route(path, endpoint, methods=list(endpoints))
    route.methods = set(endpoints)  # no HEAD beside GET: it is not described
    return route


class _Headers:
    """What every answer says: its id, how long it took, how much may still be asked, and that it is TLS only."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        client = Request(scope).headers.get("authorization", "open")
        app, left, wait = self._app, 0, 0
        try:
            left, wait = self._limiter.take(client)
        except Problem as problem:
            app = answer(problem)

        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = {
                    "X-Request-Id": uuid.uuid4().hex,
                    "X-Runtime": f"{time.perf_counter() - began:.6f}",
                    "RateLimit-Policy": f'"minute";q={self._limiter.limit};w=60',
                    "RateLimit": f'"minute";r={left};t={wait}',
                    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
                }
                raw = [(name.lower().encode(), value.encode()) for name, value in more.items()]
                message = {**message, "headers": [*message["headers"], *raw]}
            await send(message)

        await app(scope, receive, send_more)


def create_app(shop: Shop | None = None) -> ASGIApp:
    """A new application over a shop of its own. SHOP_API_REQUESTS_PER_MINUTE limits each client."""
    inner = Starlette(
        routes=[Mount("/v1", routes=_Api(shop or Shop()).routes())],
        exception_handlers={Problem: on_problem, HTTPException: on_http},
    )
    inner.router.redirect_slashes = False
    return _Headers(inner, Limiter(int(os.environ.get("SHOP_API_REQUESTS_PER_MINUTE", "60000"))))


app = create_app()
