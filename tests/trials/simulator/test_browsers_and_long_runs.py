"""No page of another site speaks with the simulator; what it keeps is bounded; of a race under one key one is done."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from urllib.parse import urlsplit

import pytest

from assay.trials.simulator import Simulator, door, faults

KEY = "Bearer " + "_".join(("sk", "test", "1"))
PAYMENT = b"amount=1250&currency=eur&confirm=true&payment_method=pm_card_visa&return_url=http://127.0.0.1/back"


def spoken(simulator: Simulator, head: str, body: bytes = b"") -> tuple[int, bytes]:
    """A request as these very bytes, and the status and whole of what comes back; 0 where nothing does."""
    parts = urlsplit(simulator.url)
    with closing(socket.create_connection((parts.hostname, parts.port), timeout=20)) as line:
        line.sendall(head.encode() + b"\r\nConnection: close\r\n\r\n" + body)
        said = b""
        while part := line.recv(65_536):
            said += part
    return int(said.split(b" ")[1]) if said else 0, said


def posted(simulator: Simulator, path: str, *headers: str, body: bytes = PAYMENT) -> tuple[int, bytes]:
    form = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    named = headers if any(one.startswith("Host:") for one in headers) else (f"Host: {_own(simulator)}", *headers)
    return spoken(simulator, "\r\n".join([f"POST {path} HTTP/1.1", *named, *form]), body)


def _own(simulator: Simulator) -> str:
    return urlsplit(simulator.url).netloc


@pytest.mark.parametrize(
    "path",
    ["/v1/payment_intents", "/v72/payments", "/_assay/reset", "/_assay/pages/pi_1", "/_assay/settle", "/nowhere"],
)
@pytest.mark.parametrize(
    "headers",
    [
        ("Host: rebound.example",),
        ("Host: rebound.example:8421",),
        ("Host: 127.0.0.1.rebound.example",),
        ("Host: 192.0.2.7:8421",),
        ("Host: [::1",),
        ("Origin: https://elsewhere.example",),
        ("Origin: http://127.0.0.1:1",),
        ("Origin: null",),
    ],
)
def test_no_page_of_another_site_is_answered(simulator: Simulator, path: str, headers: tuple[str, ...]) -> None:
    status, said = posted(simulator, path, f"Authorization: {KEY}", *headers)
    assert status == 403
    assert "for programs of this machine" in json.loads(said.partition(b"\r\n\r\n")[2])["error"]["message"]
    assert b"access-control-" not in said.lower()
    assert simulator.objects("payment_intent") == [] == simulator.requests()


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "LOCALHOST", "[::1]", "127.8.8.8", "host.docker.internal", "stripe.test"]
)
def test_whatever_name_this_machine_has_for_itself_will_do(simulator: Simulator, name: str) -> None:
    assert posted(simulator, "/v1/payment_intents", f"Host: {name}:8421", f"Authorization: {KEY}")[0] == 200


def test_its_own_pages_may_speak_with_it(simulator: Simulator) -> None:
    body = PAYMENT.replace(b"pm_card_visa", b"pm_card_threeDSecure2Required")
    _, said = posted(simulator, "/v1/payment_intents", f"Authorization: {KEY}", body=body)
    page = urlsplit(json.loads(said.partition(b"\r\n\r\n")[2])["next_action"]["redirect_to_url"]["url"]).path
    status, said = posted(simulator, page, f"Origin: {simulator.url}", body=b"do=authorize")
    assert (status, simulator.objects("payment_intent")[0]["status"]) == (303, "succeeded")
    assert b"frame-ancestors 'none'" in spoken(simulator, f"GET {page} HTTP/1.1\r\nHost: {_own(simulator)}")[1]


def test_no_browser_is_told_that_it_may(simulator: Simulator) -> None:
    asked = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Private-Network: true"
    for path in ("/_assay/faults", "/v1/payment_intents"):
        head = f"OPTIONS {path} HTTP/1.1\r\nHost: {_own(simulator)}\r\nOrigin: https://elsewhere.example\r\n{asked}"
        status, said = spoken(simulator, head)
        assert status == 403 and b"access-control-allow" not in said.lower()


@pytest.mark.parametrize("head", ["X-Long: " + "x" * 1_000_000, "\r\n".join(f"X-{n}: x" for n in range(100_000))])
def test_headers_without_end_are_not_read(simulator: Simulator, head: str) -> None:
    try:
        status, _ = spoken(simulator, f"GET /_assay/state HTTP/1.1\r\nHost: {_own(simulator)}\r\n{head}")
    except OSError:
        status = 0  # it was shut out while it spoke still
    assert status in (0, 400, 431)
    assert spoken(simulator, f"GET /_assay/clock HTTP/1.1\r\nHost: {_own(simulator)}")[0] == 200


def test_a_body_without_end_is_not_read(simulator: Simulator) -> None:
    head = f"POST /v1/payment_intents HTTP/1.1\r\nHost: {_own(simulator)}\r\nTransfer-Encoding: chunked"
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    try:
        status, _ = spoken(simulator, head, chunk * 40)
    except OSError:
        status = 0
    assert status in (0, 413)


def test_what_is_full_says_so_and_forgets_nothing(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_KEPT", 12)
    authorized = f"Authorization: {KEY}"
    statuses = [posted(simulator, "/v1/payment_intents", authorized, f"Idempotency-Key: {n}")[0] for n in range(5)]
    assert statuses == sorted(statuses) and set(statuses) == {200, 507}
    assert len(simulator.objects("payment_intent")) == statuses.count(200)
    assert len(simulator.events("payment_intent.succeeded")) == statuses.count(200)
    simulator.reset()
    assert posted(simulator, "/v1/payment_intents", authorized)[0] == 200


def test_keys_are_forgotten_after_a_day(simulator: Simulator) -> None:
    def paid(key: str) -> str:
        _, said = posted(simulator, "/v1/payment_intents", f"Authorization: {KEY}", f"Idempotency-Key: {key}")
        return str(json.loads(said.partition(b"\r\n\r\n")[2])["id"])

    first, other = paid("a"), paid("b")
    assert (paid("a"), paid("b")) == (first, other)
    simulator.advance(86_400)
    assert paid("a") not in (first, other)
    assert paid("a") == simulator.objects("payment_intent")[-1]["id"]


def test_what_went_over_the_wire_is_kept_only_where_it_is_asked_for() -> None:
    with Simulator(seed=7, recording=False) as running:
        posted(running, "/v1/payment_intents", f"Authorization: {KEY}")
        assert (len(running.requests()), running.exchanges()) == (1, [])


def test_there_are_not_more_faults_than_can_be_looked_through(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "_MOST_RULES", 2)
    status, said = posted(simulator, "/_assay/faults", body=json.dumps([{"kind": "slow"}] * 3).encode())
    assert status == 400 and b"DELETE /_assay/faults" in said


@pytest.mark.parametrize("path", ["/v1/payment_intents", "/v72/payments"])
def test_of_many_at_once_under_one_key_one_is_done(simulator: Simulator, path: str) -> None:
    adyen = {
        "amount": {"value": 1250, "currency": "EUR"},
        "merchantAccount": "Shop",
        "reference": "A1",
        "returnUrl": "http://127.0.0.1/back",
        "paymentMethod": {
            "type": "scheme",
            **{f"encrypted{part}": "test_" + said for part, said in _CARD.items()},
        },
    }
    stripe = path.startswith("/v1")
    body = PAYMENT if stripe else json.dumps(adyen).encode()
    headers = ("Idempotency-Key: pressed",) + ((f"Authorization: {KEY}",) if stripe else ("X-API-Key: any",))
    ready = Barrier(16)

    def press(_: int) -> tuple[int, bytes]:
        ready.wait()
        status, said = posted(simulator, path, *headers, body=body)
        return status, said.partition(b"\r\n\r\n")[2]

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(press, range(16)))
    assert len(answers) == 1 and {status for status, _ in answers} == {200}
    made = simulator.objects("charge") if stripe else simulator.adyen_payments()
    assert len(made) == 1


_CARD = {"CardNumber": "4111" + "1" * 12, "ExpiryMonth": "03", "ExpiryYear": "2030", "SecurityCode": "737"}
