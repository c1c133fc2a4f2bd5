/**
 * A ZIP archive whose files are stored as they are (PKWARE APPNOTE.TXT 6.3, §4.3; no ZIP64).
 *
 * Rule 1: what was added is handed to the browser as a blob at once, so memory holds one file.
 * Rule 2: names are drawn by us: plain ASCII, and no two the same.
 */

import { utf8 } from '../crypto/bytes.ts';
import { crc32 } from '../pictures/crc.ts';
import { joined, little } from '../pictures/octets.ts';

export const FILES = 65_535;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20; // 2.0: folders
const LEAST_YEAR = 1980;
const MOST_YEAR = 2107;

const blobOf = (bytes: Uint8Array): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>]);

export class Zip {
  readonly #parts: Blob[] = [];
  readonly #directory: Uint8Array[] = [];
  bytes = 0;

  get files(): number {
    return this.#directory.length / 2;
  }

  /** Add a file; `time` is "YYYY-MM-DDTHH:MM:SS" on whatever clock, or '' where none is known. */
  add(name: string, data: Uint8Array, time: string): void {
    const file = utf8(name);
    const [clock, day] = dosTime(time);
    const facts = [
      ...[little(VERSION, 2), little(0, 2), little(0, 2), little(clock, 2), little(day, 2)],
      ...[little(crc32(data), 4), little(data.length, 4), little(data.length, 4)],
      ...[little(file.length, 2), little(0, 2)],
    ];
    const place = [little(0, 2), little(0, 2), little(0, 2), little(0, 4), little(this.bytes, 4)];
    this.#directory.push(
      joined([little(CENTRAL, 4), little(VERSION, 2), ...facts, ...place]),
      file,
    );
    this.#put(joined([little(LOCAL, 4), ...facts, file]));
    this.#put(data);
  }

  #put(bytes: Uint8Array): void {
    this.#parts.push(blobOf(bytes));
    this.bytes += bytes.length;
  }

  /** The archive as a whole. */
  close(): Blob {
    const directory = joined(this.#directory);
    const count = little(this.files, 2);
    const end = joined([
      ...[little(END, 4), little(0, 4), count, count],
      ...[little(directory.length, 4), little(this.bytes, 4), little(0, 2)],
    ]);
    this.#put(directory);
    this.#put(end);
    return new Blob(this.#parts, { type: 'application/zip' });
  }
}

/** A time as MS-DOS wrote it: the clock in steps of two seconds, and the day since 1980. */
function dosTime(time: string): readonly [clock: number, day: number] {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = time
    .split(/\D/)
    .map(Number);
  if (!(year >= LEAST_YEAR && year <= MOST_YEAR)) return [0, (1 << 5) | 1];
  return [
    (hour << 11) | (minute << 5) | (second >> 1),
    ((year - LEAST_YEAR) << 9) | (month << 5) | day,
  ];
}
