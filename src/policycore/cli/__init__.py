"""The command line. `main` is the entry; one module per subcommand, loaded when it is called."""

from __future__ import annotations


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from policycore.cli.app import application

        application().main()
    except KeyboardInterrupt:  # while modules were being loaded, or at the very end
        raise SystemExit(130) from None
