/** How far every transfer is, and how fast everything goes: what the broker acknowledged counts. */

import type { Id } from '../post/rows.ts';

const MEMORY_MS = 3_000;
const QUIET_MS = 5_000;

export class Progress {
  readonly #had = new Map<Id, Set<number>>();
  #rate = 0;
  #bytes = 0;
  #sinceMs = 0;
  #lastMs = 0;

  /** A receiver asks for the first time what is missing of so many chunks: the others it has. */
  wanted(transfer: Id, bitmap: Uint8Array, count: number): void {
    if (this.#had.has(transfer)) return;
    const all = Array.from({ length: count }, (_, index) => index);
    const isMissing = (index: number) => ((bitmap[index >> 3] ?? 0) >> (index & 7)) & 1;
    this.#had.set(transfer, new Set(all.filter((index) => !isMissing(index))));
  }

  acknowledged(transfer: Id, index: number, bytes: number, nowMs: number): void {
    const had = this.#had.get(transfer) ?? new Set();
    this.#had.set(transfer, had.add(index));
    this.#bytes += bytes;
    this.#lastMs = nowMs;
    if (!this.#sinceMs) this.#sinceMs = nowMs;
  }

  forget(transfer: Id): void {
    this.#had.delete(transfer);
  }

  /** How many of its chunks are there. */
  chunks(transfer: Id): number {
    return this.#had.get(transfer)?.size ?? 0;
  }

  /** Bytes a second, smoothed; 0 while nothing moves. */
  perSecond(nowMs: number): number {
    if (nowMs - this.#lastMs > QUIET_MS) {
      this.#rate = this.#bytes = this.#sinceMs = 0;
      return 0;
    }
    const passedMs = nowMs - this.#sinceMs;
    if (passedMs >= 500) {
      const now = (this.#bytes * 1000) / passedMs;
      const weight = this.#rate ? Math.min(1, passedMs / MEMORY_MS) : 1;
      this.#rate += (now - this.#rate) * weight;
      this.#bytes = 0;
      this.#sinceMs = nowMs;
    }
    return Math.round(this.#rate);
  }
}
