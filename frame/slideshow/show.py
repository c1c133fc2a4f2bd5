"""The slideshow as a state machine: (state, event) -> (state, effects).

Rule 1: the picture on the glass stays until the next one is ready; the glass is never black.
Rule 2: the next slide is prepared as soon as one is shown, so none comes late.
Rule 3: an erased photo leaves the glass in the very step that hears of it, without a fade, and
        is in no history and no queue afterwards.
Rule 4: `step` is the only door; it changes nothing but what it returns.
Rule 5: while the end, the pairing card or the dark is there, the slide beneath waits; then it
        is there again.
"""

from dataclasses import replace

from frame.model import PhotoId, Size, Verb
from frame.slideshow import ending, night, pairing, trial
from frame.slideshow.asking import noticed, skipped, toggled
from frame.slideshow.cards import CardKind
from frame.slideshow.events import (
    Asked,
    Changed,
    Coming,
    Connection,
    Effect,
    Ending,
    Entry,
    Erased,
    Event,
    Failed,
    Favourite,
    Forget,
    Hide,
    LibraryChanged,
    Lit,
    MarkShown,
    Notice,
    Offered,
    Pairing,
    Prepare,
    Pressed,
    Ready,
    Setup,
    Show,
    TakeNext,
    Tick,
    Trial,
)
from frame.slideshow.glass import card_of, composed, scene_for
from frame.slideshow.news import WORDS_FADE_S, again, darkened, told
from frame.slideshow.pairing_card import CARD_FADE_S
from frame.slideshow.slide import Settings
from frame.slideshow.state import State, without_unseen

HISTORY = 30
EMPTY_FADE_S = 0.8
RETRY_S = 10.0
FAILURES_BEFORE_CARD = 3


Step = tuple[State, tuple[Effect, ...]]


def start(screen: Size, settings: Settings, name: str = "Hearthframe") -> Step:
    """Return the first state, and a quiet card until the first photo is there."""
    state = State(screen=screen, settings=settings, name=name, card=CardKind.INTERLUDE)
    return state, (Show(scene=card_of(state)),)


def step(state: State, event: Event) -> Step:
    """Return the state after an event, and what is to be done."""
    after, effects = _decided(state, event)
    if after.cover < state.cover:
        after, back = _uncovered(after)
        effects = (*effects, *back)
    return after, effects


def _decided(state: State, event: Event) -> Step:
    match event:
        case Pairing(view=view):
            result = pairing.placed(state, view)
        case Ending():
            result = ending.told(state, event)
        case Trial():
            result = trial.told(state, event)
        case Connection() | Setup() | Notice() | Changed() | Lit():
            result = told(state, event)
        case _:
            result = _went_on(state, event)
    return result


def _went_on(
    state: State,
    event: Tick | Offered | Ready | Failed | Pressed | LibraryChanged | Erased,
) -> Step:
    match event:
        case Tick():
            result = ending.counted(trial.counted(_tick(state, event)))
        case Offered():
            result = _offered(state, event)
        case Ready(key=key):
            result = _ready(state, key)
        case Failed(key=key):
            result = _failed(state, key)
        case Pressed(verb=verb):
            result = _pressed(state, verb)
        case LibraryChanged(anew=anew):
            result = _library_changed(without_unseen(state) if anew else state)
        case _:
            result = _erased(state, event)
    return result


def _tick(state: State, tick: Tick) -> Step:
    passed = max(0.0, tick.at_s - state.at_s) if state.now is not None else 0.0
    minute = state.now is not None and f"{state.now:%H:%M}" != f"{tick.now:%H:%M}"
    covered, before_s, before = state.pairing, state.at_s, state
    moving = state.current is not None and not state.asked.paused and not state.cover
    state = replace(
        state,
        at_s=tick.at_s,
        now=tick.now,
        spent_s=state.spent_s + passed if moving else state.spent_s,
        due=state.due or (moving and state.spent_s + passed >= state.settings.seconds),
    )
    state = night.with_the_hour(state)
    if state.due and _may_advance(state):
        return _advance(state)
    over = bool(state.asked.notice) and state.at_s >= state.asked.notice_until_s
    if over:
        state = replace(state, asked=replace(state.asked, notice=""))
    clock = state.night or (state.settings.clock and state.current is not None)
    redraw = not state.off and (over or (minute and clock))
    falls = darkened(before, state)
    state, more = _ask_when_idle(state)
    effects = (*(falls or (again(state) if redraw else ())), *more)
    if covered is None:
        return state, effects
    state, shown = pairing.ticked(state, covered, before_s)
    return state, (*shown, *effects)


