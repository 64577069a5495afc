"""What each operator, aggregate and table of Core makes of gaps: the rules G1 to G3, as functions on outcomes.

Goes in: nodes and the outcomes of their operands. Comes out: outcomes. Whoever evaluates Core asks here once a gap has
turned up: the reference interpreter always does, the compiled twin only then. Knows nothing of records in scope,
statements or traces. The words are on docs/reference/gaps.md.
"""
