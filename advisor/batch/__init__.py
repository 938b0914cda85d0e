"""Many requirement files: found, answered in this process or in several, and written down as they finish."""

from advisor.batch.files import find_files, remove, unwritable, write_whole
from advisor.batch.journal import JOURNAL, run_batch
from advisor.batch.many import recommend_many
from advisor.batch.outcomes import Outcome, Status

__all__ = [
    "JOURNAL",
    "Outcome",
    "Status",
    "find_files",
    "recommend_many",
    "remove",
    "run_batch",
    "unwritable",
    "write_whole",
]
