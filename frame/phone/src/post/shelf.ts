/**
 * The shelf: where a phone keeps its rows and the blobs beside them.
 *
 * Rule 1: a change is written whole or not at all, and is on the disk when `commit` resolves.
 * Rule 2: secrets are wrapped under a key that the browser never gives out, where it can do that.
 * Rule 3: what a peer chose is never a name here: rows have numbers, blobs names drawn by us.
 * Rule 4: whoever opened it last owns it: what anybody else writes is refused, however late it
 *         comes. Two pages that number the same rows never overwrite each other.
 */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { hex } from '../crypto/bytes.ts';
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
  /**
   * Write a change; rejects with `Refused`, and nothing is written: phone-full, storage-refused,
   * opened-elsewhere (another page owns it now), open-again (the browser closed it).
   */
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
  keys: { key: string; value: CryptoKey | string };
}

const VERSION = 1;
const IV_BYTES = 12;
const WRAPPING = 'wrapping';
const OWNER = 'owner';
const OWNER_BYTES = 16;

/**
 * Open the shelf of this browser, and own it from now on; rejects with `Refused('storage-refused')`.
 * `lost` hears that the browser closed it: nothing is written any more.
 */
export async function openShelf(name = 'hearthframe', lost = () => {}): Promise<Shelf> {
  try {
    const db = await openDB<Stores>(name, VERSION, {
      upgrade(made) {
        for (const store of ['rows', 'files', 'thumbnails', 'keys'] as const)
          made.createObjectStore(store);
      },
      blocking: () => {
        db.close();
        lost();
      },
      terminated: lost,
    });
    const owner = hex(crypto.getRandomValues(new Uint8Array(OWNER_BYTES)));
    await db.put('keys', owner, OWNER);
    return new IdbShelf(db, owner, await wrappingKey(db));
  } catch {
    throw new Refused('storage-refused');
  }
}

/** The key secrets are wrapped under; null where there is no WebCrypto, or it cannot be kept. */
async function wrappingKey(db: IDBPDatabase<Stores>): Promise<CryptoKey | null> {
  const kept = (await db.get('keys', WRAPPING)) as CryptoKey | undefined;
  const subtle = globalThis.crypto?.subtle;
  if (kept || !subtle || (await db.count('rows')) > 0) return subtle ? (kept ?? null) : null;
  try {
    const made = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const tx = db.transaction('keys', 'readwrite');
    const others = (await tx.store.get(WRAPPING)) as CryptoKey | undefined;
    if (!others) await tx.store.put(made, WRAPPING);
    await tx.done;
    return others ?? made; // a page that opened it in the same moment may have been faster
  } catch {
    return null; // some private windows clone no keys
  }
}

class IdbShelf implements Shelf {
  readonly #db: IDBPDatabase<Stores>;
  readonly #owner: string;
  readonly #key: CryptoKey | null;

  constructor(db: IDBPDatabase<Stores>, owner: string, key: CryptoKey | null) {
    this.#db = db;
    this.#owner = owner;
    this.#key = key;
  }

  get isWrapped(): boolean {
    return this.#key !== null;
  }

  async load(): Promise<ReadonlyMap<number, Row>> {
    const { store } = begun(() => this.#db.transaction('rows'));
    const [numbers, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
    const opened = await Promise.all(rows.map((row) => this.#unwrapped(row)));
    return new Map(numbers.map((number, at) => [number, opened[at] as Row]));
  }

  async commit(change: Change): Promise<void> {
    const wrapped = await Promise.all(
      [...change.rows].map(async ([number, row]) => [number, await this.#wrapped(row)] as const),
    );
    const tx = begun(() => this.#writing());
    const work: Promise<unknown>[] = [];
    try {
      const owner = await tx.objectStore('keys').get(OWNER);
      if (owner !== this.#owner) throw new Refused('opened-elsewhere');
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
      if (problem instanceof Refused) throw problem;
      throw new Refused(isNamed(problem, 'QuotaExceededError') ? 'phone-full' : 'storage-refused');
    }
  }

  #writing() {
    const stores = ['rows', 'files', 'thumbnails', 'keys'] as const;
    return this.#db.transaction(stores, 'readwrite', { durability: 'strict' });
  }

  async read(drawer: Drawer, key: string): Promise<Uint8Array | null> {
    const { store } = begun(() => this.#db.transaction(drawer));
    return (await store.get(key)) ?? null;
  }

  async keys(drawer: Drawer): Promise<readonly string[]> {
    return begun(() => this.#db.transaction(drawer)).store.getAllKeys();
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

/** Begin a transaction; a connection that the browser closed makes none any more. */
function begun<T>(begin: () => T): T {
  try {
    return begin();
  } catch (problem) {
    throw isNamed(problem, 'InvalidStateError') ? new Refused('open-again') : problem;
  }
}

const isNamed = (problem: unknown, name: string): boolean =>
  problem instanceof Error && problem.name === name;

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
