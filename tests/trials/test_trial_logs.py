"""What a trial leaves: a log without secrets, evidence of origin trial, and nothing that changes other verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable

import seeding
from assay.engine.check import Options, check
from trying import LOG, TOGETHER, TOKENS, Tried


def test_no_secret_is_in_the_log_nor_in_what_is_told(shop: Callable[..., Tried]) -> None:
    good = shop()
    told = json.dumps([good.outcome.failures, good.outcome.probes])
    for token in TOKENS.values():
        assert token not in good.log and token not in told
    assert "${FIRST_TOKEN}" in told


def test_every_exchange_is_a_call_and_tells_why_it_was_sent(shop: Callable[..., Tried]) -> None:
    good = shop()
    result = check(good.root, Options(lake=good.root / ".assay", as_of=seeding.AS_OF, profiles=("system",)))
    result.evidence.require(("call", "trial_exchange", "trial_run", "trial_operation"))
    calls = result.db.execute(
        """select count(*), count(distinct host), min(origin), max(origin), min(integration), max(integration)
           from call where path = $path""",
        {"path": LOG},
    ).fetchone()
    assert calls == (good.outcome.exchanges, 1, "trial", "trial", "shop-api", "shop-api")
    intents = dict(result.db.execute("select intent, count(*) from trial_exchange group by 1").fetchall())
    assert intents.keys() == {"described", "invalid", "probe"}
    assert sum(intents.values()) == good.outcome.exchanges
    run = result.db.execute("select ended, seed, second_user, tried_at from trial_run").fetchone()
    assert run is not None and run[:3] == ("completed", 4, True) and run[3].startswith("http://127.0.0.1:")
    result.db.close()


def test_a_trial_changes_no_verdict_of_the_repository(shop: Callable[..., Tried]) -> None:
    bad = shop(*TOGETHER[0])
    lake = bad.root / ".assay"
    with_log = seeding.verdicts(bad.root, lake)
    moved = bad.root / LOG
    text = moved.read_bytes()
    moved.unlink()
    try:
        assert seeding.verdicts(bad.root, lake) == with_log
    finally:
        moved.write_bytes(text)


def test_what_a_trial_does_on_purpose_blames_no_flow(shop: Callable[..., Tried]) -> None:
    good = shop()
    observed = {one.standard for one in good.findings}
    assert "service/own_calls_do_not_fail" not in observed
    assert "payment/one_key_names_one_request" not in observed
    assert {"api/answers_keep_their_schema", "monitoring/answers_carry_a_request_id"} <= observed


def test_a_log_that_was_cut_off_is_read_as_far_as_it_goes(shop: Callable[..., Tried]) -> None:
    from assay.collectors import trials
    from assay.model import Source
    from assay.tables.service import Call
    from assay.tables.trial import TrialRun

    whole = shop().log.encode()
    inside = whole.index(b"}", 100_000) + 1
    for length in (inside, inside + 1, whole.index(b"\n", inside) + 1):
        rows = list(trials.read(Source(LOG, whole[:length])))
        runs = [row for row in rows if isinstance(row, TrialRun)]
        assert [run.ended for run in runs] == ["cut off"]
        assert 0 < sum(isinstance(row, Call) for row in rows) < shop().outcome.exchanges


def test_the_same_seed_makes_the_same_generated_requests(shop: Callable[..., Tried]) -> None:
    def sent(tried: Tried) -> list[tuple[str, str]]:
        told = [json.loads(line).get("exchange") for line in tried.log.splitlines()]
        first = [one["har"]["request"] for one in told if one and one["phase"] == "coverage"][:30]
        return [(request["method"], request["url"].partition("/v1")[2].partition("/")[0]) for request in first]

    assert sent(shop()) == sent(shop(*TOGETHER[0]))
