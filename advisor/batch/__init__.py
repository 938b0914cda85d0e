"""Many requirement files: found, answered in this process or in several, and written down as they finish."""

from advisor.batch.cluster import ClusterEvent, DaskCluster, Patience
from advisor.batch.data_frame import COLUMNS, recommend_many
from advisor.batch.file_outcome import FileOutcome, Method, Status
from advisor.batch.files import find_files, write_failed, write_whole
from advisor.batch.journal import JOURNAL
from advisor.batch.resume import TakenOver
from advisor.batch.run import run_batch

__all__ = [
    "COLUMNS",
    "JOURNAL",
    "ClusterEvent",
    "DaskCluster",
    "FileOutcome",
    "Method",
    "Patience",
    "Status",
    "TakenOver",
    "find_files",
    "recommend_many",
    "run_batch",
    "write_failed",
    "write_whole",
]
