"""Gets the wheel of a package: through pip where there is one, else from the index itself."""

import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import settings as options
from app.config.settings import Settings
from app.domain.addresses import Address, host_by_way_of
from app.domain.errors import (
    AppError,
    DownloadCancelled,
    DownloadFailed,
    RedirectRefused,
    SourceUnavailable,
    VerificationFailed,
)
from app.domain.models import PackageSource
from app.domain.network import Consent
from app.security.network_gate import NetworkGate, Progress, no_progress

if TYPE_CHECKING:
    from app.hub.client import HubFault
    from app.hub.messages import Progress as Arrived

_PATIENCE_SECONDS = 1.0
_STALL_SECONDS = 30.0


def has_pip() -> bool:
    """Whether this Python has pip; that of a packed program has none."""
    return importlib.util.find_spec("pip") is not None


def configured_index() -> Address:
    """The index that pip and uv use on this computer. Raises ValueError."""
    # Imported here: no start of Snug needs it.
    from app.config.package_index import package_index

    return package_index()


class PackageFetcher:
    """Fetches wheels over the proxy of the settings, if there is one. Safe to use from threads."""

    def __init__(
        self,
        gate: NetworkGate,
        settings: Settings,
        *,
        has_pip: Callable[[], bool] = has_pip,
        index: Callable[[], Address] = configured_index,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        """`index` raises ValueError where none can be used.

        `patience` is the first wait, in seconds, before something is tried again.
        """
        self._gate, self._settings = gate, settings
        self._has_pip = has_pip
        self._index = index
        self._patience = patience

    @property
    def registry(self) -> str:
        """Whom a download connects to, for the question whether it may."""
        if self._has_pip():
            return self._gate.registry
        try:
            host = self._index().host
        except ValueError:
            return "package registry"
        return host_by_way_of(host, self._settings.get(options.PROXY))

    def download_package(
        self,
        source: PackageSource,
        folder: Path,
        *,
        name: str,
        consent: Consent,
        expected_bytes: int = 0,
        on_progress: Progress = no_progress,
        cancel: threading.Event | None = None,
    ) -> Path:
        """Download the wheel of a package into `folder`, which must be empty; return the wheel.

        Raises OfflineNow, SourceUnavailable, DownloadFailed, RedirectRefused, VerificationFailed or
        DownloadCancelled; then what arrived is left for the caller to remove.
        """
        if self._has_pip():
            return self._gate.download_package(
                source,
                folder,
                name=name,
                consent=consent,
                expected_bytes=expected_bytes,
                on_progress=on_progress,
                cancel=cancel,
            )
        if source.wheel is None:
            raise SourceUnavailable(name=name)
        try:
            index = self._index()
        except ValueError as error:
            raise DownloadFailed(f"The package index that pip has: {error}", name=name) from error
        proxy = self._settings.get(options.PROXY)
        hosts = [index.host, *([Address.parse(proxy).host] if proxy else [])]
        passage = self._gate.errand(f"model {name}", name, consent, hosts)
        stop = cancel or threading.Event()
        whole = source.wheel.bytes

        def hear(arrived: "Arrived") -> None:
            on_progress(arrived.done * expected_bytes // whole, expected_bytes)

        # Imported here: no start of Snug needs a child that downloads.
        from app.hub.client import Halted, HubClient, HubFault
        from app.hub.messages import FetchWheel, Terms

        wheel = folder / source.wheel.name
        client = HubClient(folder)
        try:
            terms = Terms(index.text, proxy, "", self._patience, _STALL_SECONDS)
            client.fetch(
                terms, FetchWheel(source.name, source.wheel, str(wheel)), passage, hear, stop
            )
        except Halted as halted:
            raise DownloadCancelled(name=name) from halted
        except HubFault as fault:
            raise _explained(fault, name) from fault
        finally:
            client.close()
        return wheel


def _explained(fault: "HubFault", name: str) -> AppError:
    """What a person is told of a fault."""
    if fault.cause is not None:
        return fault.cause
    from app.hub.messages import Fault

    if fault.fault is Fault.UNSAFE:
        return RedirectRefused(fault.detail, name=name)
    if fault.fault is Fault.DIFFERS:
        return VerificationFailed(fault.detail, name=name)
    return DownloadFailed(fault.detail, name=name)
