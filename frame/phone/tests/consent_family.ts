/** The cast of the consent tests: phones and frames that sign, as in tests/protocol/people.py. */

import { compare, utf8 } from '../src/crypto/bytes.ts';
import { SigningSeed } from '../src/crypto/keys.ts';
import { Signer } from '../src/crypto/sign.ts';
import type { Effect } from '../src/protocol/facts.ts';
import {
  type Admit,
  type Grant,
  type Line,
  Purpose,
  type Role,
  readLine,
  type Says,
  writeLine,
} from '../src/protocol/lines.ts';
import { same } from './protocol_vectors.ts';

export const NOW = 1_800_000_000;
export const DAY = 86_400;
export const PHOTO = utf8('p'.repeat(16));
export const OTHER = utf8('q'.repeat(16));

/** Somebody with a chain in one album. */
export class Author {
  readonly signer: Signer;
  readonly lines: Line[] = [];
  album: Uint8Array | null = null;

  constructor(name: number) {
    this.signer = new Signer(new SigningSeed(same(name)(32)));
  }

  get key(): Uint8Array {
    return this.signer.public;
  }

  /** Sign the next line, or another one of an old number, which splits the chain. */
  says(says: Says, seen: readonly Author[] = [], number = this.lines.length): Line {
    const known = seen.flatMap((one) => {
      const last = one === this ? undefined : one.lines.at(-1);
      return last ? [{ author: one.key, number: last.number, digest: last.digest }] : [];
    });
    const draft = {
      album: this.album,
      number,
      previous: this.lines[number - 1]?.digest ?? null,
      atMs: NOW * 1000,
      says,
      seen: known.sort((one, other) => compare(one.author, other.author)),
    };
    const line = readLine(writeLine(draft, this.signer));
    if (number === this.lines.length) this.lines.push(line);
    return line;
  }
}

/** An album with two keepers, a third phone, a guest, a stranger, and two frames. */
export class Family {
  readonly mother = new Author(1);
  readonly father = new Author(2);
  readonly son = new Author(3);
  readonly guest = new Author(4);
  readonly stranger = new Author(5);
  readonly frame = new Author(6);
  readonly grandparents = new Author(7);
  readonly everybody = [
    ...[this.mother, this.father, this.son, this.guest],
    ...[this.stranger, this.frame, this.grandparents],
  ];
  readonly found: Line;
  readonly album: Uint8Array;

  constructor() {
    this.found = this.mother.says({
      kind: 'found',
      owner: utf8('o'.repeat(16)),
      keepers: [this.mother.key, this.father.key].sort(compare),
      random: utf8('r'.repeat(16)),
      follows: null,
    });
    this.album = this.found.album;
    for (const one of this.everybody) one.album = this.album;
  }
}

/** A grant that began yesterday. */
export function grant(frame: Author, more: Partial<Grant> = {}): Grant {
  const fromS = more.fromS ?? NOW - DAY;
  return {
    kind: 'grant',
    frame: frame.key,
    purposes: [Purpose.Display],
    fromS,
    untilS: fromS + 30 * DAY,
    notice: utf8('n'.repeat(32)),
    serial: 1,
    terms: [],
    ...more,
  };
}

/** An admission. */
export function admit(who: Author, role: Role, untilS = NOW + 300 * DAY): Admit {
  return { kind: 'admit', key: who.key, role, untilS };
}

/** The kinds of what follows, one after the other. */
export const kindsOf = (effects: readonly Effect[]): readonly string[] =>
  effects.map((one) => one.kind);
