"""The reference interpreter: what Core means, written to be read; every other evaluator agrees with it.

`decide` and `evaluate` (`decide.py`) are the way in. Beneath: expressions (`evaluate.py`) and the shapes of decisions
(`score.py`, `tiering.py`, `findings.py`). What operators, lists and tables make of gaps stands in the room `gaps`.
"""
