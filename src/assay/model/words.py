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
        return _WEIGHTS[self]


class Effort(StrEnum):
    """What kind of work it takes to meet a standard that is not met."""

    SETTING = "setting"
    LINE = "line"
    PIPELINE = "pipeline"
    LOCAL = "local"
    RECORD = "record"
    DESIGN = "design"
    OUTSIDE = "outside"

    @property
    def steps(self) -> int:
        """An ordinal, as in planning poker: which is more, roughly by how much; it stands for no number of hours."""
        return _STEPS[self]

    @property
    def meaning(self) -> str:
        """What is to be done, and where."""
        return {
            "setting": "a value in a configuration file",
            "line": "a line or expression at the place named",
            "pipeline": "one job or command for the whole workspace, however many places show its lack",
            "local": "some lines within the file named",
            "record": "a recording, made anew",
            "design": "how parts work together, in several files",
            "outside": "a system that serves the checkout (edge, server, provider), however many places show it",
        }[self.value]

    @property
    def once(self) -> bool:
        """One change answers every place that shows the same cause."""
        return self in (Effort.PIPELINE, Effort.OUTSIDE)


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


_WEIGHTS = {Level.MUST: 4, Level.SHOULD: 2, Level.MAY: 1}
_STEPS = {
    Effort.SETTING: 1,
    Effort.LINE: 1,
    Effort.PIPELINE: 2,
    Effort.LOCAL: 2,
    Effort.RECORD: 3,
    Effort.DESIGN: 5,
    Effort.OUTSIDE: 5,
}
