from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from frame.curate.judge import Judgement, judge, places_in
from frame.model import Box, Face, Looks, Photo, PhotoId, PhotoState, Remedy
from tests.curate.curate_photos import face, library, looks, near, number, photo

T0 = datetime(2021, 7, 3, 15, 0)
SCENE = number("scene")


def judged(photos: list[Photo], seen: dict[str, Looks]) -> Judgement:
    return judge(library(photos, seen))


def burst(size: int) -> list[Photo]:
    return [photo(f"p{k}", T0 + timedelta(seconds=k)) for k in range(size)]


def said(judgement: Judgement, name: str) -> tuple[bool, str]:
    verdict = judgement.verdicts[PhotoId(name)]
    return verdict.keep, verdict.because


def test_the_sharpest_of_a_burst_is_kept_and_the_others_rest_with_the_reason() -> None:
    sharpness = [0.2, 0.9, 0.3]
    seen = {f"p{k}": looks(SCENE, sharpness=its) for k, its in enumerate(sharpness)}
    result = judged(burst(3), seen)
    assert said(result, "p1") == (True, "The best of 3 from this moment")
    assert said(result, "p0") == (False, "Another copy of this picture is sharper")


def test_a_photo_that_shows_the_faces_better_wins_over_a_slightly_sharper_one() -> None:
    seen = {
        "p0": looks(SCENE, sharpness=0.9, faces=(face(0.1),)),
        "p1": looks(near(SCENE, 70), sharpness=0.8, faces=(face(0.1), face(0.1), face(0.1))),
    }
    result = judged(burst(2), seen)
    assert said(result, "p1")[0]
    assert said(result, "p0") == (False, "Another photo of this moment shows the faces better")


@pytest.mark.parametrize(
    ("worse", "because"),
    [
        ({"exposure": 0.1}, "Another copy of this picture is better lit"),
        ({"bright": 0.6}, "Another copy of this picture keeps more in shadows and highlights"),
        ({}, "Nearly the same as another photo of this moment"),
    ],
)
def test_the_reason_names_what_made_the_difference(worse: dict[str, object], because: str) -> None:
    result = judged(burst(2), {"p0": looks(SCENE), "p1": looks(SCENE, **worse)})
    assert said(result, "p1") == (False, because)


def test_the_larger_of_two_copies_is_kept() -> None:
    photos = [photo("small", width_px=480, height_px=270), photo("whole")]
    result = judged(photos, {"small": looks(SCENE), "whole": looks(near(SCENE, 9))})
    assert said(result, "whole")[0]
    assert said(result, "small") == (False, "Another copy of this picture is larger")


def test_a_lone_photo_is_kept_however_blurred_and_dark() -> None:
    worst = looks(SCENE, sharpness=0.0, exposure=0.0, dark=1.0)
    assert said(judged([photo("p0", T0)], {"p0": worst}), "p0") == (
        True,
        "The only photo of this moment",
    )


def test_a_photo_nobody_looked_at_is_kept_and_says_so() -> None:
    assert said(judged([photo("p0", T0)], {}), "p0") == (True, "Not looked at yet")


@pytest.mark.parametrize(("size", "places"), [(1, 1), (3, 1), (4, 2), (8, 2), (9, 3), (400, 3)])
def test_a_large_moment_keeps_up_to_three(size: int, places: int) -> None:
    assert places_in(size) == places


