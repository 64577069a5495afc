"""Findings as values: their model, the catalogue of messages in English and Chinese, and how they are written out."""
