/** What is being sent, as the screens see it. */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Code } from '../errors.ts';
import type { Client } from '../owner/client.ts';
import { printable } from '../owner/names.ts';
import { isThere, REASONS, type Reading } from '../owner/sending.ts';
import { type Id, type Picked, WAITING } from '../post/rows.ts';
import { About } from '../protocol/notes.ts';
import { chunkCount } from '../protocol/photos.ts';
import type { SendItem, SendingView, Trace } from './calls.ts';

const SHOWN = 200;

interface Moving {
  readonly frame: Id;
  readonly share: number;
}

export function sendingOf(client: Client): SendingView {
  const { books, sending, nowMs } = client;
  const moving = movingOf(client);
  const picked = books.of('picked').filter((row) => row.isListed);
  const rows = picked
    .map((row) => ({ atMs: row.atMs, item: itemOf(client, row, moving) }))
    .concat([...sending.reading.values()].map((one) => ({ atMs: one.atMs, item: readingOf(one) })))
    .sort((one, other) => other.atMs - one.atMs);
  const items = rows.map(({ item }) => item);
  const count = (state: SendItem['state']) => items.filter((one) => one.state === state).length;
  const left = items.filter(({ state }) => state === 'waiting' || state === 'sending');
  return {
    items: items.slice(0, SHOWN),
    total: items.length,
    there: count('there'),
    refused: count('refused'),
    reading: count('reading'),
    bytesLeft: Math.round(left.reduce((sum, one) => sum + one.bytes * (1 - one.share), 0)),
    perSecond: sending.progress.perSecond(nowMs()),
    paused: left.length || sending.isFull ? pausedOf(client) : null,
  };
}

/** `album/photo` → how far it is with each frame. */
function movingOf({ books, mail, sending }: Client): ReadonlyMap<string, readonly Moving[]> {
  const moving = new Map<string, Moving[]>();
  for (const frame of books.devices().keys()) {
    for (const { row, offer } of mail.going.to(frame)) {
      const key = `${hex(offer.album)}/${hex(offer.photo)}`;
      const share = sending.progress.chunks(row.transfer) / chunkCount(offer.sealedBytes);
      moving.set(key, [...(moving.get(key) ?? []), { frame, share: Math.min(1, share) }]);
    }
  }
  return moving;
}

function itemOf(
  { books, sending }: Client,
  row: Picked,
  moving: ReadonlyMap<string, readonly Moving[]>,
): SendItem {
  const states = sending.states(row.album, row.photo);
  const under = moving.get(`${row.album}/${row.photo}`) ?? [];
  const bad = states.find(({ state }) => state !== WAITING && !isThere(state));
  const waits = states.some(({ state }) => state === WAITING);
  const done = states.filter(({ state }) => isThere(state)).length;
  const sum = done + under.reduce((all, one) => all + one.share, 0);
  const share = states.length ? Math.min(1, sum / states.length) : 1;
  const caption = books.board.value(unhex(row.album), unhex(row.photo), About.Caption);
  const isMoving = under.some((one) => one.share > 0);
  return {
    ...{ id: row.photo, album: row.album, name: printable(row.name), bytes: row.bytes },
    state: waits ? (isMoving ? 'sending' : 'waiting') : bad ? 'refused' : 'there',
    share: waits ? share : bad ? 0 : 1,
    removed: [...new Set(row.removed)] as Trace[],
    because: bad && !waits ? (REASONS[bad.state] ?? 'failed') : null,
    caption: typeof caption === 'string' ? caption : '',
  };
}

function readingOf({ album, photo, name, bytes, because }: Reading): SendItem {
  return {
    ...{ id: photo, album, name: printable(name), bytes, share: 0, removed: [], caption: '' },
    ...{ state: because ? 'refused' : 'reading', because },
  };
}

/** Why nothing moves, if nothing can. */
function pausedOf({ books, frames, sending, nowMs }: Client): Code | null {
  if (sending.isFull) return 'phone-full';
  const conditions = [...books.devices().keys()].map((one) => frames.condition(one, nowMs()));
  const isAny = conditions.some(({ state }) => state === 'there' || state === 'connecting');
  return isAny ? null : (conditions[0]?.because ?? 'not-paired');
}
