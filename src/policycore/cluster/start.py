"""Starting Spark, or finding the session that is there."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any, TypeAlias

from policycore.bulk import BulkError, ask_for

#: Spark's sessions; typed loosely, as Spark is an extra.
Session: TypeAlias = Any


def session(threads: int | None = None) -> Session:
    """Return the Spark session of this process; one is started where there is none, on this machine unless configured.

    Args:
        threads: how many tasks run at the same time on this machine; None: as configured, else as there are cores.

    Raises:
        BulkError: pyspark is not installed, or there is no Java that it could run on.
    """
    if not _has_java():
        raise BulkError("no_java", "")
    ask_for("spark")
    from pyspark.sql import SparkSession

    found: Any = SparkSession.getActiveSession()
    if found is not None:
        return found
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    builder = builder.appName("policycore").config("spark.ui.showConsoleProgress", "false")
    if threads is not None:
        builder = builder.master(f"local[{threads}]")
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


def _has_java() -> bool:
    """Return whether Spark finds a Java here, or is to be had from elsewhere."""
    home = os.environ.get("JAVA_HOME", "")
    return bool(
        os.environ.get("SPARK_REMOTE") or shutil.which("java") or (home and shutil.which("java", path=f"{home}/bin"))
    )
