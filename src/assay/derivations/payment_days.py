"""payment_attempt -> payment_day: attempts and money of each day, so that pages need not look at every payment."""

from __future__ import annotations

from assay.model import Derivation
from assay.tables.attempt import PaymentDay

_QUERY = """
select integration, environment, origin, provider, cast(decided_at as date) as day, currency, method, min(path) as path,
    count(*) as attempts, count(*) filter (where outcome = 'approved') as approved,
    count(*) filter (where outcome = 'declined') as declined, count(*) filter (where outcome = 'error') as failed,
    count(*) filter (where outcome = 'unknown') as unheard,
    cast(sum(amount_minor) filter (where outcome = 'approved') as bigint) as approved_minor
from payment_attempt where decided_at is not null group by all
"""

DERIVATION = Derivation(
    name="payment_days",
    about="adds up what each day brought",
    fills=(PaymentDay,),
    reads={"days": _QUERY},
    domains=("payment",),
)