def test_the_three_best_of_a_large_moment_differ_from_each_other() -> None:
    sights = {
        f"p{k}": looks(
            near(SCENE, 34, offset=34 * (k % 3)), sharpness=1 - (k % 3) / 20 - (k // 3) / 50
        )
        for k in range(9)
    }
    result = judged(burst(9), sights)
    assert {name for name in sights if said(result, name)[0]} == {"p0", "p1", "p2"}
    assert said(result, "p2")[1] == "One of the 3 best of 9 from this moment"


def test_the_shaken_try_of_a_moment_is_not_shown_only_because_it_is_different() -> None:
    seen = {f"p{k}": looks(near(SCENE, 10, offset=10 * k), sharpness=0.8) for k in range(4)}
    seen["p4"] = looks(near(SCENE, 75, offset=60), sharpness=0.2)
    result = judged(burst(5), seen)
    assert sum(said(result, name)[0] for name in seen) == 1
    assert said(result, "p4") == (False, "Another photo of this moment is sharper")


def test_several_better_photos_are_counted() -> None:
    seen = {
        "p0": looks(near(SCENE, 34), sharpness=0.9),
        "p1": looks(near(SCENE, 34, offset=34), sharpness=0.8),
        "p2": looks(near(SCENE, 34, offset=68), sharpness=0.1),
        "p3": looks(near(SCENE, 34, offset=102), sharpness=0.2),
    }
    result = judged(burst(4), seen)
    assert said(result, "p2") == (False, "Two photos of this moment are sharper")


def test_a_favourite_is_kept_although_another_is_sharper() -> None:
    photos = [photo("p0", T0, favourite=True), photo("p1", T0)]
    seen = {"p0": looks(SCENE, sharpness=0.1), "p1": looks(near(SCENE, 9), sharpness=0.9)}
    result = judged(photos, seen)
    assert said(result, "p0") == (True, "One of your favourites")
    assert said(result, "p1") == (False, "Your favourite of this moment is shown instead")


def test_beside_a_favourite_the_best_of_the_others_is_kept() -> None:
    photos = [photo(f"p{k}", T0, favourite=k == 3) for k in range(4)]
    seen = {f"p{k}": looks(near(SCENE, 34, offset=34 * k), sharpness=1 - k / 5) for k in range(4)}
    result = judged(photos, seen)
    assert [said(result, f"p{k}")[0] for k in range(4)] == [True, False, False, True]


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"hidden": True}, "You hid this photo"),
        ({"state": PhotoState.RESTING}, "Put to rest"),
        ({"state": PhotoState.ARRIVING}, "Still arriving"),
        ({"state": PhotoState.ERASING}, "Being erased"),
        ({"state": PhotoState.ERASED, "hidden": True}, "Erased"),
    ],
)
def test_what_may_not_be_shown_rests_and_takes_no_other_photos_place(
    change: dict[str, object], because: str
) -> None:
    photos = [photo("barred", T0, **change), photo("plain", T0)]
    result = judged(photos, {"barred": looks(SCENE, sharpness=1.0), "plain": looks(SCENE)})
    assert said(result, "barred") == (False, because)
    assert said(result, "plain") == (True, "The only photo of this moment")


def test_the_judgement_does_not_depend_on_the_order_of_the_photos() -> None:
    photos = burst(9)
    seen = {f"p{k}": looks(near(SCENE, 7 * k), sharpness=k % 4 / 4) for k in range(9)}
    assert judged(photos, seen) == judged(photos[::-1], seen)


def test_moments_are_counted_for_the_photos_in_them() -> None:
    result = judged([*burst(3), photo("alone")], {f"p{k}": looks(SCENE) for k in range(3)})
    assert result.moment_size(PhotoId("p1")) == 3
    assert result.moment_size(PhotoId("alone")) == 1
    assert result.moment_size(PhotoId("unheard of")) == 1


def group(*eyes: float | None, **changes: object) -> tuple[Face, ...]:
    return tuple(
        face(0.1, box=Box(left=0.2 + 0.2 * k, top=0.4, width=0.1, height=0.1), eyes=its, **changes)
        for k, its in enumerate(eyes)
    )


def test_a_group_in_which_one_blinks_loses_although_it_is_sharper() -> None:
    seen = {
        "p0": looks(SCENE, sharpness=0.9, faces=group(0.9, 0.9, 0.9, 0.05)),
        "p1": looks(near(SCENE, 40), sharpness=0.7, faces=group(0.8, 0.8, 0.8, 0.8)),
    }
    result = judged(burst(2), seen)
    assert said(result, "p1")[0]
    assert said(result, "p0") == (
        False,
        "Everyone's eyes are open in another photo of this moment",
    )


def test_a_passer_by_who_blinks_far_behind_does_not_count() -> None:
    small = face(0.02, eyes=0.0)
    seen = {
        "p0": looks(SCENE, sharpness=0.6, faces=(*group(0.9), small)),
        "p1": looks(near(SCENE, 70), sharpness=0.5, faces=(*group(0.9), replace(small, eyes=1.0))),
    }
    assert said(judged(burst(2), seen), "p0")[0]


