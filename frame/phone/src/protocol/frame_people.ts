/**
 * The people a frame knows, as its devices ask about them: kinds 29 to 35 of docs/protocol.md §7.
 *
 * Nobody is known who did not agree: `Enrol` carries whose yes it is, and the digest of the words.
 *
 * Rule: a face is a place in a photo and a number; no code of a face is ever said to anybody.
 */

import { BadMessage } from '../errors.ts';
import { Kind } from './envelope.ts';
import { DIGEST_BYTES } from './lines.ts';
import { PHOTO_BYTES } from './photos.ts';
import {
  array,
  choice,
  flag,
  octets,
  optional,
  type Parts,
  row,
  text,
  whole,
} from './spelling.ts';

export const PERSON_BYTES = 16;
export const FACES = 64;
export const PEOPLE = 64;
export const SAMPLES = 8;
export const WHOLE = 10_000;
export const NAME_CHARACTERS = 64;
export const SIGNED_CHARACTERS = 200;

/** How somebody agreed to be recognised. */
export const Agreed = { OwnDevice: 1, Note: 2, AtTheFrame: 3 } as const;
export type Agreed = (typeof Agreed)[keyof typeof Agreed];

/** What became of an enrolment. */
export const Enrolment = {
  Enrolled: 1,
  NoFace: 2,
  NotAllowed: 3,
  NotOnePerson: 4,
  Name: 5,
  Incomplete: 6,
} as const;
export type Enrolment = (typeof Enrolment)[keyof typeof Enrolment];

/** Where are faces in this photo? */
export interface AskFaces {
  readonly kind: typeof Kind.AskFaces;
  readonly album: Uint8Array;
  readonly photo: Uint8Array;
}

/** A face in ten-thousandths of the upright picture, from its top left. */
export interface Face {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The faces of a photo; their order numbers them for `Enrol`. */
export interface Faces {
  readonly kind: typeof Kind.Faces;
  readonly album: Uint8Array;
  readonly photo: Uint8Array;
  readonly faces: readonly Face[];
  readonly looked: boolean | null; // false where the frame has not looked at the photo yet
}

/** Whom do you know? */
export interface AskPeople {
  readonly kind: typeof Kind.AskPeople;
}

/** A person who agreed; `photos` is in how many they were recognised. */
export interface Known {
  readonly person: Uint8Array;
  readonly name: string;
  readonly sinceMs: number;
  readonly photos: number;
  readonly private: boolean;
  readonly agreed: Agreed;
}

/** Whom a frame knows, at most 64. */
export interface People {
  readonly kind: typeof Kind.People;
  readonly people: readonly Known[];
}

/** One face of a photo, by its place in `Faces`. */
export interface Sample {
  readonly album: Uint8Array;
  readonly photo: Uint8Array;
  readonly face: number;
}

/** Know this person from now on. */
export interface Enrol {
  readonly kind: typeof Kind.Enrol;
  readonly name: string;
  readonly samples: readonly Sample[]; // 1 to 8
  readonly agreed: Exclude<Agreed, typeof Agreed.AtTheFrame>;
  readonly signed: string; // the name they wrote under the words
  readonly adult: boolean;
  readonly guardian: string; // who agreed for a child; '' for an adult
  readonly notice: Uint8Array; // SHA-256 of the words
}

/** What became of it; `person` only where somebody is known now. */
export interface Enrolled {
  readonly kind: typeof Kind.Enrolled;
  readonly result: Enrolment;
  readonly person: Uint8Array | null;
}

/** Know this person no longer. */
export interface ForgetPerson {
  readonly kind: typeof Kind.Forget;
  readonly person: Uint8Array;
}

export type Persons = AskFaces | Faces | AskPeople | People | Enrol | Enrolled | ForgetPerson;

const album = octets(DIGEST_BYTES);
const photo = octets(PHOTO_BYTES);
const person = octets(PERSON_BYTES);
const signed = text(SIGNED_CHARACTERS);
const part = whole(WHOLE);
const face = row<Face>({ left: part, top: part, width: part, height: part });
const known = row<Known>({
  person,
  name: signed,
  sinceMs: whole(),
  photos: whole(),
  private: flag,
  agreed: choice<Agreed>(Agreed.AtTheFrame),
});

/** How each is spelt: its fields in their order from 10. */
export const SPELLING: {
  readonly [K in Persons['kind']]: Parts<Extract<Persons, { readonly kind: K }>>;
} = {
  [Kind.AskFaces]: { album, photo },
  [Kind.Faces]: { album, photo, faces: array(face, FACES), looked: optional(flag) },
  [Kind.AskPeople]: {},
  [Kind.People]: { people: array(known, PEOPLE) },
  [Kind.Enrol]: {
    name: text(NAME_CHARACTERS),
    samples: array(row<Sample>({ album, photo, face: whole(FACES - 1) }), SAMPLES, 1),
    agreed: choice<Enrol['agreed']>(Agreed.Note),
    signed,
    adult: flag,
    guardian: signed,
    notice: octets(DIGEST_BYTES),
  },
  [Kind.Enrolled]: { result: choice<Enrolment>(Enrolment.Incomplete), person: optional(person) },
  [Kind.Forget]: { person },
};

/** Refuse a person who was not enrolled, or one without a name; throws BadMessage. */
export const check = (told: Enrolled): void => {
  if ((told.person !== null) !== (told.result === Enrolment.Enrolled)) {
    throw new BadMessage('a person has a name between devices once they are enrolled');
  }
};
