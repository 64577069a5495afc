"""Exit codes of the command line."""

from __future__ import annotations

FINE = 0
#: Findings, failed examples, or a policy with errors.
FINDINGS = 1
#: The command was called wrongly, or a file is not there.
USAGE = 2
#: Some records were rejected; the others are decided.
REJECTED = 3
NOTHING_TO_TEST = 5
#: Our own fault.
INTERNAL = 70
INTERRUPTED = 130
