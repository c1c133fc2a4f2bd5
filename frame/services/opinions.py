"""What the people at the glass think, written down: what was shown, hidden, liked, skipped.

Rule: a full disk costs the memory of it, never the picture.
"""

import logging
from datetime import datetime

from frame.errors import DiskFull
from frame.log import event
from frame.services.choosing import Chooser, Slides
from frame.slideshow.events import Favourite, Hide, MarkShown, Skipped
from frame.store.vault import Vault

_LOG = logging.getLogger("frame.core")
Opinion = MarkShown | Hide | Favourite | Skipped


def write_down(
    vault: Vault, chooser: Chooser | None, said: Opinion, now: datetime, awaited: Slides = ()
) -> None:
    """Remember an opinion in the store; `awaited` is what is still to come."""
    try:
        _remember(vault, chooser, said, now, awaited)
    except DiskFull:
        event(_LOG, "store.full", logging.ERROR, because="DiskFull")


def _remember(
    vault: Vault, chooser: Chooser | None, said: Opinion, now: datetime, awaited: Slides
) -> None:
    match said:
        case MarkShown(photos=photos) if chooser is not None:
            chooser.mark_shown(photos, now)
        case Hide(photos=photos) if chooser is not None:
            for photo in photos:
                vault.change(photo, hidden=True)
            chooser.replan(now, awaited)
        case Skipped(photos=photos):
            vault.mark_skipped(photos)
        case Favourite(photos=photos, yes=yes):
            for photo in photos:
                vault.change(photo, favourite=yes)
