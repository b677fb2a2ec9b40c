"""Two versions of an API's description -> what changed, how bad it is, where, and which operations it reaches.

In: two APIs as `descriptions.openapi` reads them. Out: a list of `Change`. Names and levels are in `levels.py`, their
equivalents in oasdiff in `oasdiff.csv`.
"""

from .change import Change, Level, Place, Policy
from .comparing import compare, semantic, version_kept

__all__ = ["Change", "Level", "Place", "Policy", "compare", "semantic", "version_kept"]
