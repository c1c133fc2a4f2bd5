/**
 * Small pictures of photos: kept on this phone, or asked of a frame, many at once.
 *
 * Rule: what was taken back is neither shown nor kept; the oldest go when there are too many.
 */

import { compare, hex, unhex } from '../crypto/bytes.ts';
import { isGone } from '../owner/small_pictures.ts';
import { Draft } from '../post/draft.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import { type Looks, THUMBNAILS } from '../protocol/frame_views.ts';
import type { Room } from './room.ts';

const GATHER_MS = 40;
const PATIENCE_MS = 20_000;
const AGAIN_MS = 3_000;
const AT_ONCE = 2;
const KEPT = 3_000;

type Done = (picture: Blob | null) => void;

export class Thumbnails {
  readonly #room: Room;
  readonly #wanted = new Map<string, Set<Done>>(); // `album/photo` → who waits for it
  readonly #out = new Map<string, { sinceMs: number; readonly untilMs: number }>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #count: number | null = null;

  constructor(room: Room) {
    this.#room = room;
  }

  /** A photo, small; null where nobody has it. */
  async of(album: Id, photo: Id): Promise<Blob | null> {
    const { books, chosen } = this.#room;
    const key = `${album}/${photo}`;
    if (books.isRevoked(album, photo)) return null;
    const kept = await books.shelf.read('thumbnails', key);
    if (kept) return asBlob(kept);
    if (chosen === null) return null;
    return new Promise((done) => {
      const waiting = this.#wanted.get(key) ?? new Set();
      this.#wanted.set(key, waiting.add(done));
      this.#soon(GATHER_MS);
    });
  }

  #soon(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#ask();
    }, ms);
  }

  /** Ask for the newest wishes of one album: what is on the screen now. */
  #ask(): void {
    const nowMs = Date.now();
    for (const [key, one] of this.#out) {
      if (nowMs > one.untilMs) this.#end(key, null);
      else if (nowMs - one.sinceMs > AGAIN_MS) this.#out.delete(key);
    }
    const due = [...this.#wanted.keys()].filter((key) => !this.#out.has(key)).reverse();
    const album = due[0]?.split('/')[0];
    const { chosen, client } = this.#room;
    if (album && chosen !== null && this.#out.size < AT_ONCE * THUMBNAILS) {
      const keys = due.filter((key) => key.startsWith(`${album}/`)).slice(0, THUMBNAILS);
      for (const key of keys) {
        this.#out.set(key, { sinceMs: nowMs, untilMs: nowMs + PATIENCE_MS });
      }
      const photos = keys.map((key) => unhex(key.split('/')[1] ?? '')).sort(compare);
      client.say(chosen, { kind: Kind.Look, album: unhex(album), photos });
    }
    if (this.#wanted.size) this.#soon(due.length > THUMBNAILS ? GATHER_MS : AGAIN_MS / 4);
  }

  #end(key: string, picture: Uint8Array | null): void {
    this.#out.delete(key);
    for (const done of this.#wanted.get(key) ?? []) done(picture && asBlob(picture));
    this.#wanted.delete(key);
  }

  /** A frame showed some. */
  async heard({ album, looks }: Looks): Promise<void> {
    const name = hex(album);
    const draft = new Draft();
    for (const { photo, picture } of looks) {
      const key = `${name}/${hex(photo)}`;
      if (!this.#wanted.has(key)) continue; // nobody asked for it
      draft.put.push({ drawer: 'thumbnails', key, data: picture.slice() });
      this.#end(key, picture.slice());
    }
    if (!draft.changes || !(await this.#hasRoom(draft))) return;
    const keep = () => {
      const left = new Draft();
      left.put.push(...draft.put.filter(({ key }) => !isGone(this.#room.books, key)));
      left.remove.push(...draft.remove);
      return this.#room.books.commit(left);
    };
    await this.#room.client.do(keep).catch(() => undefined);
  }

  async #hasRoom(draft: Draft): Promise<boolean> {
    const { shelf } = this.#room.books;
    this.#count ??= (await shelf.keys('thumbnails')).length;
    this.#count += draft.put.length;
    if (this.#count <= KEPT) return true;
    const keys = await shelf.keys('thumbnails');
    for (const key of keys.slice(0, KEPT / 4)) draft.remove.push({ drawer: 'thumbnails', key });
    this.#count -= KEPT / 4;
    return true;
  }
}

const asBlob = (jpeg: Uint8Array): Blob =>
  new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' });
