"""Write what arbitrary histories of a family allow: `python tests/vectors/make_ledger.py`.

The histories are those of the consent tests, drawn from a fixed seed: people grant, take back,
dismiss, split their chains and know arbitrary parts of what others said. Each is heard in an
arbitrary order, lines of it twice; after the first half and after all of it a ledger must say
what stands here (docs/protocol.md §8.2).
"""

import json
from pathlib import Path
from random import Random
from typing import Any

from frame.errors import BadMessage
from frame.protocol.consent import Ledger
from frame.protocol.facts import Acknowledge, Ask, Effect, Keep, Split, Withdraw
from frame.protocol.lines import Line, Purpose
from tests.protocol.histories import history
from tests.protocol.people import DAY, NOW, OTHER, PHOTO, Family

FILE = Path(__file__).parent / "protocol" / "ledger.json"
TIMES = (NOW, NOW + 28 * DAY, NOW + 60 * DAY)
_HISTORIES, _STEPS = 16, 12
_SEED = 10
_SAYING = (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6)
"""Who says the next thing, by place in the family: mostly those who may."""


def _steps(chance: Random) -> list[tuple[int, int, int, int, bool]]:
    def step() -> tuple[int, int, int, int, bool]:
        below = chance.randrange
        knows = below(8) & below(8)  # of mother, father and son: what rests on nobody is heard
        return chance.choice(_SAYING), below(12), knows, below(10), chance.random() < 0.2

    return [step() for _ in range(_STEPS)]


def _order(lines: int, chance: Random) -> list[int]:
    """Return in which order lines are heard, some twice: nearly as they were said, or not."""
    order = [*range(lines), *(chance.randrange(lines) for _ in range(4))]
    late = chance.choice((3, lines))
    return sorted(order, key=lambda place: place + chance.uniform(0, late))


def effect(one: Effect) -> str:
    """Return an effect in words; a line or a revocation by its digest."""
    match one:
        case Keep(line):
            return f"keep {short(line.digest)}"
        case Withdraw(answers, says, sender):
            whose = short(sender) if sender else "all"
            return f"withdraw {type(says).__name__} {short(answers)} of {whose}"
        case Ask(author, number):
            return f"ask {short(author)} from {number}"
        case Split(author):
            return f"split {short(author)}"
        case Acknowledge(frame, receipt):
            return f"acknowledge {short(frame)}: {receipt.photos} of {short(receipt.answers)}"


def short(name: bytes) -> str:
    """Return the beginning of a name, which is enough among so few."""
    return name.hex()[:8]


def state(ledger: Ledger, home: Family) -> dict[str, Any]:
    """Return what a ledger says when everything is asked that can be."""
    return {**_answers(ledger, home), **_knows(ledger)}


def _answers(ledger: Ledger, home: Family) -> dict[str, Any]:
    people = [one.key for one in home.everybody]
    pairs = [(photo, sender) for photo in (PHOTO, OTHER) for sender in people]
    return {
        "standing": [
            _standing(ledger, frame.key, at)
            for frame in (home.frame, home.grandparents)
            for at in TIMES
        ],
        "allowed": [
            [purpose, short(photo), short(sender)]
            for purpose in Purpose
            for photo, sender in pairs
            if ledger.allows(home.frame.key, purpose, NOW, photo, sender)
        ],
        "is_revoked": [[short(p), short(by)] for p, by in pairs if ledger.is_revoked(p, by)],
        "may_grant": [short(one) for one in people if ledger.may_grant(one, NOW)],
    }


def _standing(ledger: Ledger, frame: bytes, at: int) -> dict[str, Any]:
    standing = ledger.standing(frame, at)
    return {
        "frame": short(frame),
        "at": at,
        "purposes": sorted(standing.purposes),
        "blurred": standing.blurred,
        "until": standing.until_s,
    }


def _knows(ledger: Ledger) -> dict[str, Any]:
    return {
        "heads": {
            short(author): [head.number, short(head.digest)]
            for author, head in sorted(ledger.heads.items())
        },
        "split": sorted(short(one) for one in ledger.split),
        "waiting": sorted(short(one) for one in ledger.waiting),
        "floors": {
            f"{short(frame)}:{purpose}": serial
            for (frame, purpose), serial in sorted(ledger.floors.items())
        },
        "receipts": {
            f"{short(answers)}:{short(frame)}": one.photos
            for (answers, frame), one in sorted(ledger.receipts.items())
        },
    }


def _hear(ledger: Ledger, line: Line) -> tuple[Ledger, list[str]]:
    try:
        ledger, effects = ledger.hear(line)
    except BadMessage:
        return ledger, ["refuse"]
    return ledger, [effect(one) for one in effects]


def _between(half: Ledger, whole: Ledger) -> dict[str, Any]:
    """Return what the one who knows half asks of, and is warned by, the one who knows all."""
    missing = half.missing(whole.heads)
    return {
        "missing": [[short(one.author), one.number] for one in missing],
        "unwarned": [short(one) for one in whole.unwarned(half.heads)],
    }


def _case(chance: Random) -> dict[str, Any]:
    home, lines = history(_steps(chance))
    order = _order(len(lines), chance)
    ledgers, then = [Ledger(album=home.found.album)], []
    for place in order:
        ledger, effects = _hear(ledgers[-1], lines[place])
        ledgers.append(ledger)
        then.append(effects)
    half, whole = ledgers[len(order) // 2], ledgers[-1]
    return {
        "album": home.found.album.hex(),
        "lines": [line.told.hex() for line in lines],
        "order": order,
        "then": then,
        "half": state(half, home),
        "whole": state(whole, home),
        **_between(half, whole),
    }


def cases() -> dict[str, Any]:
    """Return all histories; the same ones each time."""
    chance = Random(_SEED)
    home = Family()
    return {
        "now": NOW,
        "frame": home.frame.key.hex(),
        "people": [one.key.hex() for one in home.everybody],
        "photos": [PHOTO.hex(), OTHER.hex()],
        "histories": [_case(chance) for _ in range(_HISTORIES)],
    }


def main() -> None:
    """Write the file."""
    told = cases()
    histories = ",\n".join(json.dumps(one) for one in told.pop("histories"))
    text = f'{json.dumps(told)[:-1]}, "histories": [\n{histories}\n]}}\n'
    FILE.write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
