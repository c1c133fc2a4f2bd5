/**
 * What a photo file tells besides its pixels: when it was taken, and what else it gives away;
 * `frame/devices/metadata.py`, told again, with a count for each.
 *
 * Rule 1: things that are embedded (videos, thumbnails, pictures, texts) count one by one; what
 *         fields say counts once a file, however many fields say it.
 * Rule 2: of several blocks the first decides when the photo was taken; all give it away.
 * Sources: EXIF 3.0, TIFF 6, XMP part 1 and 2, IPTC-IIM 4.2, Adobe Photoshop image resources,
 * Google Motion Photo and Ultra HDR, MWG regions.
 */

import { readIptc, readMoment } from './capture_time.ts';
import { type Exif, readExif, type Tags, type Value } from './exif.ts';
import { Cursor, containsAny, isZero, startsWith, utf8 } from './octets.ts';

/** Something in a file that identifies somebody or something, in the order of the frame. */
export const TRACES = [
  'location',
  'camera',
  'camera-serial',
  'lens-serial',
  'names',
  'faces',
  'video',
  'thumbnail',
  'pictures',
  'maker-notes',
  'words',
  'software',
  'history',
  'identifiers',
  'settings',
  'profile',
  'other',
] as const;
export type Trace = (typeof TRACES)[number];

export interface Removed {
  readonly trace: Trace;
  readonly count: number;
}

/** IPTC-IIM records of record 2 by data set, the first of each. */
export type Records = ReadonlyMap<number, string>;

/** What the readers of a file found; `things` are what the container itself shows. */
export class Told {
  readonly exif: Exif[] = [];
  readonly xmp: string[] = [];
  readonly iptc: Records[] = [];
  readonly things = new Map<Trace, number>();

  /** Take in an Exif block, and what older programs put inside it. */
  addExif(block: Uint8Array): void {
    const exif = readExif(block);
    this.exif.push(exif);
    const [xmp, iptc] = [exif.main.get(TIFF_XMP), exif.main.get(TIFF_IPTC)];
    if (xmp instanceof Uint8Array) this.addXmp(utf8(xmp), false);
    if (iptc instanceof Uint8Array) this.iptc.push(readIptcRecords(iptc));
  }

  /** Take in an XMP packet; one that is found later stands for an earlier one, unless told. */
  addXmp(packet: string, isFirst = true): void {
    if (this.xmp.length >= MOST_PACKETS) this.count('other');
    else if (isFirst) this.xmp.unshift(packet);
    else this.xmp.push(packet);
  }

  /** Count what several parts of a file may tell of, or an index has counted before. */
  countOnce(trace: Trace): void {
    if (!this.things.has(trace)) this.count(trace);
  }

  count(trace: Trace, things = 1): void {
    if (things > 0) this.things.set(trace, (this.things.get(trace) ?? 0) + things);
  }
}

const MAIN: readonly (readonly [Trace, readonly number[]])[] = [
  ['camera', [0x010f, 0x0110, 0xc614]],
  ['camera-serial', [0xc62f]],
  ['names', [0x013b, 0x8298, 0x9c9d]],
  ['words', [0x010d, 0x010e, 0x9c9b, 0x9c9c, 0x9c9e, 0x9c9f]],
  ['software', [0x0131, 0x013c, 0x000b]],
  ['history', [0x9213, 0xc6f2]],
];
const CAMERA: readonly (readonly [Trace, readonly number[]])[] = [
  ['camera-serial', [0xa431]],
  ['lens-serial', [0xa435]],
  ['names', [0xa430]],
  ['maker-notes', [0x927c]],
  ['words', [0x9286]],
  ['identifiers', [0xa420]],
  ['settings', [0x829a, 0x829d, 0x8827, 0x9201, 0x9202, 0x920a, 0xa433, 0xa434]],
];
const IPTC: readonly (readonly [Trace, readonly number[]])[] = [
  ['location', [26, 27, 90, 92, 95, 100, 101]],
  ['names', [80, 85, 110, 115, 116, 118]],
  ['words', [5, 25, 40, 103, 105, 120, 122]],
  ['software', [65, 70]],
  ['identifiers', [22]],
];
const XMP: readonly (readonly [Trace, RegExp])[] = [
  ['location', /exif:GPS|photoshop:(?:City|State|Country)|Iptc4xmp(?:Core|Ext):\w*Location/],
  ['camera', /tiff:(?:Make|Model)/],
  ['camera-serial', /(?:aux:|exifEX:Body)SerialNumber/],
  ['lens-serial', /LensSerialNumber/],
  ['names', /dc:(?:creator|rights)|xmpRights:|plus:|photoshop:(?:Credit|AuthorsPosition)/],
  ['faces', /mwg-rs:|MP:RegionInfo|MPReg:|apple-fi:|PersonInImage|Iptc4xmpExt:ImageRegion/],
  ['video', /MicroVideo|MotionPhoto/],
  ['thumbnail', /xmp:Thumbnails|xmpGImg:/],
  ['pictures', /hdrgm:|HDRGainMap|GDepth:|GImage:|Container:Directory/],
  [
    'words',
    /dc:(?:description|subject|title)|photoshop:(?:Headline|Instructions)|lr:hierarchicalSubject|digiKam:|xmp:(?:Rating|Label)/,
  ],
  ['software', /xmp:CreatorTool|xmptk/],
  ['history', /xmpMM:(?:History|DerivedFrom)|photoshop:History|crs:|stEvt:/],
  ['identifiers', /xmpMM:(?:\w*DocumentID|InstanceID)|exif:ImageUniqueID/],
  ['settings', /exif:(?:ExposureTime|FNumber|ISOSpeed|FocalLength)/],
];
const VIDEO_MARKS = ['MotionPhoto_Data', 'ftypmp4', 'ftypisom', 'ftypqt', 'ftypMSNV', 'mpvd'];
const XMP_DATES = ['exif:DateTimeOriginal', 'photoshop:DateCreated', 'xmp:CreateDate'].map(
  (name) => new RegExp(`${name}(?:\\s*=\\s*["']|>\\s*)([^"'<]+)`),
);
const MOST_PACKETS = 64;
const TIFF_XMP = 700;
const TIFF_IPTC = 33_723;
const DATE_TIME = 0x0132;
const ORIGINAL = 0x9003;
const DIGITIZED = 0x9004;
const IPTC_DATES = [
  [55, 60],
  [62, 63],
] as const;
const IPTC_RESOURCE = 0x0404;
const THUMBNAIL_RESOURCES = new Set([0x0409, 0x040c]);

