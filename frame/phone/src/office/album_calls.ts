/** Calls about albums and the photos in them. */

import { compare, hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import { between, found, mayNote, placeOf, saidOf, titled } from '../owner/albums.ts';
import { give, openLedger, takeBack } from '../owner/leases.ts';
import { printable } from '../owner/names.ts';
import { isThere } from '../owner/outcomes.ts';
import { type Id, type Picked, WAITING } from '../post/rows.ts';
import type { Kept } from '../protocol/frame_views.ts';
import { PHOTOS, Role } from '../protocol/lines.ts';
import { About, type Said } from '../protocol/notes.ts';
import { typed } from '../protocol/turns.ts';
import type { Office, PhotoView } from './calls.ts';
import { agreedTo } from './consent_calls.ts';
import { fresh, type Room } from './room.ts';
import { numbersOf } from './terms.ts';

type AlbumCalls = Pick<
  Office,
  | ('found' | 'rename' | 'photos' | 'thumbnail' | 'caption' | 'favourite' | 'hide' | 'order')
  | ('move' | 'retryMove' | 'endMove' | 'erase')
>;

export function albumCalls(room: Room): AlbumCalls {
  const { client, books } = room;
  return {
    found: async (title, purposes, words) => {
      const frame = room.frame();
      if (purposes.includes('share')) throw new Refused('bad-input'); // that is granted by itself
      const meant = { frame: frame.name, title, purposes: numbersOf(purposes), blurred: false };
      const agreed = purposes.length ? agreedTo(room, meant, words) : null;
      return client.write((draft, now) => {
        const album = found(client.mail, title, frame, fresh, draft, now);
        if (agreed) give(client.mail, album, agreed, draft, now);
        return album;
      });
    },
    rename: async (album, title) => {
      const kept = typed(title);
      if (!kept) throw new Refused('bad-input');
      const ledger = openLedger(books, album);
      if (!ledger.hasRole(books.me.name, Role.Owner)) throw new Refused('not-allowed');
      await client.write((draft, now) => client.mail.note(titled(album, kept), draft, now));
    },
    photos: (album) => photosOf(room, album),
    thumbnail: (album, photo) => room.thumbnails.of(album, photo),
    caption: (album, photo, words) => note(room, album, [photo], About.Caption, typed(words)),
    favourite: (album, photos, yes) => note(room, album, photos, About.Favourite, yes),
    hide: (album, photos, yes) => note(room, album, photos, About.Hidden, yes),
    order: (album, photo, before) => order(room, album, photo, before),
    move: (from, photos, to) => client.moves.begin(from, photos, to),
    retryMove: (move) => client.moves.retry(move),
    endMove: (move) => client.moves.end(move),
    erase: (album, photos) => erase(room, album, photos),
  };
}

function note(room: Room, album: Id, photos: readonly Id[], about: About, value: Said) {
  const { client, books } = room;
  openLedger(books, album);
  const isKept = (photo: Id) =>
    mayNote(books, album, photo, about) || client.sending.reading.has(photo);
  if (!photos.every(isKept)) throw new Refused('not-allowed');
  return client.write((draft, now) => {
    for (const photo of photos) {
      if (saidOf(books, album, photo, about) === value) continue;
      client.mail.note({ album, photo, about, value }, draft, now);
    }
  });
}

/** All photos of an album: what the chosen frame holds, and what is on its way from here. */
export async function photosOf(room: Room, album: Id): Promise<readonly PhotoView[]> {
  const { client, books } = room;
  const ledger = books.ledgers.get(album);
  if (!ledger) throw new Refused('bad-input');
  const known = room.chosen !== null && !ledger.revoked ? await heldOrKnown(room, album) : null;
  const held = (known ?? []).filter((one) => isLeft(room, album, one)); // it may be said before
  const views = new Map(held.map((one) => [hex(one.photo), heldView(room, album, one)]));
  for (const row of books.of('picked')) {
    if (row.album !== album || views.has(row.photo)) continue;
    const state = stateOf(room, row, known !== null);
    if (state) {
      views.set(row.photo, { ...viewOf(room, album, row.photo, row.taken), mine: true, state });
    }
  }
  const shown = placed(room, album, [...views.values()]);
  const [first] = shown;
  if (first) client.covers.set(album, first.id);
  return shown;
}

/** What a frame holds of an album, by its own word; rejects with Refused where it does not say. */
export async function heldPhotos(room: Room, frame: Id, album: Id): Promise<readonly PhotoView[]> {
  const held = (await room.listings.of(frame, album)).filter((one) => isLeft(room, album, one));
  const views = held.map((one) => heldView(room, album, one));
  return placed(room, album, views);
}

const isLeft = ({ books }: Room, album: Id, { photo, sender }: Kept): boolean =>
  !books.ledgers.get(album)?.isRevoked(photo, sender);

/** What was not taken back, in the order of the album. */
function placed({ books }: Room, album: Id, views: readonly PhotoView[]): PhotoView[] {
  const all = views.filter(({ id }) => !books.isRevoked(album, id));
  return all
    .map((view) => ({ view, place: placeOf(books, album, view.id, view.taken ?? '') }))
    .sort((one, other) => (one.place < other.place ? -1 : one.place > other.place ? 1 : 0))
    .map(({ view }) => view);
}

/** How a photo is that was sent from here and that the frame does not name; null: not there. */
function stateOf({ client }: Room, row: Picked, isKnown: boolean): PhotoView['state'] | null {
  const states = client.sending.states(row.album, row.photo).map(({ state }) => state);
  if (states.includes(WAITING)) return 'on-its-way';
  if (states.some(isThere)) return isKnown ? null : 'there';
  return row.isListed ? 'refused' : null;
}

/** What the frame says now; where it is away, what it said last, if only this phone knows any. */
async function heldOrKnown(room: Room, album: Id): Promise<readonly Kept[] | null> {
  const { name } = room.frame();
  try {
    const held = await room.listings.of(name, album);
    room.held.set(`${name} ${album}`, held);
    return held;
  } catch (problem) {
    const known = room.held.get(`${name} ${album}`);
    const isSent = room.books.of('picked').some((row) => row.album === album);
    if (problem instanceof Refused && (known || isSent)) return known ?? null;
    throw problem;
  }
}

function heldView(
  room: Room,
  album: Id,
  { photo, sender, taken, width, height }: Kept,
): PhotoView {
  const view = viewOf(room, album, hex(photo), taken);
  return { ...view, width, height, mine: hex(sender) === room.books.me.id };
}

function viewOf({ books }: Room, album: Id, photo: Id, taken: string): PhotoView {
  const text = (about: About) => {
    const told = saidOf(books, album, photo, about);
    return typeof told === 'string' ? told : '';
  };
  return {
    ...{ id: photo, album, taken: taken || null, width: 0, height: 0, mine: false },
    caption: text(About.Caption),
    favourite: saidOf(books, album, photo, About.Favourite) === true,
    hidden: saidOf(books, album, photo, About.Hidden) === true,
    place: printable(text(About.Place)),
    state: 'there',
  };
}

async function order(room: Room, album: Id, photo: Id, before: Id | null): Promise<void> {
  const { books, client } = room;
  if (!mayNote(books, album, photo, About.Place)) throw new Refused('not-allowed');
  const all = (await photosOf(room, album)).filter(({ id }) => id !== photo);
  const at = before === null ? all.length : all.findIndex(({ id }) => id === before);
  if (at < 0) throw new Refused('bad-input');
  const lies = (one: PhotoView | undefined) =>
    one ? placeOf(books, album, one.id, one.taken ?? '') : null;
  const value = between(lies(all[at - 1]), lies(all[at]));
  await client.write((draft, now) =>
    client.mail.note({ album, photo, about: About.Place, value }, draft, now),
  );
}

async function erase(room: Room, album: Id, photos: readonly Id[]): Promise<Id> {
  const { client, books } = room;
  const ledger = openLedger(books, album);
  const names = [...new Set(photos)].map(unhex).sort(compare);
  if (!names.length) throw new Refused('bad-input');
  const roles = [Role.Owner, Role.Contributor];
  if (!roles.some((role) => ledger.hasRole(books.me.name, role))) throw new Refused('not-allowed');
  return client.write((draft, now) => {
    let last = '';
    for (let at = 0; at < names.length; at += PHOTOS) {
      const says = { kind: 'revoke-photos', photos: names.slice(at, at + PHOTOS) } as const;
      last = takeBack(client.mail, album, says, draft, now);
    }
    return last;
  });
}
