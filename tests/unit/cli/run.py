"""Runs the command line in a folder, in this process or as a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from attrs import frozen
from click.testing import CliRunner

from policycore.cli.app import application
from policycore.diagnostics.entry import Lang

POLICY = """\
policy grades "Customer grades" / "客户等级" { languages: en, zh  version: "2"  source: "House rules" }
choice Level { gold "Gold" / "金" > silver "Silver" / "银" > basic "Basic" / "普通" }
record Order { placed_on : date  amount : money(CNY) at least 0 }
record Customer "Customer" / "客户" {
  key id : text
  sales "Sales" / "销售额" : money(CNY) at least 0
  disputes : whole at least 0 default 0
  approved : judged yes_no
  orders : list of Order
}
parameter bonus : whole 0..10 = 2
reading border { chosen upper "counts up" lower "counts down" }
define recent = count(orders where placed_on within 365 days before as_of)
tiering grade "Grade" / "等级" : Level {
  tier gold when sales >= 100万 CNY and recent >= bonus
  tier silver when if border = upper then sales >= 10万 CNY else sales > 10万 CNY
  tier basic otherwise
}
require calm "Few disputes" / "少有争议" : disputes <= 3
entitlements service "Service" / "服务" per grade {
  benefit visits "Visits" / "走访" : whole higher is better
  benefit reply "Reply" / "答复" : number(hours) lower is better
  grant gold { visits: 4, reply: 4 hours }
  grant silver { reply: 24 hours }
}
example big {
  given Customer { sales: 100万 CNY, orders: [] }  as of 2024-03-31
  expect grade: silver because grade.silver
}
"""
CUSTOMERS = "id,sales,disputes\nc1,1000000,1\nc2,100000,5\nc3,,2\n"


@frozen
class Ran:
    """How a run ended: its exit code and what it printed."""

    code: int
    out: str
    err: str


def run(*args: str, lang: Lang | None = "en", stdin: bytes | str | None = None, **env: str) -> Ran:
    """Run a command in this process."""
    result = CliRunner().invoke(application(lang), list(args), input=stdin, env=env)
    return Ran(result.exit_code, result.stdout, result.stderr)


def run_process(*args: str, cwd: Path, stdin: bytes | None = None, **env: str) -> Ran:
    """Run a command as a user does."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("POLICYCORE", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "policycore", *args],
        cwd=cwd,
        input=stdin,
        env={**clean, **env},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def files(folder: Path, **texts: str) -> Path:
    """Write files into a folder: the two of this module, and `texts` by name with `_` for the dot before the ending."""
    (folder / "grades.policy").write_text(POLICY, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    for name, text in texts.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return folder
