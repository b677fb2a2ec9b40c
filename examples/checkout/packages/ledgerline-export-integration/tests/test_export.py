"""What Ledgerline is given."""

import pytest

from ledgerline_export import SettlementLine, export_day


def test_one_line_per_settlement() -> None:
    assert export_day([SettlementLine("a  1", 1), SettlementLine("b", 250)]) == "A 1;1\nB;250"


@pytest.mark.skip
def test_a_refund_is_negative() -> None:
    assert export_day([SettlementLine("a", -1)]) == "A;-1"
