"""The page of `frame demo`: for this machine, for this network, or left out with a reason."""

from functools import partial
from pathlib import Path

import pytest

from frame import config
from frame.devices.clock import KernelEntropy
from frame.devices.web_files import not_built
from frame.errors import DeviceFailed
from frame.protocol.card import broker_of, new_card, read_card, write_card
from frame.services import demo, household, web
from frame.services.network.reach import place_of
from tests.devices.web_kit import HTML, ask, build


def _card(settings: config.Config, folder: Path) -> tuple[str, str]:
    """Return the address on the card, and the broker that a terminal takes from it."""
    place = place_of(settings, folder, KernelEntropy())
    text = write_card(new_card(bytes(32), KernelEntropy().fresh, place.broker), place.origin)
    return text, broker_of(read_card(text), text)


def test_on_this_machine_the_card_leads_a_browser_to_the_page_and_a_terminal_to_the_broker(
    tmp_path: Path,
) -> None:
    given = config.parse('[network]\nbroker = "mqtt://127.0.0.1:21883"\n')
    settings = demo._with_page(given, lan=False)
    text, broker = _card(settings, tmp_path)
    assert text.startswith(f"http://127.0.0.1:{settings.web.port}/p#1")
    assert broker == "mqtt://127.0.0.1:21883"
    assert settings.web.address == "127.0.0.1"


def test_in_a_network_the_card_leads_everybody_through_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "own_address", lambda: "192.0.2.7")
    given = config.parse('[network]\nbroker = "mqtt://127.0.0.1:21883"\n')
    settings = demo._with_page(given, lan=True)
    text, broker = _card(settings, tmp_path)
    assert text.startswith(f"http://192.0.2.7:{settings.web.port}/p#1")
    assert broker == f"ws://192.0.2.7:{settings.web.port}/mqtt"
    assert settings.web.address == "0.0.0.0"
    assert settings.network.broker == "mqtt://127.0.0.1:21883", "the frame takes the short way"


def test_the_page_is_served_as_long_as_the_demo_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build(tmp_path / "dist")
    monkeypatch.setattr(demo, "is_built", partial(web.is_built, built))
    monkeypatch.setattr(demo, "plan_of", partial(web.plan_of, built=built))
    household.make(tmp_path / "state")
    said: list[str] = []
    with household.opened(tmp_path / "state") as opened:
        home = demo._hurried(opened, "mqtt://127.0.0.1:21883", demo.Wishes())
        with demo._page(home, said.append):
            assert ask(home.config.web.port, "/p")[1] == HTML
    assert said == []


def test_without_a_built_page_the_demo_says_how_to_build_it_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "is_built", lambda: False)
    household.make(tmp_path / "state")
    said: list[str] = []
    with household.opened(tmp_path / "state") as opened:
        home = demo._hurried(opened, "mqtt://127.0.0.1:21883", demo.Wishes())
        with demo._page(home, said.append):
            said.append("it goes on")
    assert home.config.network.page == opened.config.network.page
    assert said == [
        f"{not_built()}; the demo goes on without it",
        f"  {not_built().hint}",
        "it goes on",
    ]


def test_what_goes_wrong_in_the_demo_is_not_taken_for_a_missing_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "is_built", lambda: False)
    household.make(tmp_path / "state")
    with (
        household.opened(tmp_path / "state") as home,
        pytest.raises(DeviceFailed, match="window"),
        demo._page(home, lambda _said: None),
    ):
        raise DeviceFailed("there is no window")
