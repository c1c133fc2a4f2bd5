"""What frame.toml, and what was set since, mean for the rooms below."""

from datetime import timedelta

from frame.config import Config
from frame.model import Size
from frame.ports import Entropy
from frame.services.choosing import Circumstances, remembered_seed
from frame.services.preferences import Preferences, language_of, preferences_of, seconds_of
from frame.slideshow.slide import Settings
from frame.store.vault import Vault


def settings_of(config: Config, wanted: Preferences) -> Settings:
    """Return how the owner likes the slideshow."""
    return Settings(
        seconds=seconds_of(config, wanted),
        fade_s=config.show.fade_seconds,
        motion=config.show.motion,
        clock=config.show.clock,
        captions=config.show.captions,
        phones=bool(config.network.broker),
        brightness=wanted.brightness,
        night=wanted.night,
        language=language_of(config, wanted),
    )


def circumstances_of(
    config: Config, vault: Vault, entropy: Entropy, screen: Size, seed: int | None = None
) -> Circumstances:
    """Return what photos are chosen for."""
    return Circumstances(
        screen=screen,
        every=timedelta(seconds=seconds_of(config, preferences_of(vault))),
        pairs=config.show.pairs,
        seed=remembered_seed(vault, entropy) if seed is None else seed,
        blur_strangers=config.guests.blur_unknown,
    )
