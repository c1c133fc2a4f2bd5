"""Verbs about how the frame is: status, doctor, models, config, bench."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from frame.cli import paths
from frame.cli.output import as_json, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadConfig

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs

_DEFAULTS = "What was printed is every setting with its default."


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    add_verb(verbs, "status", "say what is stored and how much memory is used", status, json=True)
    add_verb(verbs, "doctor", "test this machine and say what protects it", doctor, json=True)
    models = add_verb(
        verbs, "models", "list the models, or verify their files", models_, json=True
    )
    models.add_argument(
        "what", choices=("list", "verify"), nargs="?", default="list", metavar="list|verify"
    )
    add_verb(verbs, "config", "print the settings in force", config)
    bench = add_verb(verbs, "bench", "measure what things cost on this machine", bench_, json=True)
    bench.add_argument("names", nargs="*", metavar="NAME", help="only these benches")
    bench.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    bench.add_argument(
        "--photos",
        action="append",
        type=paths.path,
        metavar="DIR",
        help="photos with known answers, for `curate` (see docs/quality.md)",
    )


def status(args: argparse.Namespace) -> int:
    """Handle `frame status`."""
    from frame.services.status import status_of

    document = status_of(args.state)
    if args.json:
        as_json(document)
        return 0
    memory = document.pop("memory_bytes")
    table([(name.replace("_", " "), str(value)) for name, value in document.items()])
    if isinstance(memory, dict):
        held = {name: f"{count // 1_000_000} MB" for name, count in memory.items() if count}
        table([(f"memory of {name}", text) for name, text in held.items()])
    return 0


def doctor(args: argparse.Namespace) -> int:
    """Handle `frame doctor`."""
    from frame.services.doctor import examine

    checks = []
    for check in examine(args.state):
        checks.append(check)
        if not args.json:
            print(f"{'ok ' if check.ok else '-- '} {check.check}: {check.means}")
            if check.do and not check.ok:
                print(f"      {check.do}")
    if args.json:
        as_json({"checks": [asdict(check) for check in checks]})
    failed = [one for one in checks if not one.ok and not one.check.startswith("fence")]
    return 1 if failed else 0


def models_(args: argparse.Namespace) -> int:
    """Handle `frame models list|verify`."""
    from frame.devices import model_files

    folder = model_files.find()
    if args.what == "verify":
        checked = model_files.verify(folder)
        rows = [{"name": one.entry.name, "problem": one.problem} for one in checked]
        if args.json:
            as_json({"models": rows})
        else:
            table([(str(row["name"]), str(row["problem"] or "as released")) for row in rows])
        return 1 if any(row["problem"] for row in rows) else 0
    entries = model_files.entries(folder).values()
    if args.json:
        as_json({"models": [asdict(entry) for entry in entries]})
    else:
        table(
            [("MODEL", "BYTES", "LICENCE", "FROM")]
            + [(one.name, str(one.bytes), one.licence, one.source) for one in entries]
        )
    return 0


def config(args: argparse.Namespace) -> int:
    """Handle `frame config`."""
    from frame.config import Config, load, render

    try:
        settings = load(args.state)
    except BadConfig as problem:
        print(render(Config()), end="")
        raise BadConfig(str(problem), hint=_DEFAULTS) from None
    print(render(settings), end="")
    return 0


def bench_(args: argparse.Namespace) -> int:
    """Handle `frame bench`."""
    from frame.services.bench.all import run
    from frame.services.bench.places import nearest, photo_folders
    from frame.services.bench.timing import Terms

    results = []
    terms = Terms(
        folder=nearest(args.state), quick=args.quick, photos=photo_folders(args.photos or ())
    )
    for result in run(args.names, terms):
        results.append(result)
        if not args.json:
            verdict = {True: "ok", False: "MISSED", None: ""}[result.ok]
            value = "—" if result.value is None else f"{result.value:g} {result.unit}"
            remarks = " ".join(filter(None, [result.target and f"({result.target})", result.note]))
            print(f"{result.name:<34} {value:<26} {verdict:<7} {remarks}", flush=True)
    if args.json:
        as_json({"results": [asdict(result) for result in results]})
    missed = [result.name for result in results if result.ok is False]
    if missed:
        remark(f"missed: {', '.join(missed)}")
    return 0
