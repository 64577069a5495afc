"""`python -m policycore`: the command line."""

from policycore.cli import main

main()
