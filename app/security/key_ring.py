"""The keys that were handed out and have not been taken back."""

import threading

from app.security.keys import Keys


class KeyRing:
    """Remembers keys until they are wiped. Safe to use from several threads; never waits long."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._out: list[Keys] = []

    def hand_out(self, keys: Keys) -> Keys:
        """Remember keys, and return them."""
        with self._guard:
            self._out = [each for each in self._out if not each.is_wiped]
            self._out.append(keys)
        return keys

    def in_use(self) -> list[Keys]:
        """Those that are not wiped."""
        with self._guard:
            return [keys for keys in self._out if not keys.is_wiped]

    def wipe(self, but: Keys | None = None) -> None:
        """Overwrite all, `but` these."""
        with self._guard:
            for keys in self._out:
                if keys is not but:
                    keys.wipe()
            self._out = [keys for keys in self._out if keys is but]
