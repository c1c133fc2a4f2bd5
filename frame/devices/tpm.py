"""Small secrets sealed by a TPM 2.0 chip, through `systemd-creds --with-key=tpm2`.

Rule 1: what is sealed opens on this TPM only, and only while PCR 7 (which keys a machine
        accepts at its start) is what it was; where the firmware measures nothing, on this TPM.
Rule 2: as `devices.credential`: pipes only, one name, root.
"""

from pathlib import Path
from typing import Final

from frame.devices.credential import call, missing_tool

_DEVICE: Final = Path("/dev/tpmrm0")
_PCRS: Final = "--tpm2-pcrs=7"


class TpmSealer:
    """Seals with a TPM; `device` is a driver and its address, or "auto" for the board's own."""

    def __init__(self, name: str, device: str = "auto") -> None:
        self._name = name
        self._device = device

    def missing(self) -> str:
        """Return why it cannot work here; empty where it can."""
        if self._device == "auto" and not _DEVICE.exists():
            return "this board has no TPM 2.0"
        return missing_tool()

    def seal(self, secret: bytes) -> bytes:
        """Return a secret sealed; raise DeviceFailed."""
        return call(("encrypt", "--with-key=tpm2", _PCRS, *self._words()), secret)

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed by this TPM under this name; raise DeviceFailed."""
        return call(("decrypt", *self._words()), sealed)

    def _words(self) -> tuple[str, ...]:
        return (f"--name={self._name}", f"--tpm2-device={self._device}")
