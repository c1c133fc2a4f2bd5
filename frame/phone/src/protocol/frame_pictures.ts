/**
 * Whole pictures of a frame: into another album, and back to who may see them.
 *
 * Kinds 40 to 43 of docs/protocol.md §7. A device keeps no photo it has sent, so the frame is
 * asked to file its own under another name, and hands it out in parts.
 *
 * Rule 1: a part is PART_BYTES long and begins at a multiple of it; only the last one is shorter.
 * Rule 2: who may ask for which picture is decided by the frame; here it is only well formed.
 */

import { hex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import { Kind } from './envelope.ts';
import { DIGEST_BYTES } from './lines.ts';
import { PHOTO_BYTES } from './photos.ts';
import { ascending, choice, octets, type Parts, row, whole } from './spelling.ts';

export const COPIES = 32;
/** Octets of a part: with its other fields it just fits into the largest envelope. */
export const PART_BYTES = 127 * 1024;
export const WHOLE_BYTES = 50_000_000;

/** What became of a photo that was to be in another album, too. */
export const CopyResult = { Kept: 1, NoPhoto: 2, NotAllowed: 3, NoRoom: 4 } as const;
export type CopyResult = (typeof CopyResult)[keyof typeof CopyResult];

/** A photo as it is called now, and what its copy is called: 16 bytes each. */
export interface NewName {
  readonly photo: Uint8Array;
  readonly name: Uint8Array;
}

/** File these photos of one album into another one, too: 1 to 32, ascending by photo. */
export interface Copy {
  readonly kind: typeof Kind.Copy;
  readonly fromAlbum: Uint8Array;
  readonly toAlbum: Uint8Array;
  readonly photos: readonly NewName[]; // no new name twice
}

/** What became of the copy of this name. */
export interface Outcome {
  readonly name: Uint8Array;
  readonly result: CopyResult;
}

/** What became of copies into an album, at most 32, ascending by name. */
export interface Copied {
  readonly kind: typeof Kind.Copied;
  readonly toAlbum: Uint8Array;
  readonly outcomes: readonly Outcome[];
}

/** Give me the octets of this picture from here: `offset` is a multiple of PART_BYTES. */
export interface AskPart {
  readonly kind: typeof Kind.AskPart;
  readonly album: Uint8Array;
  readonly photo: Uint8Array;
  readonly offset: number;
}

/** A part of a picture, a JPEG of `size` bytes without metadata; `data` as in Rule 1. */
export interface PicturePart {
  readonly kind: typeof Kind.Part;
  readonly album: Uint8Array;
  readonly photo: Uint8Array;
  readonly offset: number;
  readonly size: number;
  readonly data: Uint8Array;
}

export type Pictures = Copy | Copied | AskPart | PicturePart;

const album = octets(DIGEST_BYTES);
const photo = octets(PHOTO_BYTES);
const newName = row<NewName>({ photo, name: photo });
const outcome = row<Outcome>({ name: photo, result: choice<CopyResult>(CopyResult.NoRoom) });
const offset = whole(WHOLE_BYTES - 1);

/** How each is spelt: its fields in their order from 10. */
export const SPELLING: {
  readonly [K in Pictures['kind']]: Parts<Extract<Pictures, { readonly kind: K }>>;
} = {
  [Kind.Copy]: {
    fromAlbum: album,
    toAlbum: album,
    photos: ascending(newName, COPIES, (one) => one.photo, 1),
  },
  [Kind.Copied]: { toAlbum: album, outcomes: ascending(outcome, COPIES, (one) => one.name) },
  [Kind.AskPart]: { album, photo, offset },
  [Kind.Part]: { album, photo, offset, size: whole(WHOLE_BYTES, 1), data: octets(1, PART_BYTES) },
};

/** Refuse a new name that comes twice, and a part in the wrong place; throws BadMessage. */
export const check = (told: { readonly kind: Kind }): void => {
  const message = told as Pictures;
  if (message.kind === Kind.Copy) checkNames(message);
  if (message.kind === Kind.AskPart || message.kind === Kind.Part) checkPlace(message);
};

const checkNames = ({ photos }: Copy): void => {
  if (new Set(photos.map((one) => hex(one.name))).size !== photos.length) {
    throw new BadMessage('two photos cannot get one new name');
  }
};

const checkPlace = (message: AskPart | PicturePart): void => {
  if (message.offset % PART_BYTES) {
    throw new BadMessage('a part of a picture begins where none does');
  }
  if (message.kind !== Kind.Part) return;
  if (message.data.length !== Math.min(PART_BYTES, message.size - message.offset)) {
    throw new BadMessage('a part of a picture has another length than it must have');
  }
};
