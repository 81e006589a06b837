"""Gets the small file that tells of a release, by a child process and through the gate."""

from app.config import settings as options
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.addresses import Address
from app.domain.errors import UpdateUnreachable
from app.domain.network import Consent
from app.hub.client import Halted, HubClient, HubFault
from app.hub.messages import Read, Terms
from app.security.network_gate import NetworkGate
from app.services.hub_errands import PATIENCE_SECONDS, STALL_SECONDS

_PURPOSE = "look for a newer Snug"


class UpdateFetcher:
    """Fetches over the proxy of the settings, if there is one."""

    def __init__(self, paths: Paths, gate: NetworkGate, settings: Settings) -> None:
        self._paths, self._gate, self._settings = paths, gate, settings

    def __call__(self, address: Address, most: int, consent: Consent) -> bytes:
        """The file at an address. Raises OfflineNow, UpdateUnreachable."""
        proxy = self._settings.get(options.PROXY)
        hosts = [address.host, *([Address.parse(proxy).host] if proxy else [])]
        passage = self._gate.errand(_PURPOSE, "Snug", consent, hosts)
        terms = Terms(address.text, proxy, "", PATIENCE_SECONDS, STALL_SECONDS)
        # The child may write nowhere but here, and writes nothing.
        client = HubClient(self._paths.ensure(self._paths.cache))
        try:
            return client.read(terms, Read(most), passage).encode()
        except HubFault as fault:
            if fault.cause is not None:
                raise fault.cause from fault
            raise UpdateUnreachable(fault.detail, host=address.host) from fault
        except Halted as halted:  # nobody stops it
            raise UpdateUnreachable(str(halted), host=address.host) from halted
        finally:
            client.close()
