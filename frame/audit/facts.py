"""What an audit knows of a frame: counts and settings, gathered by `services/auditing`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How a frame stands at one moment.

    key_tier        where the device key lies (`store.device_key`)
    key_warning     what is wrong with how it lies there; empty if nothing
    folder_mode     permission bits of the state folder
    broker          its URL; empty where there is none
    has_users       whether the broker knows who may use which topics
    page            the address of the phone page on the card
    without_consent photos that can be shown though no live grant says so
    owed            erasures that are not finished
    damaged         photos that do not open
    split           albums in which somebody's chain of consent was forked
    devices         paired phones and frames; `owners` of them may rule
    idle            of these, how many were not heard for half a year
    journal_faults  places in the audit journal that are not as they were written
    altered_models  model files that are not as they were released
    free_bytes      on the disk of the store
    is_dated        whether the clock is plausible
    """

    key_tier: str
    key_warning: str
    folder_mode: int
    broker: str
    has_users: bool
    page: str
    without_consent: int
    owed: int
    damaged: int
    split: int
    devices: int
    owners: int
    idle: int
    journal_faults: int
    altered_models: int
    free_bytes: int
    is_dated: bool
