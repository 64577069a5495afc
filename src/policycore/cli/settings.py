"""Which configuration holds for a file that a command works on: that of the call, else the nearest file's."""

from __future__ import annotations

from pathlib import Path

from attrs import define, field

from policycore.config import Config, config_for, load_config


@define
class Settings:
    """Finds configurations, reading each folder's once.

    Attributes:
        file: the configuration that the call names, "" for none.
        off: whether the call wants none.
    """

    file: str = ""
    off: bool = False
    _known: dict[Path, Config] = field(factory=dict, init=False)

    def of(self, name: str) -> Config:
        """Return the configuration for a file; raises `PolicyError` where it cannot be understood."""
        if self.off:
            return Config()
        folder = Path(self.file) if self.file else Path(name).parent
        if folder not in self._known:
            self._known[folder] = load_config(folder) if self.file else config_for(folder)
        return self._known[folder]
