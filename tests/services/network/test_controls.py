"""The settings of a frame, from phones and from its keyboard."""

from collections.abc import Callable

from frame.protocol.envelope import Rank
from frame.protocol.frame_views import AskGlass, AskSettings, Glass, GlassKind, Settings
from frame.services import guests
from frame.services.preferences import Preferences, prefer, preferences_of
from frame.services.wish import Adjust
from frame.services.wishes import perform
from frame.slideshow.slide import Night
from tests.services.network.kit import House, Phone, Village

_USUAL = Settings(brightness=100, guests=False, seconds=5, arranged=False)


def heard(phone: Phone) -> list[object]:
    return list(phone.heard(Settings))


def asked(village: Village, phone: Phone, house: House) -> object:
    phone.say(house, AskSettings())
    village.settle(1.0)
    return heard(phone)[-1]


def test_everybody_who_is_paired_reads_them_and_owners_change_them(village: Village) -> None:
    hall, anna, ben = village.house(), village.phone(), village.phone("Ben")
    village.paired(hall, anna)
    village.wait(181)
    village.paired(hall, ben, Rank.VIEWER)
    assert asked(village, ben, hall) == _USUAL
    dim = Settings(
        brightness=40, night_from=1_350, night_until=420, guests=True, seconds=30, arranged=True
    )
    ben.say(hall, dim)
    village.settle(1.0)
    assert asked(village, anna, hall) == _USUAL
    anna.say(hall, dim)
    village.settle(1.0)
    assert asked(village, ben, hall) == dim
    assert guests.are_here(hall.vault)
    again = hall.again()
    village.settle(1.0)
    assert asked(village, anna, again) == dim


def test_a_phone_that_changes_the_light_leaves_the_language_as_it_is(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    hall.core.adjust(lambda: perform(hall.vault, Adjust(language="de"), village.now))
    anna.say(hall, Settings(brightness=40, guests=False, seconds=5, arranged=False))
    village.settle(1.0)
    assert preferences_of(hall.vault) == Preferences(brightness=40, language="de")


def test_all_owners_are_told_whoever_changed_them(village: Village) -> None:
    hall, anna, ben, carl = (
        village.house(), village.phone(), village.phone("Ben"), village.phone("Carl"),
    )  # fmt: skip
    village.paired(hall, anna)
    for phone, role in ((ben, Rank.OWNER), (carl, Rank.CONTRIBUTOR)):
        village.wait(181)
        village.paired(hall, phone, role)
    anna.say(hall, Settings(brightness=40, guests=False, seconds=5, arranged=False))
    village.settle(1.0)
    assert (
        heard(ben)
        == heard(anna)
        == [Settings(brightness=40, guests=False, seconds=5, arranged=False)]
    )
    guests.set_here(hall.vault, here=True)
    village.settle(1.0)
    assert heard(ben)[-1] == Settings(brightness=40, guests=True, seconds=5, arranged=False)
    hall.core.adjust(lambda: perform(hall.vault, Adjust(night="22:00-6:30"), village.now))
    village.settle(1.0)
    night = Settings(
        brightness=40, night_from=1_320, night_until=390, guests=True, seconds=5, arranged=False
    )
    assert heard(anna)[-1] == night
    assert heard(carl) == []


def test_of_many_in_a_moment_only_the_last_is_written(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    kept: list[Preferences] = []
    adjust = hall.core.adjust

    def counting(work: Callable[[], object]) -> object:
        answer = adjust(work)
        kept.append(preferences_of(hall.vault))
        return answer

    hall.core.adjust = counting  # type: ignore[method-assign, assignment]
    for brightness in range(10, 90):
        anna.say(hall, Settings(brightness=brightness, guests=False, seconds=5, arranged=False))
    village.settle(1.0)
    assert len(kept) < 8
    assert kept[-1].brightness == 89
    assert heard(anna)[-1] == Settings(brightness=89, guests=False, seconds=5, arranged=False)


def test_how_long_a_photo_stays_is_left_to_the_file_where_both_say_the_same(
    village: Village,
) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    anna.say(hall, Settings(brightness=50, guests=False, seconds=5, arranged=False))
    village.settle(1.0)
    assert preferences_of(hall.vault).seconds is None
    anna.say(hall, Settings(brightness=50, guests=False, seconds=60, arranged=False))
    village.settle(1.0)
    assert preferences_of(hall.vault).seconds == 60


def test_by_night_phones_are_told_that_it_is_night(village: Village) -> None:
    hall, anna = village.house(glass=True), village.phone()
    village.paired(hall, anna)
    village.settle(6.0)
    minute = 60 * village.now.hour
    hall.core.adjust(
        lambda: prefer(hall.vault, Preferences(night=Night(minute, (minute + 120) % 1_440)))
    )
    anna.say(hall, AskGlass())
    village.settle(1.0)
    (told,) = anna.heard(Glass)
    assert isinstance(told, Glass)
    assert (told.kind, told.picture) == (GlassKind.NIGHT, None)
