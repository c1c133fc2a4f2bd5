"""The scene that belongs to a state of the slideshow.

Rule: slides and cards are as bright as their owner likes it, and as suits the room; the pairing
card and the end are as bright as can be, because a camera reads them, and the night is dark by
itself.
"""

from dataclasses import replace

from frame.scene import Layer, Picture, Scene, TextureId
from frame.slideshow.cards import CardKind, card
from frame.slideshow.compose import compose, compose_whole
from frame.slideshow.ending_card import ending_card
from frame.slideshow.events import Entry, Show
from frame.slideshow.motion import held_at
from frame.slideshow.night import night_scene, off_scene, veil_for
from frame.slideshow.notices import notice_pill
from frame.slideshow.overlay import Status, overlay, words_on
from frame.slideshow.pairing_card import Moment, pairing_card
from frame.slideshow.setup_card import setup_card
from frame.slideshow.slide import Composition
from frame.slideshow.state import State
from frame.slideshow.stationery import Foot
from frame.slideshow.trial_card import trial_card

_MAY_GIVE_WAY = frozenset({None, CardKind.INTERLUDE, CardKind.WELCOME, CardKind.EMPTY})


def composed(state: State, entry: Entry) -> Composition:
    """Return the layout of a slide on this screen."""
    return compose(entry.slide, state.screen, motion=state.settings.motion)


def scene_for(state: State, fade_s: float) -> Show:
    """Return what is on the glass now: the slide as far as it has moved, and its words.

    The end stands over everything, then a self-test, then the pairing card, the night over every
    slide; the slide beneath keeps its textures.
    """
    entry = state.current
    over = _over(state)
    if over is not None:
        return Show(scene=replace(over, fade_s=fade_s), held=_beneath(state))
    if state.dark:
        black = off_scene(state.screen) if state.off else None
        scene = black or night_scene(state.screen, state.now)
        return Show(scene=replace(scene, fade_s=fade_s), held=_beneath(state))
    if entry is None:
        return Show(scene=replace(card_of(state), fade_s=fade_s))
    composition = composed(state, entry)
    if state.asked.original:
        composition = _whole(state, entry, composition)
    scene = Scene(
        size=state.screen,
        background=composition.background,
        layers=composition.layers,
        fade_s=fade_s,
        seconds=state.settings.seconds,
        begin_s=state.spent_s,
        dim=_veil(state),
    )
    if state.asked.paused:
        scene = replace(scene, layers=held_at(scene, state.spent_s))
    words = overlay(composition, _status(state, entry), state.phrases)
    textures = tuple(need.texture for need in composition.needs)
    return Show(scene=replace(scene, layers=(*scene.layers, *words)), textures=textures)


def card_of(state: State) -> Scene:
    """Return the card that stands where no slide is."""
    bare = _setting_up(state) or card(
        state.card or CardKind.INTERLUDE,
        state.screen,
        Foot(name=state.name, trouble=state.troubles),
        phones=state.settings.phones,
        phrases=state.phrases,
    )
    notice = notice_pill(state.asked.notice, state.screen, words_on(bare.layers))
    return replace(bare, layers=(*bare.layers, *notice), dim=_veil(state))


def _veil(state: State) -> float:
    return veil_for(max(1.0, state.settings.brightness * state.share / 100))


def _setting_up(state: State) -> Scene | None:
    """Return the card of setting up, where nothing more urgent keeps photos away."""
    view = state.setup
    if view is None or view.kind is None or view.small or state.card not in _MAY_GIVE_WAY:
        return None
    foot = Foot(name=state.name, trouble=state.troubles)
    return setup_card(view, state.screen, foot, state.phrases)


def _over(state: State) -> Scene | None:
    """Return the card that stands over slide and night, if one does."""
    foot, phrases = Foot(name=state.name, trouble=state.troubles), state.phrases
    if state.ending is not None:
        return ending_card(state.ending, state.screen, foot, phrases)
    if state.trial is not None:
        return trial_card(state.trial, state.screen, foot, phrases)
    if state.pairing is not None:
        moment = Moment(at_s=state.at_s, answered=state.answered)
        return pairing_card(state.pairing, moment, state.screen, foot, phrases)
    return None


def _beneath(state: State) -> tuple[TextureId, ...]:
    """Return the textures of the slide that rests beneath."""
    needs = composed(state, state.current).needs if state.current is not None else ()
    return tuple(need.texture for need in needs)


def _status(state: State, entry: Entry) -> Status:
    asked = state.asked
    return Status(
        now=state.now if state.settings.clock else None,
        captions=state.settings.captions,
        paused=asked.paused,
        why=entry.slide.because if asked.why else "",
        notice=asked.notice,
        trouble=state.troubles,
        setup=state.setup if state.setup is not None and state.setup.small else None,
    )


def _whole(state: State, entry: Entry, shown: Composition) -> Composition:
    """Return the slide's photos whole on a mat, drawn from the textures that are here already.

    Those hold whole photos, and at least as many pixels as the smaller picture on a mat needs.
    """
    whole = compose_whole(entry.slide, state.screen)
    here = {
        wanted.texture: had.texture for wanted, had in zip(whole.needs, shown.needs, strict=True)
    }

    def drawn(layer: Layer) -> Layer:
        if isinstance(layer, Picture):
            return replace(layer, texture=here[layer.texture])
        return layer

    return replace(whole, layers=tuple(map(drawn, whole.layers)), needs=shown.needs)
