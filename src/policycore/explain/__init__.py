"""Explanations: why an outcome, why not another, from which clause and which figures, in English and Chinese.

Reads Core and what came out of deciding (`core.outcome`); knows nothing of any evaluator. `tree` derives, `support`
finds the rules that carry an outcome, `because` says what better tiers would have needed, `reasons` and `describe` put
it into words with `wording` and `phrases`, `render_text` and `render_html` draw it. `document` and `model` are the
trace as JSON.
"""

from policycore.explain.render_html import explain_html
from policycore.explain.render_text import explain_line, explain_reasons, explain_tree
from policycore.explain.support import supporting

__all__ = ["explain_html", "explain_line", "explain_reasons", "explain_tree", "supporting"]
