"""The day's settlements, as Ledgerline reads them."""

from .export import SettlementLine, export_day
from .upload import upload

__all__ = ["SettlementLine", "export_day", "upload"]
