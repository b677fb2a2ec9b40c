"""A shop that is told of payments by webhooks: right in every way but for the defects that are planted in it.

RECEIVER_SCHEME, RECEIVER_SECRET, RECEIVER_DB (a SQLite file) and RECEIVER_DEFECTS (comma separated):

    no_check            the signature is not looked at
    applied_first       what the event says is applied before it is verified
    no_tolerance        the time of signing is not looked at
    old_events_refused  the time of the event is held against the clock
    reserialised        the body is decoded and encoded again before it is verified
    one_signature       only the first of several signatures is looked at
    no_dedupe           an event is applied whenever it is delivered
    noted_too_late      whether an event is known is looked up, and noted only after it was applied
    order_ignored       what arrives last is taken for the latest
    slow                the shop's work is done before the delivery is acknowledged
    any_size            a body of any size is read
    malformed_accepted  what is no event is acknowledged
    malformed_fails     what is no event is an error of the server
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from verifying import DEFECTS, VERIFIED, Headers, RefusedError, Told

SCHEME = os.environ.get("RECEIVER_SCHEME", "stripe")
MOST = 262_144
SLOW_SECONDS = 1.2


def opened() -> sqlite3.Connection:
    db = sqlite3.connect(os.environ["RECEIVER_DB"], timeout=10, isolation_level=None)
    db.execute("create table if not exists seen (event text primary key)")
    db.execute("create table if not exists captures (payment text, event text)")
    db.execute("create table if not exists orders (id text primary key, state text, said_at text)")
    return db


DB = opened()


async def body_of(request: Request) -> bytes:
    """Errors: RefusedError when there is more than any event has."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        parts.append(part)
        length += len(part)
        if length > MOST and "any_size" not in DEFECTS:
            raise RefusedError
    return b"".join(parts)


def verified(body: bytes, headers: Headers) -> Told:
    if "no_check" in DEFECTS:
        return told_of(body, headers)
    if "one_signature" in DEFECTS and "stripe-signature" in headers:
        headers = {**headers, "stripe-signature": ",".join(headers["stripe-signature"].split(",")[:2])}
    if "reserialised" in DEFECTS:
        body = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False).encode()
    return VERIFIED[SCHEME](body, headers)


def told_of(body: bytes, headers: Headers) -> Told:
    """What it says, whoever says it."""
    told = json.loads(body)
    if SCHEME == "adyen":
        item = told["notificationItems"][0]["NotificationRequestItem"]
        event = f"{item['eventCode']} {item['pspReference']}"
        return Told(event, item["pspReference"], item["merchantReference"], "paid", item["eventDate"])
    if SCHEME == "square":
        payment = told["data"]["object"]["payment"]
        return Told(told["event_id"], payment["id"], payment["order_id"], "paid", f"{payment['version']:06}")
    if SCHEME == "paypal":
        capture = told["resource"]
        return Told(told["id"], capture["id"], capture["custom_id"], "paid", told["create_time"])
    if SCHEME == "standard-webhooks":
        data = told["data"]
        return Told(headers["webhook-id"], data["id"], data["order_id"], "paid", told["timestamp"])
    intent = told["data"]["object"]
    return Told(told["id"], intent["id"], intent["metadata"]["order_id"], "paid", f"{told['created']:012}")


async def apply(told: Told) -> None:
    if "noted_too_late" in DEFECTS:
        if DB.execute("select 1 from seen where event = ?", (told.event,)).fetchone():
            return
        await asyncio.sleep(0.1)
        entered(told)
        DB.execute("insert or ignore into seen values (?)", (told.event,))
        return
    DB.execute("begin immediate")
    noted = DB.execute("insert or ignore into seen values (?)", (told.event,)).rowcount
    if noted or "no_dedupe" in DEFECTS:
        entered(told)
    DB.execute("commit")


def entered(told: Told) -> None:
    if told.state == "paid":
        DB.execute("insert into captures values (?, ?)", (told.payment, told.event))
    known = DB.execute("select said_at from orders where id = ?", (told.order,)).fetchone()
    if known is None or known[0] <= told.when or "order_ignored" in DEFECTS:
        DB.execute("insert or replace into orders values (?, ?, ?)", (told.order, told.state, told.when))


async def hook(request: Request) -> Response:
    try:
        body = await body_of(request)
    except RefusedError:
        return Response(status_code=413, headers={"connection": "close"})
    try:
        if "applied_first" in DEFECTS:
            await apply(told_of(body, request.headers))
        told = await asyncio.to_thread(verified, body, request.headers)
    except RefusedError:
        return Response(status_code=400)
    except (ValueError, KeyError, TypeError, AttributeError):
        if "malformed_fails" in DEFECTS:
            raise
        return Response(status_code=200 if "malformed_accepted" in DEFECTS else 422)
    if "old_events_refused" in DEFECTS and SCHEME == "stripe" and is_old(told):
        return Response(status_code=400)
    if "slow" in DEFECTS:
        await asyncio.sleep(SLOW_SECONDS)
    await apply(told)
    return JSONResponse({"received": True})


def is_old(told: Told) -> bool:
    import time

    return int(told.when) < time.time() - 300


async def order(request: Request) -> Response:
    name = request.path_params["order"]
    row = DB.execute("select state from orders where id = ?", (name,)).fetchone()
    answer: dict[str, Any] = {"id": name, "state": row and row[0]}
    return JSONResponse(answer, 200 if row else 404)


app = Starlette(routes=[Route("/hooks", hook, methods=["POST"]), Route("/orders/{order}", order)])
