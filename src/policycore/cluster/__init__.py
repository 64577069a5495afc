"""Deciding tables on a Spark cluster: the same outcomes as on one machine, worked out on many.

In: a policy and a Spark frame (`frames.py`), or a table in a file that all machines of the cluster see (`files.py`).
Out: a frame of outcomes, or the folder that a run on one machine would have written. An edge: it starts Spark
(`start.py`), and files are read and written by `bulk`, here or on the machines of the cluster.

What has a form in columns is worked out by Spark's own expressions (`border.py`, `expressions.py`). Everything else is
given to Python on the machines of the cluster, where policycore must be installed as well: a worker is sent the texts
of the policy and the settings (`setup.py`), checks the policy once, and decides Arrow tables as `columns` does.
"""

from policycore.cluster.files import ClusterRun, begin_on_spark
from policycore.cluster.frames import Way, decide_chosen, decide_frame
from policycore.cluster.start import session

__all__ = ["ClusterRun", "Way", "begin_on_spark", "decide_chosen", "decide_frame", "session"]
