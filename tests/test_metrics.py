"""Every shipped metric measures the example, its ratios keep their bounds, its formula gives numbers known by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.evidence import Evidence, load_rows, open_database
from assay.engine.judge import judge
from assay.engine.reads import tables_of
from assay.engine.standards import load_metrics
from assay.model import all_columns
from assay.tables import all_tables


def test_every_metric_runs_on_the_example(tmp_path: Path) -> None:
    result = check(seeding.copy_example(tmp_path / "checkout"), Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    assert result.run.warnings == ()
    measures = result.measures()
    # The example has no React boundaries, too few exchanges for a 95th percentile, and as a copy no history.
    silent = {"component/boundary_share", "service/server_time_p95", "api/operation_time_p95", "api/operation_time_p50"}
    # Trials are of another profile than the repository's.
    silent |= {"api/trial_failure_density", "testing/tried_operations", "testing/scenario_coverage"}
    silent |= {"component/changes_90d", "component/main_author_share", "component/days_unchanged"}
    # Rates of payments need exports of payments, which repositories seldom hold.
    silent |= {name for name, metric in result.metrics.items() if "payment_part" in metric.sql}
    silent |= {"payment/checkout_payment_conversion", "payment/dispute_rate", "payment/unknown_resolution_p95"}
    silent |= {"payment/hard_retry_rate"}  # no payment of the example is declined for good
    silent |= {name for name, metric in result.metrics.items() if "webhook_delivery" in metric.sql}
    # The books of the example balance, and are too short for a 90th percentile.
    silent |= {"payment/break_value", "payment/time_to_settle_p90"}
    assert {name for name in result.metrics if not any(m.metric == name for m in measures)} <= silent
    ratios = [m for m in measures if m.low is not None]
    assert ratios
    for one in ratios:
        assert one.value is not None and one.high is not None and one.low is not None
        assert 0 <= one.low <= one.value + 1e-9 <= one.high + 2e-9 <= 1 + 3e-9


def test_what_the_good_integration_measures(tmp_path: Path) -> None:
    result = check(seeding.copy_example(tmp_path / "checkout"), Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    found = {m.metric: m for m in result.measures() if m.integration == "nordpay-integration"}
    assert (found["payment/idempotency_coverage"].numerator, found["payment/idempotency_coverage"].denominator) == (
        1,
        1,
    )
    assert found["testing/recording_age"].value == 18
    assert found["monitoring/trace_share"].value == 1
    assert found["security/exposure_density"].value == 0


def measured(
    metric: str, folder: Path, **given: list[dict[str, Any]]
) -> tuple[float | None, float | None, float | None]:
    """(value, numerator, denominator) of one unit, of rows in one file unless they say otherwise."""
    stated, db = load_metrics()[metric], open_database()
    evidence = Evidence(db, {})
    evidence.set_collections([], folder)
    for table in tables_of(db, stated.sql) & all_tables().keys():
        rows = [{"integration": "shop", "path": "flow.har", **row} for row in given.get(table, [])]
        load_rows(db, table, all_columns(all_tables()[table]), rows, folder)
        evidence.state_made(table)
    assert judge(evidence, [], as_of=date(2024, 7, 15), limits={}, draft=folder, metrics=[stated]) == {}
    rows = db.execute("select value, numerator, denominator from measure").fetchall()
    db.close()
    assert len(rows) == 1
    found: tuple[float | None, float | None, float | None] = rows[0]
    return found


def calls(*rows: dict[str, Any], **shared: Any) -> list[dict[str, Any]]:
    """Rows of `call`, numbered, all with what is shared."""
    return [{"entry": number, "method": "GET", **shared, **row} for number, row in enumerate(rows)]


def at(seconds: float, lasting_ms: float | None = None) -> dict[str, Any]:
    return {"started_at": f"2024-07-01T10:00:{seconds:06.3f}", "duration_ms": lasting_ms}


def test_reads_that_repeat_one_of_the_same_flow(tmp_path: Path) -> None:
    rows = calls(*({"url_digest": name} for name in "aaabbc"), {"url_digest": "a", "method": "POST"})
    rows += calls({"url_digest": "a", "path": "other.har"})
    # a twice and b once too often in the first flow; the other flow is another flow.
    assert measured("service/redundant_read_ratio", tmp_path, call=rows) == (3 / 7, 3, 7)


def test_time_in_which_a_call_is_under_way(tmp_path: Path) -> None:
    first = calls(at(1, 500), at(1.2, 100), at(1.4, 300), at(3, 200))
    # 1.0 to 1.7 and 3.0 to 3.2; the other flow waits for 100 ms; one call without a length is left out.
    other = calls(at(9, 100), at(9.5), path="other.har")
    assert measured("service/critical_path", tmp_path, call=[*first, *other])[0] == pytest.approx((900 + 100) / 2)


def test_bytes_and_hosts_of_a_flow(tmp_path: Path) -> None:
    rows = calls(
        {"response_bytes": 700, "host": "a"},
        {"response_bytes": None, "host": "b"},
        {"response_bytes": 300, "host": "a"},
    )
    rows += calls({"response_bytes": 100, "host": "a"}, path="other.har")
    assert measured("service/bytes_per_recording", tmp_path, call=rows)[0] == 1100 / 2
    assert measured("service/hosts_per_recording", tmp_path, call=rows)[0] == (2 + 1) / 2


def test_attempts_for_each_thing_that_was_asked(tmp_path: Path) -> None:
    rows = calls(
        {**at(1), "url_digest": "pay", "status": 503},
        {**at(2), "url_digest": "pay", "status": None},
        {**at(3), "url_digest": "pay", "status": 201},
        {**at(4), "url_digest": "pay", "status": 201},
        {**at(5), "url_digest": "cart", "status": 404},
        {**at(6), "url_digest": "cart", "status": 404},
        method="POST",
    )
    # Two of six repeat a failure; a fourth payment and a second 404 are asked for anew.
    assert measured("service/retry_amplification", tmp_path, call=rows)[0] == 6 / 4


def test_text_that_is_sent_compressed(tmp_path: Path) -> None:
    rows = calls(
        *({"response_bytes": size} for size in (1400, 1399, 9000, 5000)),
        {"response_bytes": 9000, "response_type": "image/png"},
        party="first",
        response_type="application/json",
    )
    encoded = [{"entry": 0, "side": "response", "name": "content-encoding", "value": "br"}]
    encoded += [{"entry": 2, "side": "response", "name": "content-encoding", "value": "identity"}]
    assert measured("service/compressed_share", tmp_path, call=rows, call_header=encoded) == (1 / 3, 1, 3)


def test_shares_of_the_api(tmp_path: Path) -> None:
    rows = calls(
        {"host": "api.p.example", "route": "/v71/payments", "status": 201, "method": "POST", "party": "third"},
        {"host": "shop.example", "route": "/api/cart", "status": 200, "party": "first", "internal": False},
        {"host": "shop.example", "route": "/api/cart", "status": 200, "party": "first", "internal": False},
        {"host": "shop.example", "route": "/internalapi/v1/order", "status": 500, "party": "first", "internal": True},
        {"host": "shop.example", "route": "/api/me", "status": None, "party": "first", "internal": False},
        response_type="application/json",
    )
    cached = [{"entry": 1, "side": "response", "name": "cache-control", "value": "no-store"}]
    assert measured("api/cache_directive_share", tmp_path, call=rows, call_header=cached) == (1 / 2, 1, 2)
    assert measured("api/error_share", tmp_path, call=rows) == (1 / 4, 1, 4)
    assert measured("api/versioned_share", tmp_path, call=rows) == (2 / 4, 2, 4)
    assert measured("api/internal_share", tmp_path, call=rows) == (1 / 4, 1, 4)


def test_shares_of_payment(tmp_path: Path) -> None:
    pairs = [
        {"decimal": "19.9", "minor": 1990, "decimal_places": 2},
        {"decimal": "500", "minor": 500, "decimal_places": 0},
        {"decimal": "1.005", "minor": 1005, "decimal_places": 3},
        {"decimal": "19.9", "minor": 199, "decimal_places": 2},
        {"decimal": "19.9", "minor": None, "decimal_places": 2},
    ]
    pairs = [{"entry": 1, "field": "total", **pair} for pair in pairs]
    assert measured("payment/amounts_agree_share", tmp_path, money_amount=pairs) == (3 / 4, 3, 4)
    writes = calls(*({"status": status, "operation": "authorize"} for status in (201, 400, 503, None)), {"status": 500})
    assert measured("payment/order_write_error_rate", tmp_path, call=writes) == (2 / 3, 2, 3)


def test_flows_that_end_with_a_payment(tmp_path: Path) -> None:
    order = {"recording": "r", "side": "response", "document": "order", "order_digest": "o"}
    rows, states = [], []
    for path, statuses in {
        "paid.har": ("INCOMPLETE", "AWAITING_FULFILLMENT"),
        "left.har": ("INCOMPLETE", "INCOMPLETE"),
    }.items():
        rows += calls({"method": "POST", "operation": "order_create"}, at(1), at(2), path=path)
        states += [{"entry": n, "path": path, "status": status, **order} for n, status in enumerate(statuses, 1)]
    assert measured("payment/paid_flow_share", tmp_path, call=rows, order_state=states) == (1 / 2, 1, 2)


def test_order_and_wholeness_of_recordings(tmp_path: Path) -> None:
    sizes = ((100, 100), (100, 90), (100, 89), (0, 0), (100, None))
    rows = calls(
        *({**at(second), "response_bytes": stated, "stored_bytes": held}
          for second, (stated, held) in zip((1, 3, 2, 2, 5), sizes, strict=True))
    )  # fmt: skip
    assert measured("data/time_order_share", tmp_path, call=rows) == (3 / 4, 3, 4)
    assert measured("data/whole_body_share", tmp_path, call=rows) == (2 / 3, 2, 3)


def test_shares_of_what_operators_see(tmp_path: Path) -> None:
    own = [{"party": "first", "server_ms": 4}, {"party": "first"}, {"party": "first"}]
    rows = calls(*own, {"party": "third"}, status=200, scheme="https")
    headers = [{"entry": 0, "side": "response", "name": "x-request-id", "value": "*"}]
    headers += [{"entry": 1, "side": "request", "name": "x-request-id", "value": "*"}]
    headers += [{"entry": 0, "side": "response", "name": "strict-transport-security", "value": "max-age=31536000"}]
    headers += [{"entry": 1, "side": "response", "name": "strict-transport-security", "value": "max-age=300"}]
    assert measured("monitoring/server_time_share", tmp_path, call=rows) == (1 / 3, 1, 3)
    assert measured("monitoring/request_id_share", tmp_path, call=rows, call_header=headers) == (1 / 3, 1, 3)
    assert measured("security/transport_security_share", tmp_path, call=rows, call_header=headers) == (1 / 3, 1, 3)


def test_what_is_promised_and_verified(tmp_path: Path) -> None:
    files = [{"consumer": name, "provider": "orders"} for name in ("web", "web", "app", "kiosk")]
    results = [
        {"consumer": "web", "provider": "orders", "success": False, "verified_at": "2024-07-01T10:00:00"},
        {"consumer": "web", "provider": "orders", "success": True, "verified_at": "2024-07-02T10:00:00"},
        {"consumer": "app", "provider": "orders", "success": True, "verified_at": "2024-07-01T10:00:00"},
        {"consumer": "app", "provider": "orders", "success": False, "verified_at": "2024-07-02T10:00:00"},
        {"consumer": "kiosk", "provider": "orders", "success": None, "verified_at": "2024-07-02T10:00:00"},
    ]
    found = measured("api/verified_pact_share", tmp_path, pact_file=files, pact_verification=results)
    assert found == (1 / 3, 1, 3)
    operations = [{"api": "Orders", "operation": f"GET /{n}", "kind": "path"} for n in range(4)]
    hook = {"api": "Orders", "operation": "POST paid", "kind": "webhook"}
    expected = [{"api": "Orders", "operation": "GET /1", "against": "description"}] * 2
    party = [{"party": "orders", "unit": "shop", "api": "Orders"}, {"party": "web"}]
    given = {"api_operation": [*operations, hook], "pact_agreement": expected, "pact_party": party}
    assert measured("api/promised_operation_share", tmp_path, **given) == (1 / 4, 1, 4)


def test_cookies_and_operations(tmp_path: Path) -> None:
    cookies = [
        {"secure": True, "http_only": True, "same_site": "lax"},
        {"secure": True, "http_only": True, "same_site": None},
        {"secure": False, "http_only": True, "same_site": "lax"},
        {"secure": None, "http_only": None, "same_site": None},
    ]
    cookies = [{"entry": 1, "name": f"c{n}", **cookie} for n, cookie in enumerate(cookies)]
    assert measured("security/cookie_protection_share", tmp_path, call_cookie=cookies) == (1 / 3, 1, 3)
    rows = calls({"route": "/a"}, {"route": "/a"}, {"route": "/a", "method": "POST"}, {"route": "/b"}, host="s.example")
    assert measured("testing/recorded_operations", tmp_path, call=rows)[0] == 3


def test_percentiles_are_exact(tmp_path: Path) -> None:
    rows = calls(*({"server_ms": float(n)} for n in range(1, 21)))
    # 1 + 0.95 x 19 between the ordered values 19 and 20.
    assert measured("service/server_time_p95", tmp_path, call=rows)[0] == pytest.approx(19.05)
    writes = calls({"server_ms": 10, "duration_ms": 99}, {"duration_ms": 30}, {"server_ms": 20}, {}, operation="refund")
    assert measured("payment/write_time_p50", tmp_path, call=writes)[0] == 20


def test_time_and_repetitions_of_tests(tmp_path: Path) -> None:
    rows = [
        {"name": "a", "outcome": "passed", "duration_ms": 20.0, "failed_attempts": 0},
        {"name": "b", "outcome": "failed", "duration_ms": 5.0, "failed_attempts": 2},
        {"name": "c", "outcome": "skipped", "duration_ms": 1.0, "failed_attempts": 0},
        {"name": "d", "outcome": "passed", "duration_ms": None, "failed_attempts": None},
    ]
    assert measured("testing/test_time", tmp_path, test_result=rows)[0] == 25
    assert measured("testing/repeated_test_share", tmp_path, test_result=rows) == (1 / 2, 1, 2)


def test_time_and_bytes_of_an_operation(tmp_path: Path) -> None:
    rows = calls(*({"duration_ms": float(ms), "response_bytes": 10 * ms} for ms in (9, 1, 5, 3, 7, 2)), status=200)
    rows += calls(
        {"duration_ms": 99.0, "response_bytes": 1, "status": 503}, {"duration_ms": 1.0, "status": 200}, path="b"
    )
    rows = [{"host": "a.example", "route": "/cart", **row} for row in rows]
    clocks = [{"path": "flow.har", "times": "totals"}, {"path": "b", "times": "none"}]
    # The third of 1, 2, 3, 5, 7, 9 is the least that half of them do not exceed; b has no clock to rely on.
    assert measured("api/operation_time_p50", tmp_path, call=rows, call_clock=clocks) == (3, None, 6)
    assert measured("api/operation_bytes", tmp_path, call=rows)[0] == 270 / 6
    many = [
        {"host": "a", "route": "/", "status": 200, **row} for row in calls(*({"duration_ms": n} for n in range(1, 73)))
    ]
    assert measured("api/operation_time_p95", tmp_path, call=many, call_clock=clocks)[0] == 69


def test_answers_that_need_not_be_loaded_again(tmp_path: Path) -> None:
    said = [
        ("cache-control", "private, max-age=60"),
        ("etag", '"a"'),
        ("cache-control", "no-cache"),
        ("cache-control", "max-age=0"),
        ("expires", "Thu, 01 Jan 2099 00:00:00 GMT"),
    ]
    rows = calls(*({"status": 200} for _ in said), {"status": 200}, {"status": 404}, party="first")
    headers = [{"entry": n, "side": "response", "name": name, "value": value} for n, (name, value) in enumerate(said)]
    headers += [{"entry": 5, "side": "response", "name": "etag", "value": "x"}]
    headers += [{"entry": 5, "side": "response", "name": "cache-control", "value": "No-Store"}]
    assert measured("api/cacheable_share", tmp_path, call=rows, call_header=headers) == (3 / 6, 3, 6)


def test_what_is_not_read_of_answers(tmp_path: Path) -> None:
    fields = [("total", 30, True), ("audit", 90, False), ("whole", 500, None)]
    rows = [{"route": "/", "field": field, "bytes": size, "named": named} for field, size, named in fields]
    assert measured("api/unread_share", tmp_path, answer_field=rows) == (90 / 120, 90, 120)


def test_calls_of_page_views(tmp_path: Path) -> None:
    rows = calls(
        *({"route": "/things/{id}", "url_digest": name, "page": "1"} for name in "abca"),
        {"route": "/things/{id}", "url_digest": "d", "page": "2"},
        *({"route": "/cart", "url_digest": name, "page": "2"} for name in "ef"),
        host="a.example",
    )
    assert measured("api/one_by_one_share", tmp_path, call=rows) == (2 / 7, 2, 7)
    rows += calls({"route": "/"}, path="other.har")
    assert measured("api/calls_per_page_view", tmp_path, call=rows)[0] == 8 / 3


def test_shares_of_a_description(tmp_path: Path) -> None:
    shared: dict[str, Any] = {"api": "Shop", "kind": "path", "optional_security": False}
    operations = [
        {**shared, "operation": "GET /a", "described": True, "security": "key", "deprecated": True},
        {**shared, "operation": "GET /b", "described": False, "security": "", "deprecated": False},
        {**shared, "operation": "GET /c", "described": False, "security": "key", "optional_security": True},
        {**shared, "operation": "GET /d", "described": False, "security": None, "deprecated": False},
        {**shared, "operation": "POST e", "described": False, "security": "key", "kind": "webhook"},
    ]
    answers: list[dict[str, Any]] = [
        {"operation": "GET /a", "status": "404", "media_type": "application/problem+json", "has_schema": True},
        {"operation": "GET /a", "status": "404", "media_type": "application/json", "has_schema": True},
        {"operation": "GET /b", "status": "default", "media_type": "application/problem+json", "has_schema": False},
        {"operation": "GET /c", "status": "500", "media_type": None, "has_schema": False},
        {"operation": "GET /d", "status": "200", "media_type": "application/json", "has_schema": True},
    ]
    bodies = [{"api": "Shop", "side": "response", **row} for row in answers]
    assert measured("api/described_share", tmp_path, api_operation=operations) == (1 / 4, 1, 4)
    assert measured("api/secured_share", tmp_path, api_operation=operations) == (1 / 4, 1, 4)
    assert measured("api/deprecated_operation_share", tmp_path, api_operation=operations) == (1 / 4, 1, 4)
    found = measured("api/described_error_share", tmp_path, api_operation=operations, api_body=bodies)
    assert found == (1 / 4, 1, 4)
    assert measured("api/described_problem_share", tmp_path, api_body=bodies) == (1 / 3, 1, 3)


def test_fields_with_an_upper_bound(tmp_path: Path) -> None:
    shared = {"used": "request", "read_only": False, "pattern": False}
    fields = [
        {**shared, "type": "string", "max_length": 9},
        {**shared, "type": "string"},
        {**shared, "type": "array", "max_items": 9},
        # The bound of what a list holds is none of the list.
        {**shared, "type": "array", "max_length": 9},
        {**shared, "type": "integer", "maximum": 9.0},
        {**shared, "type": "boolean"},
        {**shared, "type": "string", "max_length": 9, "used": "response"},
        {**shared, "type": "string", "max_length": 9, "read_only": True},
    ]
    assert measured("api/bounded_field_share", tmp_path, api_property=fields) == (3 / 5, 3, 5)


def test_what_of_a_description_was_seen(tmp_path: Path) -> None:
    shared: dict[str, Any] = {"api": "Shop", "origin": "recording"}
    operations = [{**shared, "operation": name, "kind": "path"} for name in ("GET /a", "GET /b", "GET /c")]
    operations.append({**shared, "operation": "POST e", "kind": "webhook"})
    good = {"status_described": True, "response_schema": True, "response_valid": True, "deprecated": False}
    matches = [
        {**shared, **good, "entry": 1, "operation": "GET /a", "described_status": "200"},
        {**shared, **good, "entry": 2, "operation": "GET /b", "described_status": "default", "deprecated": True},
        {
            **shared,
            "entry": 3,
            "operation": "GET /b",
            "response_schema": True,
            "response_valid": False,
            "deprecated": True,
        },
        {
            **shared,
            "entry": 4,
            "operation": "GET /b",
            "response_schema": True,
            "request_schema": True,
            "request_valid": True,
        },
        {**shared, "entry": 5, "operation": "GET /b", "request_schema": True, "request_valid": True, "origin": "trial"},
        {**shared, "entry": 6, "host": "a.example", "method": "PUT", "route": "/a"},
        {**shared, "entry": 7, "host": "a.example", "method": "PUT", "route": "/a"},
    ]
    bodies = [
        {"api": "Shop", "side": "response", "operation": operation, "status": status, "media_type": "application/json"}
        for operation, status in (("GET /a", "200"), ("GET /a", "404"), ("GET /b", "default"), ("GET /c", "200"))
    ]
    place = {
        "api": "Shop",
        "operation": "GET /a",
        "side": "response",
        "status": "200",
        "media_type": "application/json",
    }
    fields = [{**place, "name": name} for name in ("id", "note", "total")]
    seen = [{**place, "kind": "field", "name": name, "described": name != "odd"} for name in ("id", "total", "odd")]
    called = [
        {**shared, "entry": row["entry"], "host": "a.example", "method": "GET", "route": "/", "response_type": kind}
        for row, kind in zip(matches, ["application/json"] * 7, strict=True)
    ]
    called.append({"entry": 8, "host": "cdn.example", "method": "GET", "route": "/", "response_type": "text/css"})
    both: dict[str, Any] = {"api_match": matches, "api_operation": operations, "api_body": bodies}
    assert measured("api/operation_coverage", tmp_path, **both) == (2 / 3, 2, 3)
    assert measured("api/status_coverage", tmp_path, **both) == (2 / 3, 2, 3)
    assert measured("api/field_coverage", tmp_path, api_body_field=fields, api_seen=seen) == (2 / 3, 2, 3)
    assert measured("api/answer_conformance", tmp_path, api_match=matches) == (2 / 3, 2, 3)
    assert measured("api/request_conformance", tmp_path, api_match=matches) == (1, 1, 1)
    assert measured("api/deprecated_call_share", tmp_path, api_match=matches) == (2 / 4, 2, 4)
    assert measured("api/undescribed_operations", tmp_path, api_match=matches)[0] == 1
    # Of seven calls one is a trial's.
    assert measured("api/described_call_share", tmp_path, call=called, api_match=matches)[1:] == (5, 7)


def test_failures_of_a_trial_are_counted_against_its_exchanges(tmp_path: Path) -> None:
    given: dict[str, list[dict[str, Any]]] = {
        "trial_exchange": [{"entry": number} for number in range(500)],
        "trial_failure": [{"what": "body", "times": 3}, {"what": "server_error", "times": 1}],
        "trial_probe": [{"held": False}, {"held": True}, {"held": None}],
    }
    assert measured("api/trial_failure_density", tmp_path, **given)[0] == 10
    assert measured("api/trial_failure_density", tmp_path, trial_exchange=given["trial_exchange"])[0] == 0


def test_an_operation_counts_as_tried_once_it_took_something(tmp_path: Path) -> None:
    operations = [{"operation": str(number), "accepted": number} for number in range(4)]
    assert measured("testing/tried_operations", tmp_path, trial_operation=operations) == (3 / 4, 3, 4)


def test_a_required_scenario_counts_once_and_as_it_came_out_last(tmp_path: Path) -> None:
    tried = [
        ("approve", "failed", "2026-11-17 10:00:00"),
        ("approve", "passed", "2026-11-18 10:00:00"),
        ("pending_paid", "not_exercised", "2026-11-18 10:00:00"),
    ]
    cells = [
        {"shop": "s", "provider": "p", "family": "offline", "scenario": name, "outcome": outcome, "started_at": at}
        for name, outcome, at in tried
    ]
    # Of the family offline only `approve` is required.
    assert measured("testing/scenario_coverage", tmp_path, scenario=cells) == (1, 1, 1)
