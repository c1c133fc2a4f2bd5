/**
 * The small pictures that this phone keeps of photos.
 *
 * Rule: none is kept of a photo that was taken back, whoever sent it. Those of a whole album go
 *       right after it was taken back, or, where the page was closed then, at the next start.
 */

import type { Books } from '../post/books.ts';
import { Draft } from '../post/draft.ts';
import type { Id } from '../post/rows.ts';
import type { Client } from './client.ts';

/** Photos (null: all of an album) were taken back. */
export function gone(client: Client, album: Id, photos: readonly Id[] | null, draft: Draft): void {
  const cover = client.covers.get(album);
  if (cover && (photos?.includes(cover) ?? true)) client.covers.delete(album);
  for (const photo of photos ?? []) {
    draft.remove.push({ drawer: 'thumbnails', key: `${album}/${photo}` });
  }
  if (photos) return;
  client.post(async () => {
    const after = new Draft();
    await sweep(client.books, after);
    await client.finish(after);
  });
}

/** Have go what was taken back. */
export async function sweep(books: Books, draft: Draft): Promise<void> {
  for (const key of await books.shelf.keys('thumbnails')) {
    if (isGone(books, key)) draft.remove.push({ drawer: 'thumbnails', key });
  }
}

/**
 * Whether the photo of a small picture (`album/photo`) was taken back, as far as this phone can
 * tell: of what others sent it does not know who did, so anybody who takes part is believed.
 */
export function isGone(books: Books, key: string): boolean {
  const [album = '', photo = ''] = key.split('/');
  if (books.isRevoked(album, photo)) return true;
  const isNamed = books.ledgers.get(album)?.photos.has(photo) ?? false;
  return isNamed && books.find('picked', album, photo) === null;
}
