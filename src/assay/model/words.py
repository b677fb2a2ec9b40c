"""The closed vocabularies of the product; every other module takes the words from here."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Fitness(StrEnum):
    """The answer for an integration."""

    FIT = "fit"
    UNFIT = "unfit"
    UNPROVEN = "unproven"


class Level(StrEnum):
    MUST = "must"
    SHOULD = "should"
    MAY = "may"

    @property
    def weight(self) -> int:
        """How much one standard of this level counts in the score."""
        return {"must": 4, "should": 2, "may": 1}[self.value]


class Kind(StrEnum):
    """What an integration connects the checkout to."""

    PAYMENT = "payment"
    SERVICE = "service"
    DATA = "data"
    API = "api"
    COMPONENT = "component"


class Layer(StrEnum):
    """Where a unit stands in the workspace: providers build on bases, bases on shared code; core mounts them."""

    PROVIDER = "provider"
    BASE = "base"
    SHARED = "shared"
    CORE = "core"
    TOOL = "tool"
    WORKSPACE = "workspace"


class Origin(StrEnum):
    """How a row came to be observed; populations are never mixed across origins."""

    SOURCE = "source"
    RECORDING = "recording"
    REPORT = "report"
    TRIAL = "trial"
    PROBE = "probe"
    TELEMETRY = "telemetry"


class Outcome(StrEnum):
    """How a collection ended."""

    READ = "read"
    ABSENT = "absent"
    FAILED = "failed"


class Role(StrEnum):
    """The four kinds of tool that each domain has."""

    DOMAIN = "domain"
    TESTING = "testing"
    MONITORING = "monitoring"
    OPTIMIZATION = "optimization"
