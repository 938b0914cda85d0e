"""Many requirement files: found, answered in this process or in several, and written down as they finish."""

from advisor.batch.data_frame import COLUMNS, recommend_many
from advisor.batch.file_outcome import FileOutcome, Status
from advisor.batch.files import find_files, remove, write_failed, write_whole
from advisor.batch.journal import JOURNAL
from advisor.batch.run import run_batch

__all__ = [
    "COLUMNS",
    "JOURNAL",
    "FileOutcome",
    "Status",
    "find_files",
    "recommend_many",
    "remove",
    "run_batch",
    "write_failed",
    "write_whole",
]
