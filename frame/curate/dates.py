"""Days, months and seasons in words."""

from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_NUMBERS = (
    *("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve"),
)
_SEASONS = ("Winter", "Spring", "Summer", "Autumn")
_WEEK = 7
_SATURDAY = 5


def season_of(day: date, *, southern: bool) -> tuple[int, str]:
    """Return the year a meteorological season began in, and its name with that year.

    Seasons begin with December, March, June and September. The one that begins in December
    has two years in its name.
    """
    quarter = day.month % 12 // 3
    began = day.year - 1 if day.month < 3 else day.year
    name = _SEASONS[(quarter + 2) % 4 if southern else quarter]
    if quarter == 0:
        return began, f"{name} {began}/{(began + 1) % 100:02}"
    return began, f"{name} {began}"


def months(first: date, last: date) -> str:
    """Return the months between two days: "May 2021", "June and July 2019"."""
    end = f"{MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    begin = MONTHS[first.month - 1]
    return f"{begin} and {end}" if first.year == last.year else f"{begin} {first.year} and {end}"


def length(first: date, last: date) -> str:
    """Return how long a run of days is: "Three days", "A weekend", "Two weeks"."""
    days = (last - first).days + 1
    if days == 2 and first.weekday() == _SATURDAY:
        return "A weekend"
    if days in {_WEEK, 2 * _WEEK}:
        return "A week" if days == _WEEK else "Two weeks"
    return (
        f"{_NUMBERS[days - 1] if days <= len(_NUMBERS) else days} {'day' if days == 1 else 'days'}"
    )