def _may_advance(state: State) -> bool:
    """Whether the next slide is there and nothing stands over it."""
    return state.coming is not None and state.coming.ready and not state.cover


def _uncovered(state: State) -> Step:
    """Bring back what was there before card or night, or what should be there by now."""
    state = replace(state, answered=False)
    if _may_advance(state) and (state.due or state.current is None):
        return _advance(state)
    state, more = _ask_when_idle(state)
    return state, (scene_for(state, CARD_FADE_S), *more)


def _offered(state: State, offer: Offered) -> Step:
    slide = offer.slide
    if slide is None:
        state = replace(state, ask_at_s=state.at_s + RETRY_S)
        if state.current is None or state.due:
            return _show_card(state, offer.otherwise)
        return state, ()
    if not state.gone.isdisjoint(slide.photos):
        return replace(state, ask_at_s=state.at_s + RETRY_S), ()
    state = replace(state, ask_at_s=state.at_s)
    if state.coming is not None:
        # Somebody went back meanwhile: this slide waits for its turn.
        return replace(state, future=(*state.future, Entry(slide=slide))), ()
    return _stage(state, Entry(slide=slide))


def _library_changed(state: State) -> Step:
    if state.ask_at_s is not None:
        state = replace(state, ask_at_s=state.at_s)
    return _ask_when_idle(state)


def _ready(state: State, key: int) -> Step:
    if state.coming is None or state.coming.key != key:
        return state, ()
    state = replace(state, coming=replace(state.coming, ready=True), failures=0)
    wanted = state.due or state.current is None
    return _advance(state) if wanted and _may_advance(state) else (state, ())


def _failed(state: State, key: int) -> Step:
    """Skip what does not open; after several in a row, wait before asking again."""
    coming = state.coming
    if coming is None or coming.key != key:
        return state, ()
    failures = state.failures + 1
    tired = failures >= FAILURES_BEFORE_CARD
    wait = RETRY_S if tired else 0.0
    state = replace(state, coming=None, failures=failures, ask_at_s=state.at_s + wait)
    if coming.back:
        state = _without_repeat(state)
    if tired and state.current is None:
        return _show_card(state, CardKind.UNREADABLE)
    return _ask_when_idle(state)


def _without_repeat(state: State) -> State:
    """Going back failed: the slide on the glass is no longer one that comes later."""
    if state.current is None:
        return state
    photos = state.current.slide.photos
    later = tuple(entry for entry in state.future if entry.slide.photos != photos)
    return replace(state, future=later, due=False)


def _stage(state: State, entry: Entry, *, back: bool = False) -> Step:
    """Prepare a slide to come after the current one."""
    key = state.keys + 1
    state = replace(state, keys=key, coming=Coming(entry=entry, key=key, back=back))
    return state, (Prepare(key=key, needs=composed(state, entry).needs),)


def _ask_when_idle(state: State) -> Step:
    """See to it that a slide is being prepared, from the future or from the playlist."""
    if state.coming is not None:
        return state, ()
    if state.future:
        entry, *later = state.future
        return _stage(replace(state, future=tuple(later)), entry)
    if state.ask_at_s is None or state.at_s < state.ask_at_s:
        return state, ()
    return replace(state, ask_at_s=None), (TakeNext(),)


def _advance(state: State) -> Step:
    """Put the slide that is ready on the glass, and prepare the one after it."""
    coming = state.coming
    if coming is None:
        return state, ()
    past = state.past
    if state.current is not None and not coming.back:
        past = (*past, state.current)[-HISTORY:]
    asked = replace(state.asked, original=False, why=False)
    state = replace(
        state,
        current=replace(coming.entry, seen=True),
        coming=None,
        past=past,
        asked=asked,
        card=None,
        due=False,
        spent_s=0.0,
    )
    shown = () if coming.entry.seen else (MarkShown(photos=coming.entry.slide.photos),)
    scene = scene_for(state, state.settings.fade_s)
    state, more = _ask_when_idle(state)
    return state, (scene, *shown, *more)


def _pressed(state: State, verb: Verb) -> Step:
    if verb is Verb.HOLD:
        return ending.held(state)
    if state.ending is not None:
        return ending.pressed(state, verb)
    if state.trial is not None:
        return trial.pressed(state, verb)
    if state.pairing is not None:
        return pairing.pressed(state, verb)
    if state.dark and verb not in {Verb.QUIT, Verb.PAIR}:
        return night.woken(state), ()
    return _acted(state if state.dark else night.woken(state), verb)