@pytest.mark.parametrize(
    ("better", "because"),
    [
        ({"eyes": 0.9}, "The eyes are open in another photo of this moment"),
        ({"sharpness": 0.9}, "Another photo of this moment has the face sharper"),
        ({"smile": 0.9}, "There is more of a smile in another photo of this moment"),
        ({"facing": 0.9}, "The face looks this way in another photo of this moment"),
    ],
)
def test_what_a_face_does_decides_between_photos_that_are_alike_otherwise(
    better: dict[str, object], because: str
) -> None:
    plain = face(0.2, eyes=0.3, smile=0.3, facing=0.5, sharpness=0.3)
    seen = {
        "p0": looks(SCENE, faces=(plain,)),
        "p1": looks(near(SCENE, 70), faces=(replace(plain, **better),)),  # type: ignore[arg-type]
    }
    assert said(judged(burst(2), seen), "p0") == (False, because)


def test_a_picture_does_not_win_because_shut_eyes_could_not_be_read_in_it() -> None:
    seen = {
        "p0": looks(SCENE, sharpness=0.6, faces=group(0.9, 0.1)),
        "p1": looks(near(SCENE, 70), sharpness=0.5, faces=group(0.9, None)),
    }
    assert said(judged(burst(2), seen), "p0")[0]


def test_a_picture_does_not_win_because_a_sullen_face_could_not_be_read_in_it() -> None:
    cheerful, sullen = (
        replace(one, smile=smile) for one, smile in zip(group(0.9, 0.9), (1.0, 0.0), strict=True)
    )
    seen = {
        "p0": looks(SCENE, sharpness=0.6, faces=(cheerful, sullen)),
        "p1": looks(near(SCENE, 70), sharpness=0.5, faces=(cheerful, replace(sullen, smile=None))),
    }
    assert said(judged(burst(2), seen), "p0")[0]


def test_the_lowered_lids_of_somebody_who_looks_aside_are_no_blink() -> None:
    aside = replace(group(0.1)[0], facing=0.2)
    seen = {
        "p0": looks(SCENE, sharpness=0.6, faces=(*group(0.9), aside)),
        "p1": looks(near(SCENE, 70), sharpness=0.5, faces=(*group(0.9), replace(aside, eyes=0.6))),
    }
    assert said(judged(burst(2), seen), "p0")[0]


def test_a_face_of_which_nothing_is_known_neither_wins_nor_loses_by_it() -> None:
    known = face(0.2, eyes=0.9, smile=0.9, facing=0.9)
    for other in (face(0.2), known):
        seen = {
            "p0": looks(SCENE, sharpness=0.7, faces=(other,)),
            "p1": looks(near(SCENE, 70), sharpness=0.6, faces=(known,)),
        }
        assert said(judged(burst(2), seen), "p0")[0]


@pytest.mark.parametrize(
    ("worse", "because"),
    [
        (
            {"faces": (face(0.2, box=Box(left=0.0, top=0.4, width=0.2, height=0.2)),)},
            "Another photo of this moment cuts nobody off",
        ),
        ({"remedy": Remedy(tilt=3.0)}, "Another photo of this moment stands straighter"),
        ({"aesthetics": 0.0}, "Another photo of this moment is a little better"),
    ],
)
def test_framing_decides_when_nothing_else_does(worse: dict[str, object], because: str) -> None:
    plain = looks(SCENE, faces=(face(0.2),), aesthetics=1.0)
    seen = {"p0": replace(plain, fingerprint=near(SCENE, 70), **worse), "p1": plain}  # type: ignore[arg-type]
    assert said(judged(burst(2), seen), "p0") == (False, because)


def test_aesthetics_never_outweighs_a_blink_or_a_blur() -> None:
    for worse in ({"faces": group(0.1)}, {"sharpness": 0.2, "faces": group(0.9)}):
        plain = looks(SCENE, sharpness=0.6, faces=group(0.9), aesthetics=0.0)
        seen = {
            "p0": replace(plain, fingerprint=near(SCENE, 70), aesthetics=1.0, **worse),
            "p1": plain,
        }
        assert said(judged(burst(2), seen), "p1")[0]
