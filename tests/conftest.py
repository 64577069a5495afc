"""Settings of the whole test suite."""

#: Policies in here are material for tests, some of them wrong on purpose: the plugin must not collect them.
collect_ignore_glob = ["*.policy", "*.cases.yaml"]
pytest_plugins = ["pytester"]
