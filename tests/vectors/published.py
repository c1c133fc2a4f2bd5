"""Reads vectors that others published, so that none of them is passed over.

Rule 1: a file of the shared test data is the one its list names (SHA-256), or it is not used.
Rule 2: whoever reads vectors counts them, and says how many there have to be.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cryptography_vectors

Case = dict[str, Any]


def shared(testdata: Path, name: str) -> Any:
    """Return what a JSON file of the shared test data holds, after comparing its SHA-256."""
    told = (testdata / name).read_bytes()
    with (testdata / "MANIFEST.tsv").open(newline="") as file:
        listed = {row["file"]: row["sha256"] for row in csv.DictReader(file, delimiter="\t")}
    assert hashlib.sha256(told).hexdigest() == listed[name], f"{name} is another file"
    return json.loads(told)


def wycheproof(testdata: Path, name: str) -> Iterator[tuple[Case, Case]]:
    """Yield every case of a Wycheproof file with the group it is in."""
    told = shared(testdata, f"crypto/wycheproof/{name}_test.json")
    for group in told["testGroups"]:
        for case in group["tests"]:
            yield group, case


def library(name: str) -> str:
    """Return a file of cryptography-vectors, which is installed wherever the tests run."""
    with cryptography_vectors.open_vector_file(name, "r") as file:
        return str(file.read())


def paragraphs(name: str) -> list[dict[str, str]]:
    """Return the cases of a file that is written as `NAME = value`, each beginning with COUNT."""
    cases: list[dict[str, str]] = []
    for line in library(name).splitlines():
        key, equals, value = line.partition("=")
        if line.startswith("#") or not equals:
            continue
        if key.strip() == "COUNT":
            cases.append({})
        cases[-1][key.strip().lower()] = value.strip()
    return cases


def octets(told: str) -> bytes:
    """Return what such a file means: hexadecimal, or ASCII in quotation marks."""
    return told[1:-1].encode() if told.startswith('"') else bytes.fromhex(told)
