"""Core in columns: outcomes and deciding rules of whole tables, on an engine for columns.

Goes in: a checked program, the settings of a run, an Arrow table, and a callable that decides single rows. Comes out:
an Arrow table of outcomes. What has no exact form in columns, and every row in which a gap may arise, goes to that
callable.
"""
