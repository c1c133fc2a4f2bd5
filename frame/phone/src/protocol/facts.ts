/**
 * What is kept of lines of consent, and what follows from one: plain data.
 *
 * Rule: an effect may be performed twice, and again after a crash, and changes nothing more.
 */

import type { Admit, Grant, Line, Purpose, Receipt, Revocation, Seen } from './lines.ts';

/** One line in its author's chain, without what it says. */
export interface Slot {
  readonly digest: Uint8Array;
  readonly previous: Uint8Array | null;
  readonly seen: readonly Seen[];
}

/** How far an author's chain is whole. */
export interface Head {
  readonly number: number;
  readonly digest: Uint8Array;
}

/** One admission, and the keeper it rests on. */
export interface Admitted {
  readonly says: Admit;
  readonly by: Uint8Array;
}

/** One grant, and the place in its author's chain that it waits for. */
export interface Granted {
  readonly says: Grant;
  readonly by: Uint8Array;
  readonly number: number;
}

/** Store this line: it counts, or will when what it rests on has come. */
export interface Keep {
  readonly kind: 'keep';
  readonly line: Line;
}

/** Do what a revocation asks; only for photos of one sender where `sender` is named. */
export interface Withdraw {
  readonly kind: 'withdraw';
  readonly answers: Uint8Array;
  readonly says: Revocation;
  readonly sender: Uint8Array | null;
}

/** Lines of this author are missing, from this number on. */
export interface Ask {
  readonly author: Uint8Array;
  readonly number: number;
}

/** This author's chain was split: tell the owner. */
export interface Split {
  readonly kind: 'split';
  readonly author: Uint8Array;
}

/** A frame has done what a revocation asked. */
export interface Acknowledge {
  readonly kind: 'acknowledge';
  readonly frame: Uint8Array;
  readonly receipt: Receipt;
}

export type Effect = Keep | Withdraw | (Ask & { readonly kind: 'ask' }) | Split | Acknowledge;

/**
 * What a frame may do with an album now, and until when that holds (seconds since 1970).
 *
 * `blurred` says that strangers are blurred in what is shared.
 */
export interface Standing {
  readonly purposes: ReadonlySet<Purpose>;
  readonly blurred: boolean;
  readonly untilS: number;
}
