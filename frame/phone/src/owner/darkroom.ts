/** The darkroom as those see it who send: work on pictures, done beside everything else. */

import type { Id } from '../post/rows.ts';

/** A picked file that became a picture which may leave. */
export interface Developed {
  readonly digest: Uint8Array; // SHA-256 of the file as it was picked
  readonly clean: Uint8Array;
  readonly removed: readonly string[]; // names of traces
  readonly taken: string; // "YYYY-MM-DDTHH:MM:SS" or ''
  readonly thumbnail: Uint8Array | null; // JPEG
}

/** What a picture is sealed with; `salt` makes the same bytes again. */
export interface SealingOrder {
  readonly key: Uint8Array; // of the epoch
  readonly photo: Id;
  readonly epoch: number;
  readonly picture: Uint8Array;
  readonly salt: Uint8Array;
}

/** A picture sealed, and the checks of its chunks. */
export interface SealedPicture {
  readonly sealed: Uint8Array;
  readonly checks: Uint8Array;
}

/** Rejects with Refused: not-a-photo, too-large, file-gone. */
export interface Darkroom {
  develop(file: Blob, name: string): Promise<Developed>;
  seal(order: SealingOrder): Promise<SealedPicture>;
  close(): void;
}