/** When the photo was taken: EXIF before XMP before IPTC, original before changed. */
export function findMoment(told: Told): string | null {
  const [exif] = told.exif;
  const dates = [
    exif?.camera.get(ORIGINAL),
    exif?.camera.get(DIGITIZED),
    exif?.main.get(ORIGINAL),
    exif?.main.get(DATE_TIME),
    ...XMP_DATES.map((date) => date.exec(told.xmp[0] ?? '')?.[1]),
  ];
  for (const date of dates) {
    const moment = typeof date === 'string' ? readMoment(date) : null;
    if (moment) return moment;
  }
  for (const [day, clock] of IPTC_DATES) {
    const records = told.iptc[0];
    const moment = readIptc(records?.get(day) ?? '', records?.get(clock) ?? '');
    if (moment) return moment;
  }
  return null;
}

/** What the file gives away, each once, in the order of `TRACES`. */
export function findTraces(told: Told): Removed[] {
  const counts = new Map(told.things);
  for (const trace of new Set(saidIn(told))) counts.set(trace, counts.get(trace) ?? 1);
  return TRACES.flatMap((trace) => {
    const count = counts.get(trace);
    return count ? [{ trace, count }] : [];
  });
}

function* saidIn(told: Told): Iterable<Trace> {
  for (const exif of told.exif) {
    for (const [trace, tags] of MAIN) if (anySet(exif.main, tags)) yield trace;
    for (const [trace, tags] of CAMERA) if (anySet(exif.camera, tags)) yield trace;
    // tag 0 is the version of an otherwise empty directory that some cameras write
    if ([...exif.place].some(([tag, value]) => tag !== 0 && saysSomething(value))) {
      yield 'location';
    }
    if (exif.thumbnail.size > 0) yield 'thumbnail';
  }
  for (const xmp of told.xmp) {
    for (const [trace, names] of XMP) if (names.test(xmp)) yield trace;
  }
  for (const records of told.iptc) {
    for (const [trace, sets] of IPTC) if (sets.some((set) => records.get(set))) yield trace;
  }
}

function anySet(tags: Tags, wanted: readonly number[]): boolean {
  return wanted.some((tag) => saysSomething(tags.get(tag)));
}

function saysSomething(value: Value | undefined): boolean {
  if (typeof value === 'string') return /[^ \0]/.test(value);
  if (value instanceof Uint8Array) return value.some((octet) => octet !== 0 && octet !== 0x20);
  return value !== undefined;
}

/** An IPTC-IIM block; what is broken ends the reading. */
export function readIptcRecords(data: Uint8Array): Records {
  const records = new Map<number, string>();
  const reader = new Cursor(data, Math.max(0, data.indexOf(0x1c)));
  while (reader.left >= 5 && reader.number(1) === 0x1c) {
    const [record, set] = [reader.number(1), reader.number(1)];
    const value = reader.take(Math.min(reader.number(2), reader.left));
    if (record === 2 && !records.has(set)) records.set(set, utf8(value));
  }
  return records;
}

/** Read the Photoshop resources of an APP13 segment, behind their name. */
export function readPhotoshop(data: Uint8Array, told: Told): void {
  let iptc: Records | null = null;
  const reader = new Cursor(data);
  while (reader.left >= 12 && reader.text(4) === '8BIM') {
    const resource = reader.number(2);
    const name = reader.number(1);
    reader.take(Math.min(reader.left, name | 1));
    if (reader.left < 4) break;
    const length = reader.number(4);
    const value = reader.take(Math.min(length, reader.left));
    if (length % 2 === 1 && reader.left > 0) reader.take(1);
    if (resource === IPTC_RESOURCE) iptc = readIptcRecords(value);
    if (THUMBNAIL_RESOURCES.has(resource)) told.count('thumbnail');
  }
  if (iptc) told.iptc.unshift(iptc);
}

/** Count what lies behind a picture or between its parts, where nothing belongs. */
export function countLeftovers(rest: Uint8Array, told: Told): void {
  if (isZero(rest)) return;
  if (containsAny(rest, VIDEO_MARKS)) told.countOnce('video');
  else if (startsWith(rest, '\xff\xd8\xff')) {
    told.countOnce('pictures');
  } else told.count('other');
}
