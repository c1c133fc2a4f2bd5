"""Who is at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED).

Rule: what a visitor says of itself is not asked. The kernel wrote down who connected, at that
      moment, and neither side can change it.
"""

import os
import pwd
import socket
import struct
from dataclasses import dataclass
from typing import Final

_UCRED: Final = struct.Struct("3i")  # struct ucred: pid, uid, gid
ROOT: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A process that connected, and the user and group it ran as."""

    process: int
    user: int
    group: int


def peer_of(link: socket.socket) -> Peer:
    """Return who connected to this end; raise OSError where there is nobody."""
    credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
    process, user, group = _UCRED.unpack(credentials)
    return Peer(process=process, user=user, group=group)


def is_ours(peer: Peer) -> bool:
    """Say whether a peer is this very user, or root, whom nobody can keep out anyway."""
    return peer.user in {ROOT, os.geteuid()}


def user_called(name: str) -> int | None:
    """Return the number of a user of this machine, or None where it has no such user."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None
