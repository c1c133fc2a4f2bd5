/**
 * What is being sent, as the screens see it.
 *
 * Rule: everything is counted, and only the newest are made items of: this is looked at ten times
 *       a second while thousands are on their way.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Code } from '../errors.ts';
import type { Client } from '../owner/client.ts';
import { printable } from '../owner/names.ts';
import { isThere, outcomeOf, statesOf } from '../owner/outcomes.ts';
import type { Reading } from '../owner/sending.ts';
import type { Books } from '../post/books.ts';
import type { Id, Picked, Sent } from '../post/rows.ts';
import { About } from '../protocol/notes.ts';
import { chunkCount } from '../protocol/photos.ts';
import type { SendItem, SendingView, Trace } from './calls.ts';

const SHOWN = 200;

interface Moving {
  readonly frame: Id;
  readonly share: number;
}

/** How far one photo is: what is counted, for each of perhaps thousands. */
type Standing = Pick<SendItem, 'state' | 'share' | 'because'>;

interface Entry extends Standing {
  readonly row: Picked | Reading;
}

export function sendingOf(client: Client): SendingView {
  const { sending, nowMs } = client;
  const entries = entriesOf(client);
  const count = (state: SendItem['state']) => entries.filter((one) => one.state === state).length;
  const left = entries.filter(({ state }) => state === 'waiting' || state === 'sending');
  return {
    items: entries.slice(0, SHOWN).map((one) => itemOf(client, one)),
    total: entries.length,
    there: count('there'),
    refused: count('refused'),
    reading: count('reading'),
    bytesLeft: Math.round(left.reduce((sum, { row, share }) => sum + row.bytes * (1 - share), 0)),
    perSecond: sending.progress.perSecond(nowMs()),
    paused: left.length || sending.isFull ? pausedOf(client) : null,
  };
}

/** Everything that is listed, newest first. */
function entriesOf(client: Client): Entry[] {
  const { books, sending } = client;
  const moving = movingOf(client);
  const frames = [...books.devices().keys()];
  const entries: Entry[] = [];
  for (const row of books.of('picked')) {
    if (!row.isListed) continue;
    const under = moving.get(`${row.album}/${row.photo}`) ?? [];
    entries.push({ row, ...standingOf(books, row, statesOf(books, row, frames), under) });
  }
  for (const row of sending.reading.values()) {
    const { because } = row;
    entries.push({ row, state: because ? 'refused' : 'reading', share: 0, because });
  }
  return entries.sort((one, other) => other.row.atMs - one.row.atMs);
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

function standingOf(
  books: Books,
  row: Picked,
  states: readonly Sent[],
  under: readonly Moving[],
): Standing {
  const { state, because } = outcomeOf(books, row, states);
  if (state !== 'waiting') return { state, share: state === 'there' ? 1 : 0, because };
  const done = states.filter((one) => isThere(one.state)).length;
  const sum = done + under.reduce((all, one) => all + one.share, 0);
  const isMoving = under.some((one) => one.share > 0);
  const share = Math.min(1, sum / states.length);
  return { state: isMoving ? 'sending' : 'waiting', share, because };
}

function itemOf({ books }: Client, { row, state, share, because }: Entry): SendItem {
  const { album, photo, bytes } = row;
  const caption = books.board.value(unhex(album), unhex(photo), About.Caption);
  return {
    ...{ id: photo, album, name: printable(row.name), bytes, state, share, because },
    removed: 'removed' in row ? ([...new Set(row.removed)] as Trace[]) : [],
    caption: 'removed' in row && typeof caption === 'string' ? caption : '',
  };
}

/** Why nothing moves, if nothing can. */
function pausedOf({ books, frames, sending, nowMs }: Client): Code | null {
  if (sending.isFull) return 'phone-full';
  const conditions = [...books.devices().keys()].map((one) => frames.condition(one, nowMs()));
  const isAny = conditions.some(({ state }) => state === 'there' || state === 'connecting');
  return isAny ? null : (conditions[0]?.because ?? 'not-paired');
}
