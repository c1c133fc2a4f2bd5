/**
 * The shelf: where a phone keeps its rows and the blobs beside them.
 *
 * Rule 1: a change is written whole or not at all, and is on the disk when `commit` resolves.
 * Rule 2: secrets are wrapped under a key that the browser never gives out, where it can do that.
 * Rule 3: what a peer chose is never a name here: rows have numbers, blobs names drawn by us.
 */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { Refused } from '../errors.ts';
import type { Drawer } from './draft.ts';
import { type Kind, type Row, SECRET } from './rows.ts';

/** What is written together. */
export interface Change {
  readonly rows: ReadonlyMap<number, Row>;
  readonly drop: Iterable<number>;
  readonly put: readonly {
    readonly drawer: Drawer;
    readonly key: string;
    readonly data: Uint8Array;
  }[];
  readonly remove: readonly { readonly drawer: Drawer; readonly key: string }[];
}

/** What keeps things; `IdbShelf` in a browser, a file in tests. */
export interface Shelf {
  readonly isWrapped: boolean;
  /** All rows by their numbers, oldest first. */
  load(): Promise<ReadonlyMap<number, Row>>;
  /** Write a change; rejects with `Refused` (phone-full, storage-refused), and nothing is written. */
  commit(change: Change): Promise<void>;
  read(drawer: Drawer, key: string): Promise<Uint8Array | null>;
  keys(drawer: Drawer): Promise<readonly string[]>;
  close(): void;
}

type Plain = Readonly<Record<string, unknown>>;
interface Boxed {
  readonly iv: Uint8Array;
  readonly box: Uint8Array;
}

interface Stores extends DBSchema {
  rows: { key: number; value: Plain };
  files: { key: string; value: Uint8Array };
  thumbnails: { key: string; value: Uint8Array };
  keys: { key: string; value: CryptoKey };
}

const VERSION = 1;
const IV_BYTES = 12;

/** Open the shelf of this browser; rejects with `Refused('storage-refused')`. */
export async function openShelf(name = 'hearthframe'): Promise<Shelf> {
  try {
    const db = await openDB<Stores>(name, VERSION, {
      upgrade(made) {
        for (const store of ['rows', 'files', 'thumbnails', 'keys'] as const)
          made.createObjectStore(store);
      },
      blocking: () => db.close(),
    });
    return new IdbShelf(db, await wrappingKey(db));
  } catch {
    throw new Refused('storage-refused');
  }
}

/** The key secrets are wrapped under; null where there is no WebCrypto, or it cannot be kept. */
async function wrappingKey(db: IDBPDatabase<Stores>): Promise<CryptoKey | null> {
  const kept = await db.get('keys', 'wrapping');
  const subtle = globalThis.crypto?.subtle;
  if (kept || !subtle || (await db.count('rows')) > 0) return subtle ? (kept ?? null) : null;
  try {
    const made = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    await db.put('keys', made, 'wrapping');
    return made;
  } catch {
    return null; // some private windows clone no keys
  }
}

class IdbShelf implements Shelf {
  readonly #db: IDBPDatabase<Stores>;
  readonly #key: CryptoKey | null;

  constructor(db: IDBPDatabase<Stores>, key: CryptoKey | null) {
    this.#db = db;
    this.#key = key;
  }

  get isWrapped(): boolean {
    return this.#key !== null;
  }

  async load(): Promise<ReadonlyMap<number, Row>> {
    const tx = this.#db.transaction('rows');
    const [numbers, rows] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    const opened = await Promise.all(rows.map((row) => this.#unwrapped(row)));
    return new Map(numbers.map((number, at) => [number, opened[at] as Row]));
  }

  async commit(change: Change): Promise<void> {
    const wrapped = await Promise.all(
      [...change.rows].map(async ([number, row]) => [number, await this.#wrapped(row)] as const),
    );
    const tx = this.#db.transaction(['rows', 'files', 'thumbnails'], 'readwrite', {
      durability: 'strict',
    });
    const work: Promise<unknown>[] = [];
    try {
      const rows = tx.objectStore('rows');
      for (const [number, row] of wrapped) work.push(rows.put(row, number));
      for (const number of change.drop) work.push(rows.delete(number));
      for (const { drawer, key, data } of change.put)
        work.push(tx.objectStore(drawer).put(data, key));
      for (const { drawer, key } of change.remove) work.push(tx.objectStore(drawer).delete(key));
      await Promise.all([...work, tx.done]);
    } catch (problem) {
      abort(tx);
      await Promise.allSettled([...work, tx.done]);
      const isFull = problem instanceof Error && problem.name === 'QuotaExceededError';
      throw new Refused(isFull ? 'phone-full' : 'storage-refused');
    }
  }

  async read(drawer: Drawer, key: string): Promise<Uint8Array | null> {
    return (await this.#db.get(drawer, key)) ?? null;
  }

  async keys(drawer: Drawer): Promise<readonly string[]> {
    return this.#db.getAllKeys(drawer);
  }

  close(): void {
    this.#db.close();
  }

  async #wrapped(row: Row): Promise<Plain> {
    const plain: Record<string, unknown> = { ...row };
    if (!this.#key) return plain;
    for (const field of SECRET[row.kind] ?? []) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const how = { name: 'AES-GCM', iv, additionalData: named(row.kind, field) };
      const secret = plain[field] as Uint8Array<ArrayBuffer>;
      const box = new Uint8Array(await crypto.subtle.encrypt(how, this.#key, secret));
      plain[field] = { iv, box } satisfies Boxed;
    }
    return plain;
  }

  async #unwrapped(row: Plain): Promise<Row> {
    const plain: Record<string, unknown> = { ...row };
    for (const field of SECRET[row.kind as Kind] ?? []) {
      const held = plain[field] as Uint8Array | Boxed;
      if (held instanceof Uint8Array) continue;
      if (!this.#key) throw new Refused('storage-refused');
      const iv = held.iv as Uint8Array<ArrayBuffer>;
      const how = { name: 'AES-GCM', iv, additionalData: named(row.kind as Kind, field) };
      const box = held.box as Uint8Array<ArrayBuffer>;
      plain[field] = new Uint8Array(await crypto.subtle.decrypt(how, this.#key, box));
    }
    return plain as unknown as Row;
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // it ended by itself
  }
}

function named(kind: Kind, field: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`hf1/shelf/${kind}/${field}`);
}
