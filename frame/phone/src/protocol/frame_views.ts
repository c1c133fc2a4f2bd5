/**
 * What a frame shows its devices of itself: its glass, its settings, the photos it holds.
 *
 * Kinds 20 to 28 of docs/protocol.md §7. What a phone sees of the glass is a small picture that
 * the frame made; what it changes is a whole set of settings.
 *
 * Rule: whose photos somebody may look at is decided by the frame; here it is only well formed.
 */

import { BadMessage } from '../errors.ts';
import { Kind } from './envelope.ts';
import { DIGEST_BYTES, KEY_BYTES } from './lines.ts';
import { PHOTO_BYTES } from './photos.ts';
import {
  array,
  ascending,
  choice,
  flag,
  octets,
  optional,
  type Parts,
  row,
  taken,
  text,
  whole,
} from './spelling.ts';

export const TAG_BYTES = 16;
export const ON_THE_GLASS = 4;
export const BECAUSE_CHARACTERS = 500;
export const CAPTION_CHARACTERS = 2_000;
export const PICTURE_BYTES = 100_000;
export const DARKEST = 10;
export const BRIGHTEST = 100;
export const MINUTES = 1_440;
export const SHORTEST_S = 5;
export const LONGEST_S = 3_600;
export const PAGE = 1_024;
export const THUMBNAILS = 32;

/** What somebody asks a frame to do now. */
export const Deed = {
  Next: 1,
  Back: 2,
  Pause: 3,
  Original: 4,
  Hide: 5,
  Favourite: 6,
  Certificate: 7,
} as const;
export type Deed = (typeof Deed)[keyof typeof Deed];

/** What kind of thing is on the glass. */
export const GlassKind = { Slide: 1, Card: 2, Night: 3 } as const;
export type GlassKind = (typeof GlassKind)[keyof typeof GlassKind];

/** Do this now; with a tag, only if the glass still shows what the tag names. */
export interface Act {
  readonly kind: typeof Kind.Verb;
  readonly verb: Deed;
  readonly tag: Uint8Array | null;
}

/** What is on the glass? `tag` is what is known already. */
export interface AskGlass {
  readonly kind: typeof Kind.AskGlass;
  readonly tag: Uint8Array | null;
}

/** A photo on the glass, by its names between devices. */
export interface Shown {
  readonly album: Uint8Array;
  readonly photo: Uint8Array;
}

/** What is on the glass. */
export interface Glass {
  readonly kind: typeof Kind.Glass;
  readonly tag: Uint8Array; // changes when anything that can be seen changes
  readonly shows: GlassKind;
  readonly photos: readonly Shown[]; // at most 4, as they hang; those that concern who asks
  readonly paused: boolean;
  readonly original: boolean;
  readonly favourite: boolean;
  readonly because: string; // why they are there, in the frame's words
  readonly caption: string;
  readonly picture: Uint8Array | null; // JPEG; null: the tag is known, or it may not be seen
}

/** How is it set? */
export interface AskSettings {
  readonly kind: typeof Kind.AskSettings;
}

/** How a frame is set, as a whole. */
export interface Settings {
  readonly kind: typeof Kind.Settings;
  readonly brightness: number; // percent
  readonly nightFrom: number | null; // minute of the day at which it gets dark
  readonly nightUntil: number | null; // and at which it is day; both null: no night
  readonly guests: boolean; // before whom private albums rest
  readonly seconds: number; // a photo stays
  readonly arranged: boolean; // albums come one after the other, each in its order
}

/** Which photos of an album are there, after this one? */
export interface AskPhotos {
  readonly kind: typeof Kind.AskPhotos;
  readonly album: Uint8Array;
  readonly after: Uint8Array | null;
}

/** A photo that a frame holds. */
export interface Kept {
  readonly photo: Uint8Array;
  readonly sender: Uint8Array;
  readonly taken: string; // "YYYY-MM-DDTHH:MM:SS" on the camera's clock, '' where not known
  readonly width: number; // pixels, upright
  readonly height: number;
}

/** One page of an album's photos, at most 1,024, ascending; `more` says that more follow. */
export interface Photos {
  readonly kind: typeof Kind.Photos;
  readonly album: Uint8Array;
  readonly photos: readonly Kept[];
  readonly more: boolean;
}

/** Let me see these, at most 32, ascending. */
export interface Look {
  readonly kind: typeof Kind.Look;
  readonly album: Uint8Array;
  readonly photos: readonly Uint8Array[];
}

/** A photo, small, as a JPEG. */
export interface Thumbnail {
  readonly photo: Uint8Array;
  readonly picture: Uint8Array;
}

/** Some of what somebody asked to see, ascending; several of these answer one `Look`. */
export interface Looks {
  readonly kind: typeof Kind.Looks;
  readonly album: Uint8Array;
  readonly looks: readonly Thumbnail[];
}

export type View =
  | Act
  | AskGlass
  | Glass
  | AskSettings
  | Settings
  | AskPhotos
  | Photos
  | Look
  | Looks;

const album = octets(DIGEST_BYTES);
const photo = octets(PHOTO_BYTES);
const tag = octets(TAG_BYTES);
const picture = octets(1, PICTURE_BYTES);
const minute = optional(whole(MINUTES - 1));
const kept = row<Kept>({
  photo,
  sender: octets(KEY_BYTES),
  taken: { read: (value) => (value === '' ? '' : taken.read(value)), write: taken.write },
  width: whole(),
  height: whole(),
});
const thumbnail = row<Thumbnail>({ photo, picture });

/** How each is spelt: its fields in their order from 10. */
export const SPELLING: {
  readonly [K in View['kind']]: Parts<Extract<View, { readonly kind: K }>>;
} = {
  [Kind.Verb]: { verb: choice<Deed>(Deed.Certificate), tag: optional(tag) },
  [Kind.AskGlass]: { tag: optional(tag) },
  [Kind.Glass]: {
    tag,
    shows: choice<GlassKind>(GlassKind.Night),
    photos: array(row<Shown>({ album, photo }), ON_THE_GLASS),
    paused: flag,
    original: flag,
    favourite: flag,
    because: text(BECAUSE_CHARACTERS),
    caption: text(CAPTION_CHARACTERS),
    picture: optional(picture),
  },
  [Kind.AskSettings]: {},
  [Kind.Settings]: {
    brightness: whole(BRIGHTEST, DARKEST),
    nightFrom: minute,
    nightUntil: minute,
    guests: flag,
    seconds: whole(LONGEST_S, SHORTEST_S),
    arranged: flag,
  },
  [Kind.AskPhotos]: { album, after: optional(photo) },
  [Kind.Photos]: { album, photos: ascending(kept, PAGE, (one) => one.photo), more: flag },
  [Kind.Look]: { album, photos: ascending(photo, THUMBNAILS, (one) => one) },
  [Kind.Looks]: { album, looks: ascending(thumbnail, THUMBNAILS, (one) => one.photo) },
};

/** Refuse settings whose night has one end only, or none between; throws BadMessage. */
export const check = ({ nightFrom, nightUntil }: Settings): void => {
  const isNight = nightFrom !== null;
  if (isNight !== (nightUntil !== null) || (isNight && nightFrom === nightUntil)) {
    throw new BadMessage('a night has a beginning and another end');
  }
};
