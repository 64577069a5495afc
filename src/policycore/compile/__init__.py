"""The compiled twin: Core to Python, for one record or for many; decides exactly as the reference interpreter does.

`compile_program` (`twin.py`) is the way in. The fast path (`fast*.py`, `lean*.py`) is for records in which no gap
arises.
"""

from policycore.compile.twin import Twin, compile_program

__all__ = ["Twin", "compile_program"]
