/**
 * Sealed photos in memory, for as long as they are on their way.
 *
 * Rule: they never take more than 96 MiB; the one that was needed longest ago is let go, and made
 * again, the very same bytes, when it is wanted.
 */

import type { Id } from '../post/rows.ts';

const BYTES = 96 * 1024 * 1024;

export class Sealed {
  readonly #make: (device: Id, transfer: Id) => Promise<Uint8Array | null>;
  readonly #held = new Map<string, Uint8Array>();
  readonly #making = new Map<string, Promise<Uint8Array | null>>();
  #bytes = 0;

  constructor(make: (device: Id, transfer: Id) => Promise<Uint8Array | null>) {
    this.#make = make;
  }

  put(device: Id, transfer: Id, sealed: Uint8Array): void {
    this.forget(device, transfer);
    this.#held.set(`${device} ${transfer}`, sealed);
    this.#bytes += sealed.length;
    for (const [key, one] of this.#held) {
      if (this.#bytes <= BYTES || one === sealed) break;
      this.#held.delete(key);
      this.#bytes -= one.length;
    }
  }

  async get(device: Id, transfer: Id): Promise<Uint8Array | null> {
    const key = `${device} ${transfer}`;
    const held = this.#held.get(key);
    if (held) {
      this.#held.delete(key); // it is the newest now
      this.#held.set(key, held);
      return held;
    }
    const making = this.#making.get(key) ?? this.#make(device, transfer);
    this.#making.set(key, making);
    try {
      const made = await making;
      if (made && this.#making.get(key) === making) this.put(device, transfer, made);
      return made;
    } finally {
      this.#making.delete(key);
    }
  }

  forget(device: Id, transfer: Id): void {
    const key = `${device} ${transfer}`;
    this.#bytes -= this.#held.get(key)?.length ?? 0;
    this.#held.delete(key);
    this.#making.delete(key);
  }
}
