"""What core may ask of the steward, byte by byte: one message is one deed, one answer follows.

    core → steward   one deed as msgpack, at most DEED_BYTES
    steward → core   one `Told` as msgpack; then the steward hangs up

Rule 1: a deed is a word of this list with values inside narrow limits. There is none that takes a
        command, a path or the name of a file outside the one folder it is about.
Rule 2: what does not fit exactly (another field, another type, another length) is no deed.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from frame.errors import BadMessage
from frame.upkeep.hostnames import LABEL

DEED_BYTES: Final = 4096
FILE_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z"
_Ssid = Annotated[bytes, Meta(min_length=1, max_length=32)]
_Text = Annotated[str, Meta(min_length=1, max_length=1024)]


class Deed(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="deed"
):
    """Something that only the steward may do."""


class JoinWifi(Deed, frozen=True, kw_only=True, tag="join-wifi"):
    """Remember a network and join it; the passphrase is empty where the network is open."""

    ssid: _Ssid
    passphrase: Annotated[str, Meta(max_length=64)] = ""
    hidden: bool = False


class ForgetWifi(Deed, frozen=True, kw_only=True, tag="forget-wifi"):
    """Forget a network and its passphrase."""

    ssid: _Ssid


class InstallUpdate(Deed, frozen=True, kw_only=True, tag="install-update"):
    """Install an update that lies in core's folder of updates under this name."""

    file: Annotated[str, Meta(pattern=FILE_NAME)]


class DeferUpdates(Deed, frozen=True, kw_only=True, tag="defer-updates"):
    """Install nothing for so many days; 0 ends that."""

    days: Annotated[int, Meta(ge=0, le=366)]


class PinUpdates(Deed, frozen=True, kw_only=True, tag="pin-updates"):
    """Keep to this version; to none any more where it is empty."""

    version: Annotated[str, Meta(max_length=32, pattern=r"^[0-9.]*\Z")] = ""


class MarkGood(Deed, frozen=True, kw_only=True, tag="mark-good"):
    """Keep the system that runs: it has shown a photo."""


class Restart(Deed, frozen=True, kw_only=True, tag="restart"):
    """Start the machine again; once with the other system, where `tries` says so."""

    tries: bool = False


class PowerOff(Deed, frozen=True, kw_only=True, tag="power-off"):
    """Switch the machine off."""


class FactoryReset(Deed, frozen=True, kw_only=True, tag="factory-reset"):
    """Forget Wi-Fi now, and at the next start everything: host name, settings, what is stored."""


class Trim(Deed, frozen=True, kw_only=True, tag="trim"):
    """Have the card discard the blocks that no file needs any more."""


class SetHostname(Deed, frozen=True, kw_only=True, tag="set-hostname"):
    """Be called this in the network (RFC 1123 §2.1, one label)."""

    name: Annotated[str, Meta(pattern=rf"^{LABEL}\Z")]


class SetTimeZone(Deed, frozen=True, kw_only=True, tag="set-time-zone"):
    """Live in this zone of the IANA time zone database."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+_-]{1,32}(/[A-Za-z0-9+_-]{1,32}){0,2}\Z")]


AnyDeed = (
    JoinWifi
    | ForgetWifi
    | InstallUpdate
    | DeferUpdates
    | PinUpdates
    | MarkGood
    | Restart
    | PowerOff
    | FactoryReset
    | Trim
    | SetHostname
    | SetTimeZone
)


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the steward answers: one sentence, and, where it failed, of which kind and what helps.

    fault  the name of a class of `frame.errors`; empty where the deed is done
    """

    words: _Text
    fault: Annotated[str, Meta(max_length=32)] = ""
    hint: Annotated[str, Meta(max_length=1024)] = ""


def write(message: Deed | Told) -> bytes:
    """Return a deed or an answer as bytes."""
    return msgspec.msgpack.encode(message)


def read_deed(data: bytes) -> AnyDeed:
    """Return the deed; raise BadMessage where it is none."""
    if len(data) > DEED_BYTES:
        raise BadMessage("the steward was asked too much at once")
    try:
        deed: AnyDeed = msgspec.msgpack.decode(data, type=AnyDeed)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise BadMessage("the steward was asked something it does not do") from problem
    return deed


def read_told(data: bytes) -> Told:
    """Return the answer; raise BadMessage where it is none."""
    try:
        return msgspec.msgpack.decode(data, type=Told)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise BadMessage("the steward gave an answer that makes no sense") from problem
