/**
 * What a frame says about what it keeps, and how all of it goes: kinds 36 to 39 of §7.
 *
 * Rule: counts and sizes only. No name of a photo, an album or a person is in any of these.
 */

import { concat, unsigned, utf8 } from '../crypto/bytes.ts';
import { Kind } from './envelope.ts';
import { asOctets } from './fields.ts';
import { DIGEST_BYTES, KEY_BYTES, SIGNATURE_BYTES } from './lines.ts';
import {
  array,
  ascending,
  choice,
  flag,
  octets,
  optional,
  type Part,
  type Parts,
  row,
  text,
  whole,
} from './spelling.ts';

export const SORTS = 64;
export const LARGEST_SORT = 255;
export const TO_CHARACTERS = 200;
export const TIER_CHARACTERS = 64;
export const CHECK_CHARACTERS = 64;
export const SEVERITY_CHARACTERS = 16;
export const ADVICE_CHARACTERS = 500;
const WIPED_DOMAIN = utf8('hf1/wiped\0');

/** What is kept. A later frame may name more, up to 255. */
export const Store = {
  Photos: 1,
  Thumbnails: 2,
  Sight: 3,
  FaceCodes: 4,
  Lines: 5,
  Notes: 6,
  OnItsWay: 7,
  Devices: 8,
  Taste: 9,
} as const;

/** What is computed. A later frame may name more, up to 255. */
export const Work = {
  Looking: 1,
  Mending: 2,
  ComparingFaces: 3,
  Learning: 4,
  NudityAndDocuments: 5,
} as const;

/** Why there is a connection. */
export const Reason = { OwnBroker: 1, OtherFrame: 2, Page: 3, Updates: 4 } as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

/** What do you keep, compute and connect to? */
export interface AskPrivacy {
  readonly kind: typeof Kind.AskPrivacy;
  readonly line: number | null; // of the journal: its hash is wanted, and how the journal ends
}

/** So many of one sort, in so many bytes; `what` is a `Store`, or a newer one's number. */
export interface Stored {
  readonly what: number;
  readonly count: number;
  readonly bytes: number;
}

/** Whether it is done, and how often it was; `what` is a `Work`, or a newer one's number. */
export interface Computed {
  readonly what: number;
  readonly on: boolean;
  readonly count: number;
}

/** A connection. */
export interface Wire {
  readonly to: string;
  readonly why: Reason;
  readonly up: boolean;
}

/** Something that an audit found, what it means, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly severity: string;
  readonly means: string;
  readonly advice: string;
}

/** The last audit. */
export interface Audit {
  readonly atMs: number;
  readonly checks: number;
  readonly findings: readonly Finding[];
}

/** The audit journal of a frame, at the line that was asked for and at its end. */
export interface Chain {
  readonly asked: number;
  readonly held: Uint8Array; // its hash; empty where no unbroken chain runs from it to the end
  readonly line: number; // the last one
  readonly end: Uint8Array; // the hash of that; empty where there is none
}

/** What a frame keeps, computes and connects to; `keyTier` as `frame status` names it. */
export interface Privacy {
  readonly kind: typeof Kind.Privacy;
  readonly stored: readonly Stored[];
  readonly computed: readonly Computed[];
  readonly wires: readonly Wire[];
  readonly keyTier: string;
  readonly audit: Audit | null;
  readonly chain: Chain | null; // told to whoever asked for a line of the journal
}

/** Erase everything of everybody; `frame` is the signing public key of which one. */
export interface Wipe {
  readonly kind: typeof Kind.Wipe;
  readonly frame: Uint8Array;
}

/** It was erased; `signature` is the frame's over `signedWords`. */
export interface Wiped {
  readonly kind: typeof Kind.Wiped;
  readonly photos: number;
  readonly generation: number;
  readonly atMs: number;
  readonly signature: Uint8Array;
}

export type Accounts = AskPrivacy | Privacy | Wipe | Wiped;

const what = whole(LARGEST_SORT, 1);
const stored = row<Stored>({ what, count: whole(), bytes: whole() });
const computed = row<Computed>({ what, on: flag, count: whole() });
const wire = row<Wire>({ to: text(TO_CHARACTERS), why: choice<Reason>(Reason.Updates), up: flag });
const finding = row<Finding>({
  check: text(CHECK_CHARACTERS),
  severity: text(SEVERITY_CHARACTERS),
  means: text(ADVICE_CHARACTERS),
  advice: text(ADVICE_CHARACTERS),
});
const hash: Part<Uint8Array> = {
  read: (value) => {
    const told = asOctets(value, 0, DIGEST_BYTES);
    return told.length ? asOctets(value, DIGEST_BYTES) : told;
  },
  write: (told) => told,
};
const chain = row<Chain>({ asked: whole(), held: hash, line: whole(), end: hash });
const audit = row<Audit>({ atMs: whole(), checks: whole(), findings: array(finding, SORTS) });

/** How each is spelt: its fields in their order from 10. */
export const SPELLING: {
  readonly [K in Accounts['kind']]: Parts<Extract<Accounts, { readonly kind: K }>>;
} = {
  [Kind.AskPrivacy]: { line: optional(whole()) },
  [Kind.Privacy]: {
    stored: ascending(stored, SORTS, (one) => one.what),
    computed: ascending(computed, SORTS, (one) => one.what),
    wires: array(wire, SORTS),
    keyTier: text(TIER_CHARACTERS),
    audit: optional(audit),
    chain: optional(chain),
  },
  [Kind.Wipe]: { frame: octets(KEY_BYTES) },
  [Kind.Wiped]: {
    photos: whole(),
    generation: whole(),
    atMs: whole(),
    signature: octets(SIGNATURE_BYTES),
  },
};

/** What the frame signs: the domain, and three numbers of 64 bits. */
export const signedWords = ({ photos, generation, atMs }: Wiped): Uint8Array =>
  concat(WIPED_DOMAIN, ...[photos, generation, atMs].map((one) => unsigned(one, 8)));
