/**
 * The steps of pairing as data, on the phone's side: states, events, moves and effects
 * (docs/protocol.md §4.3).
 *
 * Rule 1: the table is the law. The code moves by it, and the diagram in the document says the
 *         same.
 * Rule 2: an effect may be performed twice and changes nothing more.
 */

import type { Code } from '../errors.ts';
import type { Admission, Introduction } from './hello.ts';

/** Where the device is that scanned the card. */
export type GuestState = 'Waiting' | 'Comparing' | 'Agreed' | 'Paired' | 'Failed';

/** What moves the device, in the words of the document. */
export const GuestEvent = {
  Welcomed: 'message 2 that opens',
  Yes: 'yes',
  No: 'no',
  Admitted: 'ADMITTED with a good signature',
  Refused: 'REFUSED',
  Garbled: 'a bad message',
  Over: '180 s are over',
} as const;
export type GuestEvent = (typeof GuestEvent)[keyof typeof GuestEvent];

export const GUEST_MOVES: Readonly<
  Record<GuestState, Readonly<Partial<Record<GuestEvent, GuestState>>>>
> = {
  Waiting: {
    [GuestEvent.Welcomed]: 'Comparing',
    [GuestEvent.Garbled]: 'Failed',
    [GuestEvent.Over]: 'Failed',
  },
  Comparing: {
    [GuestEvent.Yes]: 'Agreed',
    [GuestEvent.No]: 'Failed',
    [GuestEvent.Refused]: 'Failed',
    [GuestEvent.Garbled]: 'Failed',
    [GuestEvent.Over]: 'Failed',
  },
  Agreed: {
    [GuestEvent.Admitted]: 'Paired',
    [GuestEvent.Refused]: 'Failed',
    [GuestEvent.Garbled]: 'Failed',
    [GuestEvent.Over]: 'Failed',
  },
  Paired: {},
  Failed: {},
};

/** Publish this to the other side on the pairing topic. */
export interface Send {
  readonly kind: 'send';
  readonly message: Uint8Array;
}

/** Show the digits and the frame that answered, and ask whether it shows the same ones. */
export interface Compare {
  readonly kind: 'compare';
  readonly digits: string; // "123 456"
  readonly host: Introduction;
  readonly claimed: boolean;
}

/** Store this frame; `static` is its X25519 public key, `timeMs` what it thinks it is. */
export interface Paired {
  readonly kind: 'paired';
  readonly host: Introduction;
  readonly static: Uint8Array;
  readonly admission: Admission;
  readonly timeMs: number;
}

/** It did not work; the code says why. */
export interface Failed {
  readonly kind: 'failed';
  readonly because: Code;
}

export type Effect = Send | Compare | Paired | Failed;
export type Effects = readonly Effect[];
