/**
 * What became of the photos that were sent from here: with each frame, and all in all.
 *
 * Rule 1: a photo that no frame ever kept is never called there, whichever frames are paired.
 * Rule 2: a cleaned file goes once nobody needs it any more, or where somebody said that it may.
 * Rule 3: what a frame refused for one day waits again on the next one (UTC), by itself.
 */

import type { Code } from '../errors.ts';
import type { Books } from '../post/books.ts';
import type { Draft } from '../post/draft.ts';
import { type Id, type Picked, type Sent, TAKEN_BACK, WAITING } from '../post/rows.ts';
import { Result } from '../protocol/messages.ts';
import { granted } from './leases.ts';

const DAY_MS = 86_400_000;
const SLOW_MS = 600_000; // the frame's clock may be so far behind

export const REASONS: Readonly<Record<number, Code>> = {
  [Result.NoConsent]: 'no-consent',
  [Result.NoRoom]: 'no-room',
  [Result.Quota]: 'quota',
  [Result.NotAPhoto]: 'not-a-photo',
  [Result.Damaged]: 'damaged',
  [Result.Unknown]: 'key-unknown',
  [TAKEN_BACK]: 'taken-back',
};

export const isThere = (state: number): boolean => state === Result.Kept || state === Result.HadIt;

export interface Place {
  readonly album: Id;
  readonly photo: Id;
}

/** How a photo went, all in all; `because` only where it was refused. */
export interface Outcome {
  readonly state: 'waiting' | 'there' | 'refused';
  readonly because: Code | null;
}

/** How a photo went with each of these frames that it was sent to. */
export function statesOf(
  books: Books,
  { album, photo }: Place,
  frames: Iterable<Id> = books.devices().keys(),
): Sent[] {
  return [...frames].flatMap((frame) => books.find('sent', album, photo, frame)?.[1] ?? []);
}

/** How a photo went; `states` are those with the frames that are paired. */
export function outcomeOf(
  books: Books,
  place: Place,
  states: readonly Sent[] = statesOf(books, place),
): Outcome {
  if (states.some(({ state }) => state === WAITING)) return { state: 'waiting', because: null };
  const bad = states.find(({ state }) => !isThere(state));
  if (bad) return { state: 'refused', because: REASONS[bad.state] ?? 'failed' };
  if (states.length || wasKept(books, place)) return { state: 'there', because: null };
  return { state: 'refused', because: books.of('device').length ? 'no-consent' : 'not-paired' };
}

/** Whether any frame kept it, be it one that is not paired any more. */
function wasKept(books: Books, place: Place): boolean {
  const ledger = books.ledgers.get(place.album);
  const ever = ledger ? statesOf(books, place, granted(ledger)) : [];
  return ever.some(({ state }) => isThere(state));
}

/** Have a photo wait for these frames, whatever became of it before. */
export function wait(
  books: Books,
  { album, photo }: Place,
  frames: readonly Id[],
  draft: Draft,
): void {
  for (const frame of frames) {
    const row: Sent = { kind: 'sent', album, photo, frame, state: WAITING };
    const before = books.find('sent', album, photo, frame);
    if (before) draft.replace.set(before[0], row);
    else draft.add.push(row);
  }
}

/** What was refused on an earlier day only because too much had come, and can go now. */
export function dueAgain(books: Books, nowMs: number): Sent[] {
  const today = dayOf(nowMs);
  return books
    .of('sent')
    .filter(
      ({ album, photo, frame, state, atMs }) =>
        state === Result.Quota &&
        dayOf(atMs ?? 0) !== today &&
        books.device(frame) !== null &&
        !!books.find('picked', album, photo)?.[1].file,
    );
}

const dayOf = (ms: number): number => Math.floor((ms - SLOW_MS) / DAY_MS);

/** Write down what became of a photo with a frame; a file nobody needs any more goes. */
export function settle(
  books: Books,
  { album, photo, frame }: Pick<Sent, 'album' | 'photo' | 'frame'>,
  state: number,
  draft: Draft,
  nowMs: number,
): void {
  const sent = books.find('sent', album, photo, frame);
  if (sent) draft.replace.set(sent[0], { ...sent[1], state, atMs: nowMs });
  const others = statesOf(books, { album, photo }).filter((one) => one.frame !== frame);
  const isOver = [...others.map((one) => one.state), state].every(
    (one) => isThere(one) || one === TAKEN_BACK,
  );
  const picked = books.find('picked', album, photo);
  if (!isOver || !picked?.[1].file) return;
  draft.remove.push({ drawer: 'files', key: picked[1].file });
  draft.replace.set(picked[0], { ...picked[1], file: '' });
}

/** Photos (null: all of an album) were taken back: what is kept to send them goes. */
export function gone(books: Books, album: Id, photos: readonly Id[] | null, draft: Draft): void {
  const named = photos && new Set(photos);
  for (const [number, row] of books.all('picked')) {
    if (row.album !== album || (named && !named.has(row.photo))) continue;
    forget(number, row, draft);
  }
}

function forget(number: number, row: Picked, draft: Draft): void {
  draft.remove.push({ drawer: 'thumbnails', key: `${row.album}/${row.photo}` });
  unlist(number, row, draft);
}

function unlist(number: number, row: Picked, draft: Draft): void {
  if (row.file) draft.remove.push({ drawer: 'files', key: row.file });
  draft.replace.set(number, { ...row, file: '', isListed: false });
}

/** Somebody wants a photo not to be sent: nothing is kept of one that is nowhere. */
export function drop(books: Books, photo: Id, draft: Draft): void {
  for (const [number, row] of books.all('picked')) {
    if (row.photo !== photo) continue;
    forget(number, row, draft);
    if (statesOf(books, row).some(({ state }) => isThere(state))) continue;
    draft.replace.delete(number);
    draft.drop.add(number);
    for (const [other, sent] of books.all('sent')) {
      if (sent.photo !== photo) continue;
      draft.replace.delete(other);
      draft.drop.add(other);
    }
  }
}

/** List no more what is there; what was refused, and its files, only where that is meant, too. */
export function clear(books: Books, withRefused: boolean, draft: Draft): void {
  for (const [number, row] of books.all('picked')) {
    if (!row.isListed) continue;
    const { state } = outcomeOf(books, row);
    if (state === 'there' || (withRefused && state === 'refused')) unlist(number, row, draft);
  }
}
