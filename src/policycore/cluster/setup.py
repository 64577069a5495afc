"""What workers are sent: all that deciding rows rests on, the policy as its texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from policycore.bulk import Rows
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.api import Judged, Policy
    from policycore.core.population import Snapshot
    from policycore.records.inputs import Settings


@frozen(eq=False)
class Setup:
    """All that deciding rows rests on, as it is sent to workers: the policy is pickled as its texts."""

    policy: Policy
    record_type: str
    judged: Judged
    settings: Settings
    snapshots: Mapping[str, Snapshot]
    lang: Lang

    @classmethod
    def of(cls, rows: Rows) -> Setup:
        """Return what an evaluator of rows rests on."""
        decider = rows.decider
        return cls(
            rows.policy, decider.record_type, decider.judged, decider.settings, dict(decider.snapshots), rows.lang
        )

    def rows(self) -> Rows:
        """Return the evaluator of rows again."""
        from policycore.api import NO_FINDINGS, Decider
        from policycore.records.convert import Converter, find_record

        declaration = find_record(self.policy.program, self.record_type)
        assert declaration is not None
        converter = Converter(self.policy.program, declaration, judged=self.judged)
        decider = Decider(
            self.policy, self.record_type, converter, self.settings, self.judged, NO_FINDINGS, self.snapshots
        )
        return Rows(self.policy, decider, lang=self.lang)
