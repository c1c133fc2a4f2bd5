/**
 * Lists of what a frame holds of an album, page by page (docs/protocol.md §7).
 *
 * Rule 1: one list of a frame and an album is fetched at a time: a page does not say which question
 *         it answers, and those of two walks would be taken for each other's.
 * Rule 2: who asks meanwhile gets the list that is fetched next: it has what came in between. One
 *         that does not come is the answer to all who wait for it.
 */

import { compare, hex, unhex } from '../crypto/bytes.ts';
import type { Client } from '../owner/client.ts';
import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Kept } from '../protocol/frame_views.ts';

type List = Promise<readonly Kept[]>;

interface Walk {
  readonly list: List;
  next: List | null;
}

export class Listings {
  readonly #client: Client;
  readonly #walks = new Map<string, Walk>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** What a frame holds of an album now, in the order of names; rejects with Refused. */
  of(frame: Id, album: Id): List {
    const walk = this.#walks.get(`${frame} ${album}`);
    if (!walk) return this.#begin(frame, album);
    walk.next ??= walk.list.then(() => this.#begin(frame, album));
    return walk.next;
  }

  #begin(frame: Id, album: Id): List {
    const key = `${frame} ${album}`;
    const walk: Walk = { list: this.#walked(frame, album), next: null };
    this.#walks.set(key, walk);
    const end = () => {
      if (this.#walks.get(key) === walk) this.#walks.delete(key);
    };
    walk.list.then(() => {
      if (!walk.next) end();
    }, end);
    return walk.list;
  }

  async #walked(frame: Id, album: Id): Promise<readonly Kept[]> {
    const kept: Kept[] = [];
    for (let more = true; more; ) {
      const after = kept.at(-1)?.photo ?? null;
      const question = { kind: Kind.AskPhotos, album: unhex(album), after } as const;
      const page = await this.#client.ask(frame, question, (told) => {
        if (told.kind !== Kind.Photos || hex(told.album) !== album) return undefined;
        const [first] = told.photos;
        const isNext = !after || !first || compare(first.photo, after) > 0;
        return isNext ? told : undefined;
      });
      kept.push(...page.photos);
      more = page.more && page.photos.length > 0;
    }
    return kept;
  }
}
