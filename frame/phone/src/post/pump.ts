/**
 * The pump: chunks of everything that is on its way, as fast as the broker acknowledges them.
 *
 * Rule 1: what a receiver wants is sent once for each time it is wanted, and nothing else.
 * Rule 2: chunks never wait in a connection's queue: letters stay quick, and memory small.
 */

import type { Chunk } from '../protocol/photos.ts';
import type { Id } from './rows.ts';

const AT_ONCE = 16;

/** How a pump reaches the outside. */
export interface Pipes {
  /** One chunk of a transfer's sealed bytes; null where they cannot be made any more. */
  chunk(device: Id, transfer: Id, index: number): Promise<Chunk | null>;
  /** Hand it to the connection; `done` hears that the broker has it. False: no connection. */
  send(device: Id, chunk: Chunk, done: () => void): boolean;
  /** How many messages a connection holds. */
  pending(device: Id): number;
  /** The broker has a chunk. */
  acknowledged(transfer: Id, index: number, bytes: number): void;
}

/** Wanted chunks of one device, transfer by transfer. */
interface Hose {
  readonly wanted: Map<Id, Set<number>>;
  isBusy: boolean;
}

export class Pump {
  readonly #pipes: Pipes;
  readonly #hoses = new Map<Id, Hose>();

  constructor(pipes: Pipes) {
    this.#pipes = pipes;
  }

  /** Send these chunks, those of other transfers in between. */
  want(device: Id, transfer: Id, indices: readonly number[]): void {
    const hose = this.#hoses.get(device) ?? { wanted: new Map(), isBusy: false };
    this.#hoses.set(device, hose);
    const wanted = hose.wanted.get(transfer) ?? new Set();
    for (const index of indices) wanted.add(index);
    hose.wanted.set(transfer, wanted);
    this.go(device);
  }

  /** There may be room in the connection again. */
  go(device: Id): void {
    const hose = this.#hoses.get(device);
    if (hose) void this.#run(device, hose);
  }

  /** Nothing of this transfer is wanted any more. */
  forget(device: Id, transfer: Id): void {
    this.#hoses.get(device)?.wanted.delete(transfer);
  }

  /** The connection is gone: the receiver will ask again. */
  stop(device: Id): void {
    this.#hoses.get(device)?.wanted.clear();
  }

  async #run(device: Id, hose: Hose): Promise<void> {
    if (hose.isBusy) return;
    hose.isBusy = true;
    try {
      while (this.#pipes.pending(device) < AT_ONCE) {
        const next = nextOf(hose);
        if (!next) return;
        const chunk = await this.#pipes.chunk(device, ...next).catch(() => null);
        if (chunk && !this.#send(device, next, chunk)) hose.wanted.clear();
      }
    } finally {
      hose.isBusy = false;
    }
  }

  #send(device: Id, [transfer, index]: readonly [Id, number], chunk: Chunk): boolean {
    return this.#pipes.send(device, chunk, () => {
      this.#pipes.acknowledged(transfer, index, chunk.data.length);
      this.go(device);
    });
  }
}

/** Take the next chunk, of each transfer in turn. */
function nextOf({ wanted }: Hose): [Id, number] | null {
  for (const [transfer, indices] of wanted) {
    wanted.delete(transfer);
    const [index] = indices;
    if (index === undefined) continue;
    indices.delete(index);
    wanted.set(transfer, indices);
    return [transfer, index];
  }
  return null;
}
