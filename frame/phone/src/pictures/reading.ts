/** What reading a file of any kind gives: its size, what it tells, and how to write it clean. */

import type { Told } from './metadata.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `width` and `height` are of the upright picture; `write` makes the clean file. */
export interface Reading extends Size {
  readonly told: Told;
  readonly write: () => Uint8Array;
}

/** The size once the picture is turned as its orientation (EXIF, 1 to 8) says. */
export function upright({ width, height }: Size, orientation: number): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
