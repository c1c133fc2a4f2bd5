"""What a machine may be called in its network: one label of a name.

Source: RFC 1123 §2.1, with letters small, as mDNS and the frame's own page show them.
"""

import re
from typing import Final

LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_LABEL: Final = re.compile(LABEL)


def is_label(name: str) -> bool:
    """Say whether this is 1 to 63 small letters, digits and hyphens, no hyphen at either end."""
    return _LABEL.fullmatch(name) is not None
