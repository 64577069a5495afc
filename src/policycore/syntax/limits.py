"""The limits of a policy file. They are part of the language: the same file is accepted or refused everywhere.

They keep every later pass safe (recursion over expressions, arithmetic on huge numbers) and stand far above what a
policy that people read can need. Each has a message of its own.
"""

#: Characters of one file.
FILE_LENGTH = 2_000_000
#: Brackets inside brackets, and expressions inside expressions (a chain of `else if` counts each step).
NESTING = 64
#: Digits of one number.
NUMBER_DIGITS = 100
#: Characters of one name.
NAME_LENGTH = 200
#: Characters of one text in quotes.
TEXT_LENGTH = 10_000
#: Statements of one file, those inside others included.
STATEMENTS = 20_000
#: What may stand before `times` in a list, and after `at least` in `at least 2 of`.
COUNT = 100_000
#: So many findings of one file are reported; what follows them is mostly noise.
FINDINGS = 200
