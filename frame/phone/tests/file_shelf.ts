/**
 * The twin of the shelf: what a phone keeps, in a folder of node's file system.
 *
 * Rule: every promise of `post/shelf` holds: a change is written whole or not at all, so a process
 * that is killed in between finds the state before it.
 */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Drawer } from '../src/post/draft.ts';
import type { Row } from '../src/post/rows.ts';
import type { Change, Shelf } from '../src/post/shelf.ts';

/** Bytes as JSON knows them. */
function packed(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value;
}

function unpacked(_key: string, value: unknown): unknown {
  const told = (value as { readonly $bytes?: string } | null)?.$bytes;
  return told === undefined ? value : new Uint8Array(Buffer.from(told, 'base64'));
}

export class FileShelf implements Shelf {
  readonly isWrapped = false;
  readonly #folder: string;
  #rows: Map<number, Row>;

  constructor(folder: string) {
    this.#folder = folder;
    for (const drawer of ['files', 'thumbnails']) {
      mkdirSync(join(folder, drawer), { recursive: true });
    }
    const path = join(folder, 'rows.json');
    const told = existsSync(path) ? readFileSync(path, 'utf8') : '[]';
    this.#rows = new Map(JSON.parse(told, unpacked) as [number, Row][]);
  }

  async load(): Promise<ReadonlyMap<number, Row>> {
    return new Map(this.#rows);
  }

  async commit(change: Change): Promise<void> {
    for (const { drawer, key, data } of change.put) {
      const path = this.#path(drawer, key);
      writeFileSync(`${path}.new`, data);
      renameSync(`${path}.new`, path);
    }
    const rows = new Map([...this.#rows, ...change.rows]);
    for (const number of change.drop) rows.delete(number);
    const path = join(this.#folder, 'rows.json');
    writeFileSync(`${path}.new`, JSON.stringify([...rows], packed));
    renameSync(`${path}.new`, path);
    this.#rows = rows;
    for (const { drawer, key } of change.remove) rmSync(this.#path(drawer, key), { force: true });
  }

  async read(drawer: Drawer, key: string): Promise<Uint8Array | null> {
    const path = this.#path(drawer, key);
    return existsSync(path) ? new Uint8Array(readFileSync(path)) : null;
  }

  async keys(drawer: Drawer): Promise<readonly string[]> {
    const names = readdirSync(join(this.#folder, drawer));
    return names.filter((name) => !name.endsWith('.new')).map((name) => name.replace('_', '/'));
  }

  close(): void {}

  #path(drawer: Drawer, key: string): string {
    return join(this.#folder, drawer, key.replace('/', '_'));
  }
}
