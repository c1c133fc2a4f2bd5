"""What frame.toml means for the rooms below."""

from datetime import timedelta

from frame.config import Config
from frame.model import Size
from frame.ports import Entropy
from frame.services.choosing import Circumstances, remembered_seed
from frame.slideshow.slide import Settings
from frame.store.vault import Vault


def settings_of(config: Config) -> Settings:
    """Return how the owner likes the slideshow."""
    return Settings(
        seconds=config.show.seconds,
        fade_s=config.show.fade_seconds,
        motion=config.show.motion,
        clock=config.show.clock,
        captions=config.show.captions,
        phones=bool(config.network.broker),
    )


def circumstances_of(
    config: Config, vault: Vault, entropy: Entropy, screen: Size, seed: int | None = None
) -> Circumstances:
    """Return what photos are chosen for."""
    return Circumstances(
        screen=screen,
        every=timedelta(seconds=config.show.seconds),
        pairs=config.show.pairs,
        seed=remembered_seed(vault, entropy) if seed is None else seed,
        blur_strangers=config.guests.blur_unknown,
    )
