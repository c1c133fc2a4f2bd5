/**
 * Photos that go to one device: what to offer, and which chunks to send (docs/protocol.md §9).
 *
 * Begin with `new Departures()` for each device that receives. Times are milliseconds of a clock
 * that only has to move on.
 *
 * Rule 1: an offer stays until its receiver says done, or until the photo is taken back.
 * Rule 2: the receiver pulls. What it wants is sent, as often as it is wanted, and nothing else.
 * Rule 3: eight offers are out at a time; the others wait in the order in which they came.
 */

import { hex } from '../crypto/bytes.ts';
import { Kind } from './envelope.ts';
import { type Done, type Offer, Result, type Want } from './messages.ts';
import { chunkCount } from './photos.ts';

export const OUT = 8;
export const PATIENCE_MS = 60_000;
export const LONGEST_PATIENCE_MS = 3_600_000;

/** Say this to the receiver. */
export interface Say {
  readonly kind: 'say';
  readonly message: Offer | Done;
}

/** Send these chunks of a transfer, in this order. */
export interface Chunks {
  readonly kind: 'chunks';
  readonly transfer: Uint8Array;
  readonly indices: readonly number[];
}

/** A transfer is over: forget its sealed bytes. `result` is null where it was taken back. */
export interface Finished {
  readonly kind: 'finished';
  readonly transfer: Uint8Array;
  readonly result: Result | null;
}

export type Effect = Say | Chunks | Finished;
export type Effects = readonly Effect[];
export type Step = readonly [Departures, Effects];

/** An offer that was made: when it was last made or answered, and how long to wait. */
export interface Out {
  readonly sinceMs: number;
  readonly patienceMs: number;
}

/** All that one device is to receive; nothing in it changes. */
export class Departures {
  /** transfer (hex) → offer, in the order in which they came */
  readonly offers: ReadonlyMap<string, Offer>;
  /** transfer (hex) → the first eight of them, which were made */
  readonly out: ReadonlyMap<string, Out>;

  constructor(
    offers: ReadonlyMap<string, Offer> = new Map(),
    out: ReadonlyMap<string, Out> = new Map(),
  ) {
    this.offers = offers;
    this.out = out;
  }

  /** Offer a photo; after a restart, all that were kept in their old order. */
  add(offer: Offer, nowMs: number): Step {
    const transfer = hex(offer.transfer);
    const offers = new Map(this.offers).set(transfer, offer);
    return new Departures(offers, without(this.out, [transfer])).#filled(nowMs);
  }

  /** Hear what is wanted; a transfer that is not here ends at its receiver too. */
  want(want: Want, nowMs: number): Step {
    const { transfer } = want;
    const offer = this.offers.get(hex(transfer));
    if (offer === undefined) {
      const message: Done = { kind: Kind.Done, transfer, result: Result.Unknown };
      return [this, [{ kind: 'say', message }]];
    }
    const indices = places(want.bitmap, chunkCount(offer.sealedBytes)).slice(0, want.window);
    const out = new Map(this.out).set(hex(transfer), madeAt(nowMs));
    const sent: Effects = indices.length > 0 ? [{ kind: 'chunks', transfer, indices }] : [];
    return [new Departures(this.offers, out), sent];
  }

  /** Hear that a transfer is over. */
  done(done: Done, nowMs: number): Step {
    return this.#ending([hex(done.transfer)], done.result, nowMs);
  }

  /** Take back offers: a photo or an album was revoked, or a device has gone. */
  cancel(isOver: (offer: Offer) => boolean, nowMs: number): Step {
    const over = [...this.offers].filter(([, offer]) => isOver(offer));
    return this.#ending(
      over.map(([transfer]) => transfer),
      null,
      nowMs,
    );
  }

  /** Make all offers that are out again: the receiver may be there now. */
  connected(nowMs: number): Step {
    const out = new Map([...this.out.keys()].map((transfer) => [transfer, madeAt(nowMs)]));
    return [new Departures(this.offers, out), this.#said([...out.keys()])];
  }

  /** Make those offers again that nobody answered for a while. */
  tick(nowMs: number): Step {
    const due = [...this.out].filter(([, { sinceMs, patienceMs }]) => {
      const waited = nowMs - sinceMs;
      return !(waited >= 0 && waited < patienceMs);
    });
    const later = due.map(([transfer, { patienceMs }]): [string, Out] => [
      transfer,
      { sinceMs: nowMs, patienceMs: Math.min(2 * patienceMs, LONGEST_PATIENCE_MS) },
    ]);
    const out = new Map([...this.out, ...later]);
    return [new Departures(this.offers, out), this.#said(due.map(([transfer]) => transfer))];
  }

  #ending(transfers: readonly string[], result: Result | null, nowMs: number): Step {
    const ended = transfers.flatMap((one): Finished[] => {
      const offer = this.offers.get(one);
      return offer ? [{ kind: 'finished', transfer: offer.transfer, result }] : [];
    });
    const left = new Departures(without(this.offers, transfers), without(this.out, transfers));
    const [state, said] = left.#filled(nowMs);
    return [state, [...ended, ...said]];
  }

  /** Make offers that wait while there is a place. */
  #filled(nowMs: number): Step {
    const waiting = [...this.offers.keys()].filter((transfer) => !this.out.has(transfer));
    const made = waiting.slice(0, Math.max(0, OUT - this.out.size));
    const fresh = made.map((transfer): [string, Out] => [transfer, madeAt(nowMs)]);
    return [new Departures(this.offers, new Map([...this.out, ...fresh])), this.#said(made)];
  }

  #said(transfers: readonly string[]): Effects {
    return transfers.flatMap((transfer): Say[] => {
      const message = this.offers.get(transfer);
      return message ? [{ kind: 'say', message }] : [];
    });
  }
}

const madeAt = (sinceMs: number): Out => ({ sinceMs, patienceMs: PATIENCE_MS });

const without = <V>(map: ReadonlyMap<string, V>, keys: readonly string[]): Map<string, V> => {
  const left = new Map(map);
  for (const key of keys) left.delete(key);
  return left;
};

/** Which of so many bits are set, lowest first. */
const places = (bitmap: Uint8Array, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index).filter(
    (index) => ((bitmap[index >> 3] ?? 0) >> (index & 7)) & 1,
  );
