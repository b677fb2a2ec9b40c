"""A local payment provider for tests, that speaks enough of Stripe's and Adyen's APIs for their own libraries.

In: requests of a shop under test. Out: answers, signed webhooks, and the truth of what happened, to be inspected.
`with start(seed=1) as simulator:` serves it at `simulator.url` in a thread of this process.
"""

from .faults import KINDS, Fault, read
from .serving import Simulator, start

__all__ = ["KINDS", "Fault", "Simulator", "read", "start"]
