/**
 * Leases: what was granted to which frame, given, renewed and taken back.
 *
 * Rule 1: a grant is for at most 30 days. One that was given for the whole 30 is renewed when
 *         fewer than 20 are left, with the same serial and the same words; a shorter one never.
 * Rule 2: nothing that ended, or was taken back, is renewed by itself.
 * Rule 3: whenever a frame gains or loses an album, photos are sealed with a new key from then on.
 */

import { compare, hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import type { Books } from '../post/books.ts';
import type { Correspondence } from '../post/correspondence.ts';
import type { Draft } from '../post/draft.ts';
import type { Id } from '../post/rows.ts';
import type { Ledger } from '../protocol/consent.ts';
import { Kind } from '../protocol/envelope.ts';
import { BYTES, LINES } from '../protocol/gossip.ts';
import {
  type Grant,
  LEASE_S,
  Purpose,
  type Revocation,
  type RevokeFrame,
  type RevokePurposes,
  Term,
} from '../protocol/lines.ts';
import type { NewKey } from '../protocol/messages.ts';
import { type Agreed, noticeOf } from './agreement.ts';

const RENEW_S = 20 * 86_400;
/** A grant begins this much earlier, for a frame whose clock is a little slow. */
const SKEW_S = 300;

/** What a frame may do with an album now; `untilS` in seconds since 1970, 0 for nothing. */
export interface Lease {
  readonly frame: Id;
  readonly purposes: readonly Purpose[];
  readonly untilS: number;
  readonly isFinal: boolean;
  readonly blurred: boolean;
}

/** One lease for each frame that was ever granted an album. */
export function leasesOf(ledger: Ledger, nowS: number): Lease[] {
  return granted(ledger).map((frame) => {
    const { purposes, untilS, blurred } = ledger.standing(unhex(frame), nowS);
    const isFinal = ledger.revoked || ledger.frames.has(frame);
    return { frame, purposes: [...purposes].sort(), untilS, isFinal, blurred };
  });
}

/** Every frame an album was ever granted to. */
export function granted(ledger: Ledger): Id[] {
  return [...new Set([...ledger.granted.values()].map(({ says }) => hex(says.frame)))].sort();
}

/** The ledger of an album; throws Refused where it, or a frame's part, was taken back for good. */
export function openLedger(books: Books, album: Id, frame: Id | null = null): Ledger {
  const ledger = books.ledgers.get(album);
  const isOver = !ledger || ledger.revoked || (frame !== null && ledger.frames.has(frame));
  if (isOver) throw new Refused('album-closed');
  return ledger;
}

/** When a lease of 30 days that begins now is over; it begins a little earlier. */
export const endsS = (nowS: number): number => nowS + LEASE_S - SKEW_S;

/**
 * Sign a grant of exactly what was agreed to, and keep the words. It takes the place of earlier
 * ones: what they allow beyond it, or longer, is taken back, and only after it: whoever hears one
 * of the two lines without the other has lost nothing.
 */
export function give(
  mail: Correspondence,
  album: Id,
  agreed: Agreed,
  draft: Draft,
  nowMs: number,
) {
  const { books } = mail;
  const frame = hex(agreed.frame);
  const before = openLedger(books, album, frame).standing(agreed.frame, agreed.beginsS);
  const kept = before.untilS <= agreed.untilS ? agreed.purposes : [];
  const beyond = [...before.purposes].filter((one) => !kept.includes(one)).sort();
  const back = beyond.length ? takingBack(books, album, frame, beyond) : null;
  if (books.of('words').every((row) => row.text !== agreed.text)) {
    draft.add.push({ kind: 'words', text: agreed.text });
  }
  const says: Grant = {
    kind: 'grant',
    frame: agreed.frame,
    purposes: [...agreed.purposes].sort(),
    fromS: agreed.beginsS - SKEW_S,
    untilS: agreed.untilS,
    notice: noticeOf(agreed.text),
    serial: lastSerial(openLedger(books, album, frame), frame) + 1,
    terms: agreed.blurred ? [Term.StrangersBlurred] : [],
  };
  mail.sign(album, says, draft, nowMs);
  if (back) mail.sign(album, back, draft, nowMs);
  sayTogether(draft);
  if (!before.purposes.size) beginEpoch(mail, album, draft, nowMs);
}

/** Put lines for one device into one message: a frame then sees only what holds at the end. */
function sayTogether(draft: Draft): void {
  const lines = new Map<Id, Uint8Array[]>();
  for (const { device, message } of draft.outbox) {
    if (message.kind !== Kind.Lines) continue;
    lines.set(device, [...(lines.get(device) ?? []), ...message.lines]);
  }
  const isMuch = (told: readonly Uint8Array[]) =>
    told.length > LINES || told.reduce((sum, one) => sum + one.length, 0) > BYTES;
  if ([...lines.values()].some(isMuch)) return;
  const others = draft.outbox.filter(({ message }) => message.kind !== Kind.Lines);
  draft.outbox.length = 0;
  for (const [device, told] of lines) draft.tell(device, { kind: Kind.Lines, lines: told });
  draft.outbox.push(...others);
}

/** The greatest serial of grants and revocations for a frame; -1 where there is none. */
export function lastSerial(ledger: Ledger, frame: Id): number {
  const serials = [...ledger.granted.values()]
    .filter(({ says }) => hex(says.frame) === frame)
    .map(({ says }) => says.serial);
  const floors = [...ledger.floors]
    .filter(([place]) => place.startsWith(`${frame}:`))
    .map(([, serial]) => serial);
  return Math.max(-1, ...serials, ...floors);
}

/** Begin a new epoch and tell its key to every paired frame that may display. */
export function beginEpoch(mail: Correspondence, album: Id, draft: Draft, nowMs: number): void {
  const { epoch, key } = mail.going.newEpoch(album, draft);
  const ledger = mail.books.ledgers.get(album);
  const told: NewKey = { kind: Kind.Key, album: unhex(album), epoch, key };
  for (const name of mail.books.devices().keys()) {
    const standing = ledger?.standing(unhex(name), Math.floor(nowMs / 1000));
    if (standing?.purposes.has(Purpose.Display)) draft.tell(name, told);
  }
}

/** Renew what has fewer than 20 days left; how many that were. */
export function renew(mail: Correspondence, draft: Draft, nowMs: number): number {
  const due = [...mail.books.ledgers.keys()].flatMap((album) =>
    dueOf(mail.books, album, Math.floor(nowMs / 1000)).map((grant) => ({ album, grant })),
  );
  for (const { album, grant } of due) mail.sign(album, grant, draft, nowMs);
  return due.length;
}

/** The renewals an album needs, one for each frame at most. */
function dueOf(books: Books, album: Id, nowS: number): Grant[] {
  const ledger = books.ledgers.get(album);
  const me = books.me.name;
  if (!ledger || ledger.revoked || !ledger.mayGrant(me, nowS)) return [];
  return granted(ledger).flatMap((frame) => {
    const newest = newestGrant(ledger, me, frame);
    if (!newest || ledger.frames.has(frame)) return [];
    const left = newest.untilS - nowS;
    const isWhole = newest.untilS - newest.fromS >= LEASE_S;
    const purposes = newest.purposes.filter(
      (one) => newest.serial > (ledger.floors.get(`${frame}:${one}`) ?? -1),
    );
    if (!isWhole || !purposes.length || left <= 0 || left >= RENEW_S) return [];
    const fromS = nowS - SKEW_S;
    return [{ ...newest, purposes, fromS, untilS: fromS + LEASE_S }];
  });
}

function newestGrant(ledger: Ledger, by: Uint8Array, frame: Id): Grant | undefined {
  return [...ledger.granted.values()]
    .filter((one) => compare(one.by, by) === 0 && hex(one.says.frame) === frame)
    .map(({ says }) => says)
    .sort((one, other) => other.serial - one.serial || other.untilS - one.untilS)[0];
}

/** What takes purposes from a frame; with none named, everything and for good. */
export function takingBack(
  books: Books,
  album: Id,
  frame: Id,
  purposes: readonly Purpose[],
): RevokeFrame | RevokePurposes {
  const ledger = openLedger(books, album, frame);
  if (!purposes.length) return { kind: 'revoke-frame', frame: unhex(frame) };
  const serial = Math.max(lastSerial(ledger, frame), 0);
  const taken = [...purposes].sort();
  return { kind: 'revoke-purposes', frame: unhex(frame), purposes: taken, serial };
}

/** Sign a revocation, let new photos have a new key: the line's digest. */
export function takeBack(
  mail: Correspondence,
  album: Id,
  says: Revocation,
  draft: Draft,
  nowMs: number,
): Id {
  const { digest } = mail.sign(album, says, draft, nowMs);
  const isOfFrame = says.kind === 'revoke-frame' || says.kind === 'revoke-purposes';
  if (isOfFrame) beginEpoch(mail, album, draft, nowMs);
  return hex(digest);
}
