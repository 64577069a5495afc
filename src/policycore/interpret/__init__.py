"""The reference interpreter: what Core means, written to be read; every other evaluator agrees with it.

`decide` and `evaluate` (`decide.py`) are the way in. Beneath: expressions (`evaluate.py`), operators (`ops.py`), lists
(`aggregate.py`), tables (`table.py`), and the shapes of decisions (`score.py`, `tiering.py`, `findings.py`).
"""
