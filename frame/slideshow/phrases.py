"""What a language has to say on the glass and on the claim card, sentence by sentence.

Rule 1: each language fills the same frozen structure, so a missing sentence is a missing argument.
Rule 2: what a person may type (a command, a file's name, a key) is the same in every language, and
        stands where it is used.
Rule 3: `told` has sentences that other rooms say in English. One that it does not know stays as it
        is: English on the glass is better than nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from frame.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A headline or a title, and the sentences below it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByRole:
    """A sentence for each role of a device that is paired."""

    owner: str
    contributor: str
    viewer: str
    frame: str

    def of(self, role: str) -> str:
        """Return that of a role; one that nobody knows yet may do what a contributor may."""
        match role:
            case "owner":
                return self.owner
            case "viewer":
                return self.viewer
            case "frame":
                return self.frame
            case _:
                return self.contributor


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWords:
    """Cards where no photo is; the fields are named as `CardKind` is."""

    welcome: Said
    welcome_by_phone: Said
    empty: Said
    empty_by_phone: Said
    resting: Said
    full: Said
    damaged: Said
    wrong_key: Said
    locked: Said
    awaiting_phone: Said
    unreadable: Said
    add_phone: str
    or_folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingWords:
    """The card that adds a phone or links a frame; {address} and {who} are filled in."""

    add_phone: str
    link_frame: str
    scan: ByRole
    one_phone: str
    one_frame: str
    invited: str
    close: str
    leads: str
    compare: str
    somebody: str
    asks: ByRole
    yes: str
    no: str
    cancel: str
    then_phone: str
    then_frame: str
    or_owner_of_phone: str
    or_owner_of_frame: str
    paired: str
    done: ByRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way into a network: its name, and a line or a few."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupWords:
    """The cards of setting up; the first fields are named as `SetupKind` is."""

    starting: Said
    joining: Said
    no_network: Said
    unreachable: Said
    faulty: Said
    lost: Said
    code: Way
    cable: Way
    card: Way
    more: str
    goes_on: str
    goes_on_with_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingWords:
    """The cards of the end; {count} photos are filled in."""

    holding: Said
    let_go: str
    erasing: Said
    empty: str
    gone: str
    gone_one: str
    gone_many: str
    signed: str
    restarts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialWords:
    """The self-test; {wide}, {high}, {count}, {check} and {do} are filled in."""

    size: str
    is_seen: str
    touch: Said
    well: str
    remarks: str
    not_well: str
    advice: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWords:
    """The card on paper."""

    what: str
    lead: str
    power: Said
    power_ready: Said
    scan: Said
    compare: Said
    send: Said
    page: str
    open_to_all: str
    installer: str
    until: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's words.

    day_form, month_form  how a date is written, of {day}, {month} and {year}
    first       how the first day of a month is written
    thousands   what stands between thousands and hundreds
    space       what stands between two sentences
    told        sentences of other rooms by their English; {} in both is what differs, and may be
                such a sentence itself
    """

    language: Language
    months: tuple[str, ...]
    day_form: str
    month_form: str
    first: str
    thousands: str
    space: str
    why: str
    hidden: str
    both_hidden: str
    liked: str
    unliked: str
    cards: CardWords
    pairing: PairingWords
    setup: SetupWords
    ending: EndingWords
    trial: TrialWords
    claim: ClaimWords
    told: Mapping[str, str]

    def day(self, when: datetime) -> str:
        """Return "12 June 2019"."""
        day, month = str(when.day), self.months[when.month - 1]
        return self.day_form.format(
            day=self.first if day == "1" else day, month=month, year=when.year
        )

    def month(self, when: datetime) -> str:
        """Return "June 2019"."""
        return self.month_form.format(month=self.months[when.month - 1], year=when.year)

    def count(self, number: int) -> str:
        """Return "12,345"."""
        return f"{number:,}".replace(",", self.thousands)

    def say(self, english: str) -> str:
        """Return what another room said in English, as far as this language knows it."""
        if english in self.told:
            return self.told[english]
        for form, said in self.told.items():
            begin, hole, end = form.partition("{}")
            if hole and english.startswith(begin) and english.endswith(end):
                differs = english[len(begin) : len(english) - len(end)]
                return said.replace("{}", self.say(differs))
        inner = english[:1].lower() + english[1:]
        return english if inner == english else _begun(self.say(inner), inner, english)


def _begun(said: str, inner: str, english: str) -> str:
    """Return a sentence with a capital; what no language knew stays as it was."""
    return english if said == inner else said[:1].upper() + said[1:]
