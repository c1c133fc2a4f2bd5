/** A shelf in memory: outlives the office that is opened over it, as a browser's does. */

import { Refused } from '../src/errors.ts';
import type { Drawer } from '../src/post/draft.ts';
import type { Row } from '../src/post/rows.ts';
import type { Change, Shelf } from '../src/post/shelf.ts';

export class MemoryShelf implements Shelf {
  readonly isWrapped = false;
  rows = new Map<number, Row>();
  readonly blobs = new Map<string, Uint8Array>();
  /** The browser gives no more room. */
  isFull = false;
  /** What nothing can be written or read any more for, as after the browser closed it. */
  lost: Refused | null = null;
  /** Another page owns it now: all can be read, nothing written. */
  isTaken = false;
  commits = 0;
  /** The phone dies before this one is written, and every one after it. */
  diesAt = Number.POSITIVE_INFINITY;

  async load(): Promise<ReadonlyMap<number, Row>> {
    if (this.lost) throw this.lost;
    return new Map(this.rows);
  }

  async commit({ rows, drop, put, remove }: Change): Promise<void> {
    await Promise.resolve();
    if (this.lost) throw this.lost;
    if (this.isTaken) throw new Refused('opened-elsewhere');
    if (this.isFull && put.length) throw new Refused('phone-full');
    if (this.commits >= this.diesAt) throw new Refused('storage-refused');
    this.commits += 1;
    for (const [number, row] of rows) this.rows.set(number, row);
    for (const number of drop) this.rows.delete(number);
    for (const { drawer, key, data } of put) this.blobs.set(`${drawer} ${key}`, data.slice());
    for (const { drawer, key } of remove) this.blobs.delete(`${drawer} ${key}`);
  }

  async read(drawer: Drawer, key: string): Promise<Uint8Array | null> {
    return this.blobs.get(`${drawer} ${key}`)?.slice() ?? null;
  }

  async keys(drawer: Drawer): Promise<readonly string[]> {
    const all = [...this.blobs.keys()].filter((key) => key.startsWith(`${drawer} `));
    return all.map((key) => key.slice(drawer.length + 1));
  }

  close(): void {}
}
