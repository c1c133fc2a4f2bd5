/**
 * A queue of thumbnails: a few at a time, newest wish first, dropped when out of sight again.
 *
 * Rule: bytes that came are kept for the newest `KEPT` photos, so that going back shows them at once.
 */

import type { Id, Office } from '../../office/calls.ts';

export const AT_ONCE = 32; // as many as the office asks of a frame in one message
const KEPT = 400;

interface Wish {
  readonly album: Id;
  readonly photo: Id;
  readonly hear: (blob: Blob | null) => void;
}

/** A queue of wishes; the last one made is the first one asked. */
export class Thumbs {
  readonly #office: Pick<Office, 'thumbnail'>;
  readonly #kept = new Map<Id, Blob>();
  #wishes: Wish[] = [];
  #asked = 0;

  constructor(office: Pick<Office, 'thumbnail'>) {
    this.#office = office;
  }

  /** What is known already. */
  known(photo: Id): Blob | null {
    return this.#kept.get(photo) ?? null;
  }

  /** Wish for a thumbnail; returns how to give the wish up. */
  wish(album: Id, photo: Id, hear: (blob: Blob | null) => void): () => void {
    const wish = { album, photo, hear };
    this.#wishes.push(wish);
    this.#pump();
    return () => {
      this.#wishes = this.#wishes.filter((one) => one !== wish);
    };
  }

  #pump(): void {
    while (this.#asked < AT_ONCE) {
      const wish = this.#wishes.pop();
      if (!wish) return;
      this.#asked += 1;
      void this.#ask(wish);
    }
  }

  async #ask(wish: Wish): Promise<void> {
    const blob = await this.#office.thumbnail(wish.album, wish.photo).catch(() => null);
    this.#asked -= 1;
    if (blob) this.#keep(wish.photo, blob);
    wish.hear(blob);
    this.#pump();
  }

  #keep(photo: Id, blob: Blob): void {
    this.#kept.delete(photo);
    this.#kept.set(photo, blob);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
  }
}
