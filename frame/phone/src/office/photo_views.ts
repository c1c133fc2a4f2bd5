/**
 * What screens see of photos: in an album, being sent, moving, fetched whole and taken along.
 *
 * Part of the contract in `calls.ts`, under the same rules.
 */

import type { Code } from '../errors.ts';
import type { Trace } from '../pictures/metadata.ts';
import type { Id } from '../post/rows.ts';

export interface PhotoView {
  readonly id: Id;
  readonly album: Id;
  readonly taken: string | null; // "YYYY-MM-DDTHH:MM:SS"
  readonly width: number;
  readonly height: number;
  readonly caption: string;
  readonly favourite: boolean;
  readonly hidden: boolean;
  readonly place: string; // order note, '' if none
  readonly mine: boolean; // sent by this phone
  readonly state: 'there' | 'on-its-way' | 'refused';
}

export interface SendingView {
  readonly items: readonly SendItem[]; // newest pick first, at most 200; `total` counts all
  readonly total: number;
  readonly there: number;
  readonly refused: number;
  readonly reading: number; // picked, not yet safe on this phone: do not close the page
  readonly bytesLeft: number;
  readonly perSecond: number; // bytes, smoothed; 0 while nothing moves
  readonly paused: Code | null; // why nothing moves: broker-away, frame-away, phone-full
}

export interface SendItem {
  readonly id: Id; // of the photo
  readonly album: Id;
  readonly name: string; // the file's, only ever shown
  readonly state: 'reading' | 'waiting' | 'sending' | 'there' | 'refused';
  readonly share: number; // 0 to 1 of its bytes
  readonly bytes: number;
  readonly removed: readonly Trace[];
  readonly because: Code | null;
  readonly caption: string;
}

/** Photos on their way from one album into another, on the frames that hold them. */
export interface MoveView {
  readonly id: Id;
  readonly from: Id;
  readonly to: Id;
  readonly photos: number; // in all
  readonly moved: number; // in the other album now, and taken back from this one
  readonly waitsFor: readonly string[]; // labels of frames that are not there
  readonly stays: readonly StayView[]; // what stays in this album, everywhere, and why
  readonly withdrawal: Id | null; // the newest of those that took them back
}

/** Photos that one frame ('': none of them) did not keep in the other album. */
export interface StayView {
  readonly frame: string;
  readonly because: Code;
  readonly photos: number;
}

/** How much of a whole picture has come: 0 to 1. */
export interface PictureView {
  readonly photo: Id;
  readonly share: number;
}

/** What would be removed from files, before anything is sent. */
export interface Inspection {
  readonly files: number;
  readonly notPhotos: readonly string[]; // names of files that are no photo
  readonly removed: readonly { readonly trace: Trace; readonly count: number }[]; // things, not files
}

/** How far taking everything along is. */
export interface ExportView {
  readonly photos: number; // in all
  readonly done: number;
  readonly bytes: number; // fetched so far
}

/** One file of what is taken along; `missing`: photos the frame did not hand out. */
export interface Archive {
  readonly file: Blob;
  readonly number: number; // 1 is the first
  readonly isLast: boolean;
  readonly photos: number; // in all files so far
  readonly missing: number;
}
