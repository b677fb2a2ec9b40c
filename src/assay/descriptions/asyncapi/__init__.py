"""AsyncAPI 2 and 3: one model of both, and where a description breaks its format."""

from .examples import examples
from .model import Channel, Events, Message, Operation, Parameter, Server, read_events
from .structure import is_known, problems

__all__ = [
    "Channel",
    "Events",
    "Message",
    "Operation",
    "Parameter",
    "Server",
    "examples",
    "is_known",
    "problems",
    "read_events",
]
