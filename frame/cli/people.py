"""Verbs about people the frame recognises: nobody, until somebody agrees."""

import argparse
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from frame.cli.output import Progress, as_json, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest, StoreBusy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frame.cli.verbs import Handle, Verbs
    from frame.model import Person, PhotoId
    from frame.services.household import Household
    from frame.services.people import Consent, Sample, Tools

_YES = "yes"
_ANSWERS = (_YES, "no")
_STOPPED = 128 + signal.SIGINT


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    people = add_verb(
        verbs,
        "people",
        "recognise people who agreed to it, and forget them",
        list_people,
        json=True,
    )
    acts = people.add_subparsers(metavar="WHAT")
    add_verb(acts, "list", "list who is enrolled", list_people, json=True)
    _add_enrol(acts)
    _add_named(acts, "forget", "erase a person's face codes and print the receipt", forget)
    add_verb(acts, "suggestions", "list who may be in which photo", suggest, json=True)
    add_verb(acts, "compare", "look for enrolled people in photos that are new", compare)
    for name, about, handle in (
        ("confirm", "say that this person is in this photo", confirm),
        ("deny", "say that this person is not in this photo", deny),
    ):
        act = add_verb(acts, name, about, handle, json=True)
        act.add_argument("photo", metavar="PHOTO")
        act.add_argument("name", metavar="NAME")
    _add_named(acts, "less", "show a person half as often", less, switch=True)
    _add_named(acts, "private", "keep a person from guests", private, switch=True)


def _add_enrol(acts: "Verbs") -> None:
    act = add_verb(
        acts, "enrol", "recognise a person who agreed to it, by photos of them", enrol, json=True
    )
    act.add_argument("name", metavar="NAME")
    act.add_argument("photos", nargs="+", metavar="PHOTO", help="a file, or a stored photo's id")
    act.add_argument("--consent", choices=[_YES], help="they read the notice and said yes")
    act.add_argument("--adult", choices=[_YES, "no"], help="whether they are 16 or older")
    act.add_argument("--guardian", metavar="NAME", help="the parent who agreed for a child")


def _add_named(
    acts: "Verbs", name: str, about: str, handle: "Handle", *, switch: bool = False
) -> None:
    act = add_verb(acts, name, about, handle, json=True)
    act.add_argument("name", metavar="NAME")
    if switch:
        act.add_argument("switch", choices=["on", "off"], metavar="on|off")


def enrol(args: argparse.Namespace) -> int:
    """Handle `frame people enrol`."""
    from frame.services import household, people

    with household.opened(args.state) as home, _tools(home) as tools:
        home.vault.check_name(args.name)
        portraits = [people.portrait_of(home.vault, one, tools.decoder) for one in args.photos]
        consent = _consent(args)
        if consent is None:
            remark("nobody was enrolled")
            return 1
        samples = [people.sample_of(portrait, tools.seer) for portrait in portraits]
        person = _enrol(home, args.name, samples, consent)
        try:
            _compare(home, tools)
        except KeyboardInterrupt:
            remark("\nstopped; `frame people compare` goes on from here")
            return _STOPPED
        found = people.photos_with(home.vault)[person.id]
        asked = sum(one.person.id == person.id for one in people.suggestions(home.vault))
    if args.json:
        as_json({"id": person.id, "name": person.name, "photos": found, "suggestions": asked})
    else:
        print(f"{person.name} is in {found} photo(s); {asked} more to ask you about")
    return 0


def _enrol(
    home: "Household", name: str, samples: "Sequence[Sample]", consent: "Consent"
) -> "Person":
    from frame.devices.clock import WallClock
    from frame.services.people import enrol as enrol_by
    from frame.services.people import lookalikes

    for other in lookalikes(home.vault, samples):
        remark(f"this face looks just like that of {other}: you will be asked who is who")
    person = enrol_by(home.vault, name, samples, consent, WallClock().now())
    remark(f"{person.name} is enrolled; looking for them in the photos of this frame")
    return person


def list_people(args: argparse.Namespace) -> int:
    """Handle `frame people list`."""
    from frame.services.wish import ListPeople
    from frame.services.wishes import ask

    answer = ask(args.state, ListPeople())
    if args.json:
        as_json(answer)
        return 0
    rows = answer["people"]
    if not isinstance(rows, list) or not rows:
        print("nobody is enrolled, so nobody is recognised")
        return 0
    table(
        [("NAME", "SINCE", "EXAMPLES", "PHOTOS", "LESS", "PRIVATE")]
        + [
            (
                row["name"],
                row["since"][:10],
                str(row["examples"]),
                str(row["photos"]),
                _yes(row["less"]),
                _yes(row["private"]),
            )
            for row in rows
        ]
    )
    if answer["waiting"]:
        remark(f"{answer['waiting']} photo(s) wait to be compared: `frame people compare`")
    return 0


def forget(args: argparse.Namespace) -> int:
    """Handle `frame people forget`."""
    from frame.services.wish import ForgetPerson
    from frame.services.wishes import ask

    answer = ask(args.state, ForgetPerson(name=args.name))
    receipt = answer["receipt"]
    if args.json:
        as_json(answer)
    elif isinstance(receipt, dict):
        print(f"forgotten, and taken out of {receipt['photos']} photo(s)")
        print(f"receipt signed by {receipt['signer']}: {receipt['signature']}")
    return 0


