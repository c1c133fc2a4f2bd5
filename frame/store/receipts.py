"""Receipts: the frame's signed word that something is gone."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from frame.crypto.sign import Signer, Statement, canonical, is_signed_by
from frame.model import Receipt


class Debt(msgspec.Struct, frozen=True):
    """Something that was taken down; `receipt` is None as long as traces of it may be left."""

    scope: str
    id: str
    photos: int
    erased_at: datetime
    receipt: Receipt | None = None


def sign_receipt(signer: Signer, debt: Debt, generation: int) -> Receipt:
    """Return the receipt for an erasure that is finished."""
    unsigned = Receipt(
        scope=debt.scope,
        id=debt.id,
        photos=debt.photos,
        erased_at=debt.erased_at.astimezone(UTC),
        generation=generation,
        signer=signer.public.hex(),
        signature="",
    )
    return replace(unsigned, signature=signer.sign(statement(unsigned)).hex())


def is_genuine(receipt: Receipt) -> bool:
    """Return whether the signer named in a receipt signed it; whose key that is, is not asked."""
    try:
        signer, signature = bytes.fromhex(receipt.signer), bytes.fromhex(receipt.signature)
    except ValueError:
        return False
    return is_signed_by(signer, statement(receipt), signature)


def statement(receipt: Receipt) -> bytes:
    """Return the bytes that a receipt's signature is over."""
    fields: Statement = {
        "scope": receipt.scope,
        "id": receipt.id,
        "photos": receipt.photos,
        "erased_at": receipt.erased_at.isoformat(),
        "generation": receipt.generation,
        "signer": receipt.signer,
    }
    return canonical(fields)
