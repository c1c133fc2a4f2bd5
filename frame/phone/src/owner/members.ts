/**
 * Members: which devices write in an album, let in, renewed, and put out.
 *
 * Rule 1: only who keeps an album lets somebody in or puts them out, and never another keeper.
 * Rule 2: an admission is for 400 days; it is renewed by itself when fewer than 30 are left, and
 *         never once it ended.
 * Rule 3: who was put out is out for ever. Photos they sent stay until those are taken back.
 */

import { equal, hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import type { Correspondence } from '../post/correspondence.ts';
import type { Draft } from '../post/draft.ts';
import type { Id } from '../post/rows.ts';
import type { Ledger } from '../protocol/consent.ts';
import { ADMISSION_S, type Admit, Role } from '../protocol/lines.ts';
import { beginEpoch, openLedger } from './leases.ts';

const RENEW_S = 30 * 86_400;
/** An admission ends this much earlier, for a frame whose clock is a little slow. */
const SKEW_S = 300;

/** Somebody who writes in an album; `untilS` in seconds since 1970, 0 for as long as it is there. */
export interface Member {
  readonly device: Id;
  readonly role: Role;
  readonly untilS: number;
  readonly isKeeper: boolean;
}

/** Who writes in an album now, its keepers first. */
export function membersOf(ledger: Ledger, nowS: number): Member[] {
  const keepers = (ledger.found?.keepers ?? []).map(hex);
  const kept = keepers.map((device) => ({ device, role: Role.Owner, untilS: 0, isKeeper: true }));
  const others = newest(ledger)
    .filter(({ untilS }) => nowS < untilS)
    .map(({ key, role, untilS }) => ({ device: hex(key), role, untilS, isKeeper: false }));
  return [...kept, ...others];
}

/** The admission of each device that counts for most: an owner's before the one that lasts longest. */
function newest(ledger: Ledger): Admit[] {
  const best = new Map<Id, Admit>();
  for (const { says } of ledger.admitted.values()) {
    const name = hex(says.key);
    const isOut = ledger.dismissed.has(name) || ledger.split.has(name) || ledger.keeps(says.key);
    const held = best.get(name);
    const isMore = !held || says.role < held.role;
    const isLonger = held?.role === says.role && held.untilS < says.untilS;
    if (!isOut && (isMore || isLonger)) best.set(name, says);
  }
  return [...best.values()].sort((one, other) => (hex(one.key) < hex(other.key) ? -1 : 1));
}

/** Whether a frame takes photos of an album from a device now, as far as it is a member. */
export function mayWrite(ledger: Ledger, key: Uint8Array, nowS: number): boolean {
  const name = hex(key);
  if (ledger.revoked || ledger.dismissed.has(name) || ledger.split.has(name)) return false;
  const isIn = ({ says }: { readonly says: Admit }) => equal(says.key, key) && nowS < says.untilS;
  return ledger.keeps(key) || [...ledger.admitted.values()].some(isIn);
}

/** Let a device write in an album; throws Refused. */
export function admit(
  mail: Correspondence,
  album: Id,
  device: Id,
  role: Role,
  draft: Draft,
  nowMs: number,
): void {
  const ledger = keptLedger(mail, album);
  const isFrame = mail.books.device(device) !== null;
  if (isFrame || ledger.keeps(unhex(device)) || ledger.dismissed.has(device)) {
    throw new Refused('bad-input');
  }
  mail.sign(album, admission(unhex(device), role, nowMs), draft, nowMs);
  beginEpoch(mail, album, draft, nowMs);
}

/** Put a device out of an album for good; throws Refused. */
export function dismiss(
  mail: Correspondence,
  album: Id,
  device: Id,
  draft: Draft,
  nowMs: number,
): void {
  if (keptLedger(mail, album).keeps(unhex(device))) throw new Refused('bad-input');
  mail.sign(album, { kind: 'dismiss', key: unhex(device) }, draft, nowMs);
  beginEpoch(mail, album, draft, nowMs);
}

/** Renew what has fewer than 30 days left; how many that were. */
export function renewMembers(mail: Correspondence, draft: Draft, nowMs: number): number {
  const nowS = Math.floor(nowMs / 1000);
  const isDue = ({ untilS }: Admit) => nowS < untilS && untilS - nowS < RENEW_S;
  const due = [...mail.books.ledgers].flatMap(([album, ledger]) => {
    const isOurs = !ledger.revoked && ledger.keeps(mail.books.me.name);
    const says = isOurs ? newest(ledger).filter(isDue) : [];
    return says.map(({ key, role }) => ({ album, key, role }));
  });
  for (const { album, key, role } of due) {
    mail.sign(album, admission(key, role, nowMs), draft, nowMs);
  }
  return due.length;
}

function admission(key: Uint8Array, role: Role, nowMs: number): Admit {
  const untilS = Math.floor(nowMs / 1000) + ADMISSION_S - SKEW_S;
  return { kind: 'admit', key, role, untilS };
}

/** The ledger of an album this phone keeps; throws Refused. */
function keptLedger({ books }: Correspondence, album: Id): Ledger {
  const ledger = openLedger(books, album);
  if (!ledger.keeps(books.me.name)) throw new Refused('not-allowed');
  return ledger;
}