def suggest(args: argparse.Namespace) -> int:
    """Handle `frame people suggestions`."""
    from frame.services.wish import ListSuggestions
    from frame.services.wishes import ask

    answer = ask(args.state, ListSuggestions())
    rows = answer["suggestions"]
    if args.json:
        as_json(answer)
    elif isinstance(rows, list) and rows:
        table(
            [("PHOTO", "TAKEN", "MAY BE", "HOW SURE")]
            + [
                (row["photo"], row["taken_at"] or "—", row["name"], f"{row['score']:.0%}")
                for row in rows
            ]
        )
        remark("answer with `frame people confirm PHOTO NAME` or `frame people deny PHOTO NAME`")
    else:
        print("there is nothing to ask")
    return 0


def compare(args: argparse.Namespace) -> int:
    """Handle `frame people compare`."""
    from frame.services import household

    with household.opened(args.state) as home, _tools(home) as tools:
        _compare(home, tools)
    return 0


def confirm(args: argparse.Namespace) -> int:
    """Handle `frame people confirm`: remember it, and learn from this face."""
    from frame.model import PhotoId
    from frame.services import household

    _decide(args, yes=True)
    try:
        with household.opened(args.state) as home, _tools(home) as tools:
            _compare(home, tools, (PhotoId(args.photo),))
    except StoreBusy:
        remark("the running frame learns this face when it has time")
    return 0


def deny(args: argparse.Namespace) -> int:
    """Handle `frame people deny`."""
    _decide(args, yes=False)
    return 0


def less(args: argparse.Namespace) -> int:
    """Handle `frame people less`."""
    from frame.services.wish import Less
    from frame.services.wishes import ask

    answer = ask(args.state, Less(name=args.name, less=args.switch == "on"))
    _say(args, answer, f"{args.name} is shown {'half as often' if answer['less'] else 'as usual'}")
    return 0


def private(args: argparse.Namespace) -> int:
    """Handle `frame people private`."""
    from frame.services.wish import KeepPrivate
    from frame.services.wishes import ask

    on = args.switch == "on"
    answer = ask(args.state, KeepPrivate(scope="person", name=args.name, private=on))
    _say(args, answer, f"{args.name} is {'not shown' if on else 'shown'} while guests are here")
    return 0


def _decide(args: argparse.Namespace, *, yes: bool) -> None:
    from frame.services.wish import Decide
    from frame.services.wishes import ask

    answer = ask(args.state, Decide(photo=args.photo, name=args.name, yes=yes))
    _say(args, answer, f"{answer['name']} {'is' if yes else 'is not'} in this photo; remembered")
    unknown = answer["without_example"]
    for name in unknown if isinstance(unknown, list) else ():
        remark(f"no example of {name}'s face is left: forget {name} and enrol them again")
    if answer["waiting"] and not yes:
        remark(f"{answer['waiting']} photo(s) wait to be compared: `frame people compare`")


def _consent(args: argparse.Namespace) -> "Consent | None":
    """Return what was agreed to, None for a no; raise BadRequest where nobody can be asked."""
    from frame.services.people import NOTICE, Consent, check_consent

    remark(NOTICE)
    if not args.consent:
        _need_terminal(
            "nobody is enrolled without their yes",
            "Ask them; without a terminal, say so with --consent yes.",
        )
        if not _typed_yes(f"Does {args.name} agree to this?"):
            return None
    adult = args.adult == _YES
    if args.adult is None and not args.guardian:
        _need_terminal(
            f"nobody said whether {args.name} is 16 or older",
            "Say so with --adult yes; for a child, name who agreed with --guardian NAME.",
        )
        typed = _typed_yes(f"Is {args.name} 16 or older?")
        if typed is None:
            return None
        adult = typed
    consent = Consent(adult=adult and not args.guardian, guardian=args.guardian or "")
    check_consent(consent)
    return consent


def _need_terminal(otherwise: str, hint: str) -> None:
    if not sys.stdin.isatty():
        raise BadRequest(otherwise, hint=hint)


def _typed_yes(question: str) -> bool | None:
    """Ask on the terminal until yes or no is typed; None for Ctrl-D. Nothing goes to stdout."""
    while True:
        print(f"{question} Type yes or no: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            print(file=sys.stderr)
            return None
        if line.strip().lower() in _ANSWERS:
            return line.strip().lower() == _YES


@contextmanager
def _tools(home: "Household") -> "Iterator[Tools]":
    from frame.devices.decoder import ChildDecoder
    from frame.devices.seer import ChildSeer
    from frame.services.people import Tools

    with ChildDecoder(master_px=home.config.photos.master_px) as decoder, ChildSeer() as seer:
        yield Tools(decoder=decoder, seer=seer)


def _compare(home: "Household", tools: "Tools", photos: "Sequence[PhotoId] | None" = None) -> None:
    from frame.services.recognition import due, recognise_photos

    waiting = due(home.vault) if photos is None else photos
    progress = Progress()
    for done in recognise_photos(home.vault, tools.decoder, tools.seer, waiting):
        progress(done, len(waiting), Path(waiting[done - 1]))


def _say(args: argparse.Namespace, answer: object, sentence: str) -> None:
    if args.json:
        as_json(answer)
    else:
        print(sentence)


def _yes(value: object) -> str:
    return _YES if value else "no"
