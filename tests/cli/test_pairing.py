"""`frame pair` and `frame join` say yes to the digits that are shown, and to no others."""

import json
from collections.abc import Callable, Mapping

import pytest

from frame.cli.main import main
from frame.services.ipc import Request

Asked = list[tuple[str, str]]
_CARD = {"card": "https://frame.local/#x", "role": "owner", "digits": "123 456", "who": "Ana"}
_FRAME = {
    "frame": "hall.local", "who": "Hall", "digits": "123 456", "agreed": False, "done": False,
    "because": None,
}  # fmt: skip


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Have a core answer, and return what it was asked."""

    def answering(answer: Mapping[str, object], **more: object) -> Asked:
        asked: Asked = []

        def ask(_folder: object, request: Request) -> Mapping[str, object]:
            asked.append((request.what, request.name))
            return {**answer, **more}

        monkeypatch.setattr("frame.services.status.ask_core", ask)
        return asked

    return answering


def test_a_yes_to_the_digits_on_the_card_is_said(
    core: Callable[..., Asked], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = core(_CARD, agreed=True)
    assert main(["pair", "--confirm", "123 456"]) == 0
    assert asked == [("confirm", "123456")]
    assert capsys.readouterr().out == "agreed; now say yes on the other device too\n"


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("pair", {**_CARD, "agreed": False}),
        ("join URL", {**_FRAME, "because": "Somebody at this frame said no."}),
    ],
)
def test_a_yes_to_other_digits_ends_pairing_and_fails(
    core: Callable[..., Asked],
    verb: str,
    answer: Mapping[str, object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    core(answer)
    assert main([*verb.split(), "--confirm", "000000"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "these are not the digits; pairing was ended\n"
    assert main([*verb.split(), "--confirm", "000000", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == answer


@pytest.mark.parametrize(
    ("verb", "answer", "sentence"),
    [
        ("pair", {"card": None}, "no card is open"),
        ("join URL", {"frame": None}, "nobody asks"),
        ("join URL", {**_FRAME, "because": "It took too long."}, "It took too long."),
        (
            "join URL",
            {**_FRAME, "agreed": True, "because": "The other frame said no."},
            "The other frame said no.",
        ),
    ],
)
def test_a_yes_that_nobody_hears_fails_and_says_why(
    core: Callable[..., Asked],
    verb: str,
    answer: Mapping[str, object],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    core(answer)
    assert main([*verb.split(), "--confirm", "123456"]) == 1
    assert capsys.readouterr().err == f"{sentence}\n"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"agreed": True}, "agreed; now say yes on the other frame too"),
        ({"agreed": True, "done": True}, "the frames are paired"),
    ],
)
def test_a_yes_to_another_frame_says_how_it_stands(
    core: Callable[..., Asked],
    more: Mapping[str, object],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    core(_FRAME, **more)
    assert main(["join", "URL", "--confirm", "123456"]) == 0
    assert capsys.readouterr().out == f"{sentence}\n"


@pytest.mark.parametrize("digits", ["", " ", "12345", "1234567", "abcdef", "\uff11" * 6])
@pytest.mark.parametrize("verb", ["pair", "join URL"])
def test_what_is_not_six_digits_asks_nobody_and_opens_no_card(
    core: Callable[..., Asked], verb: str, digits: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = core(_CARD)
    with pytest.raises(SystemExit) as ended:
        main([*verb.split(), "--confirm", digits])
    assert (ended.value.code, asked) == (2, [])
    assert "six digits" in capsys.readouterr().err
