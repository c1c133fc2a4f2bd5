"""What passes through a broker: opaque ids, padded sizes, and nothing that can be read (P6)."""

import re

import pytest

from frame.protocol.lines import Purpose, RevokePhotos
from frame.protocol.messages import AskDevices, Rename
from frame.protocol.notes import About
from tests.services.network.kit import USUAL, Family, Village, photo

pytestmark = pytest.mark.promise("P6")
SECRETS = (b"Anna", b"Sea", b"Sand everywhere", b"phone", b"Hall", b"JFIF", b"2020-05-01")
TOPIC = re.compile(r"hf1/([a-z2-7]{16}/in/[a-z2-7]{16}/[mcp]|[a-z2-7]{16}/state)")


def test_nothing_readable_passes_through_a_broker(village: Village) -> None:
    family = Family(village, (*USUAL, Purpose.FACES))
    hall, anna = family.hall, family.anna
    anna.note(family.album, family.names[0], About.CAPTION, "Sand everywhere")
    anna.say(hall, AskDevices())
    anna.say(hall, Rename(device=anna.name, label="Anna's second phone"))
    anna.sign(family.album, RevokePhotos(photos=(family.names[1],)))
    village.settle()
    assert len(village.brokers.said) > 20
    for topic, payload in village.brokers.said:
        assert TOPIC.fullmatch(topic), topic
        assert not [secret for secret in SECRETS if secret in payload]
        for name in (*family.names, family.album, anna.name, hall.name):
            assert name not in payload


def test_a_broker_cannot_tell_a_revocation_from_a_caption(village: Village) -> None:
    family = Family(village)
    village.settle()
    sizes = []
    for say in (
        lambda: family.anna.note(family.album, family.names[0], About.CAPTION, "Sand"),
        lambda: family.anna.sign(family.album, RevokePhotos(photos=(family.names[0],))),
    ):
        first = len(village.brokers.said)
        say()
        sizes.append(
            {(topic[-1], len(payload)) for topic, payload in village.brokers.said[first:]}
        )
        village.settle()
    assert sizes[0] == sizes[1]


def test_the_same_photo_sent_twice_does_not_look_the_same(village: Village) -> None:
    family = Family(village)
    chunks, data = [], photo(30)
    for _ in range(2):
        first = len(village.brokers.said)
        family.anna.send(family.hall, family.album, data)
        village.settle()
        found = [told for topic, told in village.brokers.said[first:] if topic.endswith("/c")]
        chunks.append(b"".join(one[12:] for one in found))
    assert len(chunks[0]) == len(chunks[1]) > 0
    assert chunks[0] != chunks[1]
