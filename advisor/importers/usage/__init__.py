"""Series of CPU and memory that were used, as CSV -> requests of services, and what the present ones waste."""

from advisor.importers.usage.reader import read_usage, with_usage

__all__ = ["read_usage", "with_usage"]
