/**
 * How one line after the other changes what is known of an album (docs/protocol.md §8.2).
 *
 * Rule 1: what a ledger shares with the one before is copied once, before it is written into.
 * Rule 2: a line that is refused leaves no trace.
 */

import { compare, equal, hex, unhex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import type { Ledger } from './consent.ts';
import type { Effect, Head, Slot } from './facts.ts';
import {
  type Admit,
  type Dismiss,
  type Line,
  type Receipt,
  type Revocation,
  type RevokePhotos,
  type RevokePurposes,
  Role,
  type Seen,
} from './lines.ts';

export const WAITING = 64;
export const AUTHORS = 64;

type Open = { -readonly [F in keyof Ledger]: Ledger[F] };

/** A ledger while it changes. */
export class Hearing {
  readonly effects: Effect[] = [];
  readonly #now: Open;
  readonly #copies = new Set<unknown>();

  /** Begin with a ledger that nobody else holds; what it refers to may be shared. */
  constructor(ledger: Ledger) {
    this.#now = ledger;
  }

  get now(): Ledger {
    return this.#now as Ledger;
  }

  /** Take in a line; throw BadMessage, and then nothing was changed. */
  hear(line: Line): void {
    if (!this.#hasASay(line)) {
      this.#wait(line);
      return;
    }
    const known = this.now.slot(line.author, line.number);
    if (known && equal(known.digest, line.digest)) return;
    this.effects.push({ kind: 'keep', line });
    this.#place(line, known);
    this.#apply(line);
    this.#advance();
    const isStuck = this.now.nextNumber(line.author) <= line.number;
    if (isStuck && !this.now.split.has(hex(line.author))) this.#ask(line);
  }

  /** Take in a line, or drop it where it is refused. */
  try(line: Line): void {
    try {
      this.hear(line);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
    }
  }

  #mapOf<K, V>(shared: ReadonlyMap<K, V> | undefined): Map<K, V> {
    if (this.#copies.has(shared)) return shared as Map<K, V>;
    const copy = new Map(shared);
    this.#copies.add(copy);
    return copy;
  }

  #setOf<V>(shared: ReadonlySet<V>): Set<V> {
    if (this.#copies.has(shared)) return shared as Set<V>;
    const copy = new Set(shared);
    this.#copies.add(copy);
    return copy;
  }

  /** Return whether the author may say this; throw BadMessage if that can never be. */
  #hasASay({ author, says }: Line): boolean {
    switch (says.kind) {
      case 'found':
        return true;
      case 'admit':
      case 'dismiss':
        return this.#isForKeepers(author, says);
      case 'revoke-photos':
        return this.#isKnown(author);
      case 'receipt':
        return [...this.now.granted.values()].some((one) => equal(one.says.frame, author));
      default:
        return this.now.hasRole(author, Role.Owner);
    }
  }

  #isKnown(key: Uint8Array): boolean {
    return this.now.hasRole(key, Role.Owner) || this.now.hasRole(key, Role.Contributor);
  }

  #isForKeepers(author: Uint8Array, says: Admit | Dismiss): boolean {
    if (!this.now.found) return false;
    if (says.kind === 'dismiss' && equal(says.key, author)) return this.#isKnown(author);
    if (!this.now.keeps(author) || this.now.keeps(says.key)) {
      throw new BadMessage('only keepers of an album admit and dismiss, and never each other');
    }
    if (says.kind === 'admit') this.#hasRoomFor(says.key);
    return true;
  }

  #hasRoomFor(key: Uint8Array): void {
    const others = new Set([...this.now.admitted.values()].map((one) => hex(one.says.key)));
    if (others.add(hex(key)).size > AUTHORS) {
      throw new BadMessage('an album has at most 64 devices that write');
    }
  }

  #wait(line: Line): void {
    if (this.now.waiting.size >= WAITING) return;
    this.#now.waiting = this.#mapOf(this.now.waiting).set(hex(line.digest), line);
  }

  #place(line: Line, known: Slot | undefined): void {
    const author = hex(line.author);
    const slot: Slot = { digest: line.digest, previous: line.previous, seen: line.seen };
    if (known) this.#tear(line.author, author);
    const stays = known && compare(known.digest, slot.digest) < 0 ? known : slot;
    const chain = this.#mapOf(this.now.chains.get(author)).set(line.number, stays);
    this.#now.chains = this.#mapOf(this.now.chains).set(author, chain);
  }

  /** The author's chain is split. */
  #tear(author: Uint8Array, name: string): void {
    if (!this.now.split.has(name)) this.effects.push({ kind: 'split', author });
    this.#now.split = this.#setOf(this.now.split).add(name);
    const heads = this.#mapOf(this.now.heads);
    heads.delete(name);
    this.#now.heads = heads;
  }

  #apply(line: Line): void {
    const { says, author, number } = line;
    switch (says.kind) {
      case 'found':
        this.#now.found = says;
        this.#retry(null);
        break;
      case 'admit':
        this.#admit(line, says);
        break;
      case 'dismiss':
        this.#now.dismissed = this.#setOf(this.now.dismissed).add(hex(says.key));
        break;
      case 'grant': {
        const granted = this.#mapOf(this.now.granted);
        this.#now.granted = granted.set(hex(line.digest), { says, by: author, number });
        this.#retry(says.frame);
        break;
      }
      case 'receipt':
        this.#acknowledge(author, says);
        break;
      default:
        this.#revoke(line, says);
    }
  }

  /** Keep a receipt; of several for one revocation the last that was written. */
  #acknowledge(frame: Uint8Array, receipt: Receipt): void {
    const at = `${hex(receipt.answers)}:${hex(frame)}`;
    const other = this.now.receipts.get(at);
    const newest = other && compareWritten(receipt, other) < 0 ? other : receipt;
    this.#now.receipts = this.#mapOf(this.now.receipts).set(at, newest);
    this.effects.push({ kind: 'acknowledge', frame, receipt });
  }

  #admit(line: Line, says: Admit): void {
    const one = { says, by: line.author };
    this.#now.admitted = this.#mapOf(this.now.admitted).set(hex(line.digest), one);
    if (says.role === Role.Owner) this.#widen(says.key);
    this.#retry(says.key);
  }

  /** What a contributor took back counts for everybody's photos once they are an owner. */
  #widen(key: Uint8Array): void {
    for (const photo of [...this.now.photos.keys()].sort()) {
      for (const [digest, by] of [...(this.now.photos.get(photo) ?? [])].sort()) {
        if (!equal(by, key)) continue;
        const says: RevokePhotos = { kind: 'revoke-photos', photos: [unhex(photo)] };
        this.effects.push({ kind: 'withdraw', answers: unhex(digest), says, sender: null });
      }
    }
  }

  #revoke(line: Line, says: Revocation): void {
    let sender: Uint8Array | null = null;
    switch (says.kind) {
      case 'revoke-album':
        this.#now.revoked = true;
        break;
      case 'revoke-frame':
        this.#now.frames = this.#setOf(this.now.frames).add(hex(says.frame));
        break;
      case 'revoke-purposes':
        this.#raiseFloors(says);
        break;
      case 'revoke-photos':
        this.#takeBack(says, line);
        sender = this.now.hasRole(line.author, Role.Owner) ? null : line.author;
    }
    this.effects.push({ kind: 'withdraw', answers: line.digest, says, sender });
  }

  #raiseFloors({ frame, purposes, serial }: RevokePurposes): void {
    const floors = this.#mapOf(this.now.floors);
    for (const purpose of purposes) {
      const at = `${hex(frame)}:${purpose}`;
      floors.set(at, Math.max(serial, floors.get(at) ?? -1));
    }
    this.#now.floors = floors;
  }

  #takeBack(says: RevokePhotos, { author, digest }: Line): void {
    const gone = this.#mapOf(this.now.photos);
    const answers = hex(digest);
    for (const photo of says.photos) {
      const name = hex(photo);
      gone.set(name, new Map([...(gone.get(name) ?? []), [answers, author]]));
    }
    this.#now.photos = gone;
  }

  /** Hear again what waited for this author, or for the album's first line. */
  #retry(author: Uint8Array | null): void {
    for (const digest of [...this.now.waiting.keys()].sort()) {
      const line = this.now.waiting.get(digest);
      if (!line || (author && !equal(line.author, author))) continue;
      const rest = this.#mapOf(this.now.waiting);
      rest.delete(digest);
      this.#now.waiting = rest;
      this.try(line); // it came before anybody knew whether its author has a say
    }
  }

  /** Move every head on as far as nothing is missing before it. */
  #advance(): void {
    const heads = this.#mapOf(this.now.heads);
    this.#now.heads = heads;
    for (let moved = true; moved; ) {
      moved = false;
      for (const [author, chain] of this.now.chains) {
        if (this.now.split.has(author)) continue;
        for (let next = this.#next(author, chain); next; next = this.#next(author, chain)) {
          heads.set(author, next);
          moved = true;
        }
      }
    }
  }

  /** Return the next head of an author, where nothing is missing before it. */
  #next(author: string, chain: ReadonlyMap<number, Slot>): Head | null {
    const head = this.now.heads.get(author);
    const number = head ? head.number + 1 : 0;
    const slot = chain.get(number);
    if (!slot || !isSame(slot.previous, head?.digest ?? null)) return null;
    return slot.seen.every((one) => this.#isThere(one)) ? { number, digest: slot.digest } : null;
  }

  #isThere({ author, number, digest }: Seen): boolean {
    if (this.now.split.has(hex(author))) return true;
    const slot = this.now.slot(author, number);
    return this.now.nextNumber(author) > number && !!slot && equal(slot.digest, digest);
  }

  /** Say what keeps this line from counting. */
  #ask(line: Line): void {
    const first = this.now.wanted(line.author, line);
    if (first < line.number) {
      this.effects.push({ kind: 'ask', author: line.author, number: first });
    }
    for (const seen of line.seen) {
      if (this.#isThere(seen)) continue;
      const number = this.now.wanted(seen.author, seen);
      this.effects.push({ kind: 'ask', author: seen.author, number });
    }
  }
}

const isSame = (one: Uint8Array | null, other: Uint8Array | null) =>
  one && other ? equal(one, other) : one === other;

function compareWritten(one: Receipt, other: Receipt): number {
  return (
    one.erasedAt - other.erasedAt || one.generation - other.generation || one.photos - other.photos
  );
}
