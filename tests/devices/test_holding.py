"""A key that is held says so again and again, and one that was let go is silent at once."""

import pygame

from frame.devices.holding import BEGIN_S, EVERY_S, HeldKey, is_key
from frame.model import Command, Verb

HELD = (Command(verb=Verb.HOLD),)


def test_a_short_press_says_nothing() -> None:
    key = HeldKey("power")
    key.down("power", 10.0)
    assert key.wishes(10.0 + BEGIN_S - 0.01) == ()
    key.up("power")
    assert key.wishes(20.0) == ()


def test_a_held_key_is_told_several_times_a_second_however_a_keyboard_repeats() -> None:
    key, told = HeldKey("power"), 0
    for step in range(100):
        now_s = 10.0 + step / 20
        key.down("power", now_s)
        told += key.wishes(now_s) == HELD
    assert told == (5.0 - BEGIN_S) / EVERY_S


def test_another_key_and_one_that_nobody_chose_mean_nothing() -> None:
    key, none = HeldKey("power"), HeldKey("")
    for name in ("h", "", "space"):
        key.down(name, 0.0)
        none.down(name, 0.0)
    assert key.wishes(99.0) == none.wishes(99.0) == ()


def test_a_key_that_nobody_would_hear_of_any_more_is_let_go() -> None:
    key = HeldKey("power")
    key.down("power", 0.0)
    assert key.wishes(2.0) == HELD
    key.lost()
    assert key.wishes(9.0) == ()


def test_every_name_that_the_window_gives_a_key_is_known() -> None:
    keys = [getattr(pygame, name) for name in dir(pygame) if name.startswith("K_")]
    names = {pygame.key.name(key) for key in keys} - {" "}
    assert len(names) > 100
    assert [name for name in names if not is_key(name)] == []
    assert not is_key("qq")
