/**
 * When a photo was taken, from the many ways in which files write it down: `frame/devices/
 * capture_time.py`, told again.
 *
 * Rule 1: a moment is "YYYY-MM-DDTHH:MM:SS", time on the wall where the photo was taken; a zone
 *         in the file is dropped, not applied. Midnight means that only the day is known.
 * Rule 2: no expression looks behind itself, which browsers of 2022 do not know.
 * Sources: EXIF 3.0 DateTime fields; XMP part 1 dates; IPTC-IIM 4.2 2:55 and 2:60; file names.
 */

const FIRST_PHOTOGRAPH = 1826;
const LAST_YEAR = 2099;
const FIRST_PHONE = 1995;
// what cameras and programs write when their clock was never set
const UNSET = new Set(['1904-01-01T00:00:00', '1970-01-01T00:00:00', '1980-01-01T00:00:00']);
const MOMENT =
  /^\s*(\d{4})[-:./](\d{2})[-:./](\d{2})(?:[T\s]+(\d{2})[:.](\d{2})(?:[:.](\d{2}))?)?/;
const IPTC_DAY = /^(\d{4})(\d{2})(\d{2})$/;
const IPTC_TIME = /^(\d{2})(\d{2})(\d{2})/;
const NAME_MOMENT =
  /(^|[^0-9])(\d{4})([-._]?)(\d{2})\3(\d{2})(?:[-_. ,T]+|\s+at\s+)?(\d{2})[-_. :h]?(\d{2})[-_. :m]?(\d{2})(?:\d{3})?(?![0-9A-Za-z])/g;
const NAME_DAY = /(^|[^0-9])(\d{4})([-._]?)(\d{2})\3(\d{2})(?![0-9])/g;
const NAME_START = /(?:^|[^0-9A-Za-z]|(?:^|[^0-9A-Za-z])[A-Za-z]{1,12})$/;

/** The moment that an EXIF or XMP date names, if it names a believable one. */
export function readMoment(text: string): string | null {
  const found = MOMENT.exec(text);
  return found ? believable(found.slice(1)) : null;
}

/** The moment of an IPTC date (CCYYMMDD) and time (HHMMSS±HHMM, may be empty). */
export function readIptc(day: string, time: string): string | null {
  const date = IPTC_DAY.exec(day.trim());
  if (!date) return null;
  return believable([...date.slice(1), ...(IPTC_TIME.exec(time.trim())?.slice(1) ?? [])]);
}

/** The moment in a file name, such as IMG_20190304_101112.jpg, if there is one. */
export function takenFromName(name: string): string | null {
  for (const pattern of [NAME_MOMENT, NAME_DAY]) {
    for (const found of name.matchAll(pattern)) {
      const [, before = '', year, dash, ...rest] = found;
      const start = name.slice(0, found.index + before.length);
      if (!dash && !NAME_START.test(start.slice(-14))) continue;
      const moment = believable([year, ...rest]);
      if (moment && Number(moment.slice(0, 4)) >= FIRST_PHONE) return moment;
    }
  }
  return null;
}

function believable(parts: readonly (string | undefined)[]): string | null {
  const numbers = [0, 1, 2, 3, 4, 5].map((place) => Number(parts[place] ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  if (year < FIRST_PHOTOGRAPH || year > LAST_YEAR || month < 1 || month > 12) return null;
  if (day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const moment = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  return UNSET.has(moment) ? null : moment;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