def _acted(state: State, verb: Verb) -> Step:
    """Return what a wish does to the slide that is on the glass."""
    match verb:
        case Verb.QUIT | Verb.PAIR | Verb.YES | Verb.NO:
            result = pairing.pressed(state, verb)
        case Verb.NEXT:
            impatient = skipped(state)
            state, effects = _next(state)
            result = state, (*impatient, *effects)
        case Verb.BACK:
            result = _back(state)
        case _ if state.current is None:
            result = state, ()
        case Verb.HIDE:
            result = _hide(state, state.current)
        case Verb.FAVOURITE:
            result = _favourite(state, state.current)
        case _:
            state = replace(state, asked=toggled(state.asked, verb))
            result = state, again(state)
    return result


def _next(state: State) -> Step:
    coming = state.coming
    if coming is not None and coming.back:
        # The way back was not finished: the slide on the glass is still the right one.
        future = state.future[1:] if state.current is not None else state.future
        state = replace(
            state, past=(*state.past, coming.entry), future=future, coming=None, due=False
        )
        return _ask_when_idle(state)
    if _may_advance(state):
        return _advance(state)
    return _ask_when_idle(replace(state, due=True))


def _back(state: State) -> Step:
    if not state.past:
        return state, ()
    coming, future = state.coming, state.future
    if coming is not None:
        future = (coming.entry, *future)
    if state.current is not None and not (coming is not None and coming.back):
        future = (state.current, *future)
    *past, entry = state.past
    state = replace(state, past=tuple(past), future=future[:HISTORY], due=True)
    return _stage(state, entry, back=True)


def _hide(state: State, current: Entry) -> Step:
    """Take the slide away at once; what a person hides is not left hanging for guests."""
    photos = current.slide.photos
    words = state.phrases.hidden if len(photos) == 1 else state.phrases.both_hidden
    state = noticed(state, words)
    state, effects = _removed(state, frozenset(photos), fade_s=WORDS_FADE_S)
    return state, (Hide(photos=photos), *effects)


def _favourite(state: State, current: Entry) -> Step:
    yes = not all(shot.favourite for shot in current.slide.shots)
    state = replace(state, current=replace(current, slide=current.slide.liked(yes=yes)))
    state = noticed(state, state.phrases.liked if yes else state.phrases.unliked)
    return state, (Favourite(photos=current.slide.photos, yes=yes), *again(state))


def _erased(state: State, erased: Erased) -> Step:
    photos = erased.photos
    before = state.current
    if erased.for_good:
        state = replace(state, gone=state.gone | photos)
    state, effects = _removed(state, photos, fade_s=0.0)
    if state.current == before:
        # It may still be fading out underneath: end the fade.
        effects = (scene_for(state, 0.0), *effects)
    return state, (*effects, Forget(photos=tuple(sorted(photos))))


def _removed(state: State, photos: frozenset[PhotoId], *, fade_s: float) -> Step:
    """Take photos out of the past, the future and, if they are there, off the glass."""

    def stays(entry: Entry) -> bool:
        return photos.isdisjoint(entry.slide.photos)

    coming = state.coming
    state = replace(
        state, past=tuple(filter(stays, state.past)), future=tuple(filter(stays, state.future))
    )
    if coming is not None and not stays(coming.entry):
        state = replace(state, coming=None)
        state = _without_repeat(state) if coming.back else state
    if state.current is None or stays(state.current):
        return _ask_when_idle(state)
    state = replace(state, current=None, due=True)
    return _replaced(state, fade_s)


def _replaced(state: State, fade_s: float) -> Step:
    """Show at once what is there instead: the next slide if it is ready, else a quiet card."""
    if _may_advance(state):
        state, (first, *rest) = _advance(state)
        if isinstance(first, Show):
            first = replace(first, scene=replace(first.scene, fade_s=fade_s))
        return state, (first, *rest)
    state, shown = _show_card(state, CardKind.INTERLUDE, fade_s=fade_s)
    state, more = _ask_when_idle(state)
    return state, (*shown, *more)


def _show_card(state: State, kind: CardKind, *, fade_s: float | None = None) -> Step:
    if state.card == kind and state.current is None and fade_s is None:
        return state, ()
    kept = Asked(notice=state.asked.notice, notice_until_s=state.asked.notice_until_s)
    state = replace(state, card=kind, current=None, asked=kept)
    if state.cover and fade_s is None:
        return state, ()
    return state, (scene_for(state, EMPTY_FADE_S if fade_s is None else fade_s),)
