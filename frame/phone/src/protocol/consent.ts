/**
 * Consent: what everything that was signed about one album allows (docs/protocol.md §8.2).
 *
 * Rule 1: the state is a function of the set of lines heard. They may come in any order, twice,
 *         late; what is lost is asked for.
 * Rule 2: a revocation counts at once and for ever, whatever is missing before it.
 * Rule 3: a grant only adds, and counts only when nothing that its author said or knew before
 *         it is missing. So hiding a revocation hides every renewal made after it.
 * Rule 4: two lines of one author with one number prove that a chain was split; such an author
 *         grants nothing any more.
 *
 * How a line changes a ledger stands in `hearing`, what a ledger says here. Keys of its maps and
 * members of its sets are names in hex. No ledger is changed; a new one shares what is the same.
 */

import { equal, hex, unhex } from '../crypto/bytes.ts';
import { BadMessage } from '../errors.ts';
import type { Admitted, Ask, Effect, Granted, Head, Slot, Standing } from './facts.ts';
import { Hearing } from './hearing.ts';
import {
  type Found,
  type Grant,
  type Line,
  type Purpose,
  type Receipt,
  Role,
  Term,
} from './lines.ts';

const NOTHING: Standing = { purposes: new Set(), blurred: false, untilS: 0 };

/**
 * All that was heard about one album; begin with `new Ledger(its name)`.
 *
 * found      its first line, once that was heard
 * chains     author → number → line
 * heads      author → the last line up to which nothing is missing; none for split chains
 * admitted   digest of a line → the admission it is; `granted` likewise
 * frames     those that have nothing of this album any more
 * photos     revoked photo → digest of a line that revokes it → its author
 * floors     `frame:purpose` → serial up to which grants lost it
 * receipts   `revocation:frame` → of several the one that was written last
 * waiting    digest → line of somebody who is not known to have a say here, so far
 */
export class Ledger {
  readonly album: Uint8Array;
  readonly found: Found | null = null;
  readonly chains: ReadonlyMap<string, ReadonlyMap<number, Slot>> = new Map();
  readonly heads: ReadonlyMap<string, Head> = new Map();
  readonly split: ReadonlySet<string> = new Set();
  readonly admitted: ReadonlyMap<string, Admitted> = new Map();
  readonly dismissed: ReadonlySet<string> = new Set();
  readonly granted: ReadonlyMap<string, Granted> = new Map();
  readonly revoked: boolean = false;
  readonly frames: ReadonlySet<string> = new Set();
  readonly photos: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>> = new Map();
  readonly floors: ReadonlyMap<string, number> = new Map();
  readonly receipts: ReadonlyMap<string, Receipt> = new Map();
  readonly waiting: ReadonlyMap<string, Line> = new Map();

  constructor(album: Uint8Array, known?: Ledger) {
    Object.assign(this, known);
    this.album = album;
  }

  /** Return the ledger with this line, and what follows; throw BadMessage. */
  hear(line: Line): readonly [Ledger, readonly Effect[]] {
    if (!equal(line.album, this.album)) {
      throw new BadMessage('a line of consent is about another album');
    }
    const hearing = new Hearing(new Ledger(this.album, this));
    hearing.hear(line);
    return [hearing.now, hearing.effects];
  }

  /** Return the ledger with all lines that it does not refuse, and what follows. */
  hearAll(lines: Iterable<Line>): readonly [Ledger, readonly Effect[]] {
    const hearing = new Hearing(new Ledger(this.album, this));
    for (const line of lines) if (equal(line.album, this.album)) hearing.try(line);
    return [hearing.now, hearing.effects];
  }

  /** Return what a frame (its public key) may do now; ask once for many photos. */
  standing(frame: Uint8Array, nowS: number): Standing {
    if (this.revoked || this.frames.has(hex(frame))) return NOTHING;
    const valid = this.#grantsTo(frame, nowS);
    const left = valid.map((says) => ({ says, purposes: this.#left(says) }));
    return {
      purposes: new Set(left.flatMap((one) => one.purposes)),
      blurred: valid.some((says) => says.terms.includes(Term.StrangersBlurred)),
      untilS: Math.max(0, ...left.map((one) => (one.purposes.length ? one.says.untilS : 0))),
    };
  }

  /** Return the grants to a frame that count now, whatever was taken out of them. */
  #grantsTo(frame: Uint8Array, nowS: number): readonly Grant[] {
    const able = new Map<string, boolean>();
    const isAble = (by: Uint8Array) => {
      const name = hex(by);
      if (!able.has(name)) able.set(name, this.mayGrant(by, nowS));
      return able.get(name) === true;
    };
    return [...this.granted.values()]
      .filter(
        ({ says, by, number }) =>
          says.fromS <= nowS &&
          nowS < says.untilS &&
          equal(says.frame, frame) &&
          this.nextNumber(by) > number &&
          isAble(by),
      )
      .map((one) => one.says);
  }

  #left(says: Grant): readonly Purpose[] {
    const frame = hex(says.frame);
    return says.purposes.filter((one) => says.serial > (this.floors.get(`${frame}:${one}`) ?? -1));
  }

  /** Return whether a frame may do this now with a photo that `sender` sent. */
  allows(
    frame: Uint8Array,
    purpose: Purpose,
    nowS: number,
    photo: Uint8Array,
    sender: Uint8Array,
  ): boolean {
    return !this.isRevoked(photo, sender) && this.standing(frame, nowS).purposes.has(purpose);
  }

  /** Return whether a photo that `sender` sent was taken back, by itself or as a whole. */
  isRevoked(photo: Uint8Array, sender: Uint8Array): boolean {
    if (this.revoked) return true;
    const by = [...(this.photos.get(hex(photo))?.values() ?? [])];
    return by.some((one) => equal(one, sender) || this.hasRole(one, Role.Owner));
  }

  /** Return whether somebody was ever given this role here, whatever came of it. */
  hasRole(key: Uint8Array, role: Role): boolean {
    return this.keeps(key) || this.#admissionsOf(key).some((one) => one.says.role === role);
  }

  /** Return whether somebody is a keeper of this album. */
  keeps(key: Uint8Array): boolean {
    return this.found?.keepers.some((one) => equal(one, key)) ?? false;
  }

  /** Return whether what somebody grants counts now. */
  mayGrant(key: Uint8Array, nowS: number): boolean {
    if (!this.#isTrusted(key)) return false;
    return (
      this.keeps(key) ||
      this.#admissionsOf(key).some(
        ({ says, by }) => says.role === Role.Owner && nowS < says.untilS && this.#isTrusted(by),
      )
    );
  }

  #admissionsOf(key: Uint8Array): readonly Admitted[] {
    return [...this.admitted.values()].filter((one) => equal(one.says.key, key));
  }

  #isTrusted(key: Uint8Array): boolean {
    return !this.dismissed.has(hex(key)) && !this.split.has(hex(key));
  }

  /** Return what to ask somebody for who has these heads (author in hex → head). */
  missing(theirs: ReadonlyMap<string, Head>): readonly Ask[] {
    return [...theirs]
      .filter(([author, head]) => !this.split.has(author) && !this.#has(unhex(author), head))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, head]) => {
        const author = unhex(name);
        return { author, number: this.wanted(author, head) };
      });
  }

  /** Return whose split chains to prove to somebody who has these heads. */
  unwarned(theirs: ReadonlyMap<string, Head>): readonly Uint8Array[] {
    return [...this.split]
      .filter((author) => theirs.has(author))
      .sort()
      .map(unhex);
  }

  /** Return from which number on to ask, so that this line comes or a split is proved. */
  wanted(author: Uint8Array, head: Head): number {
    const first = this.nextNumber(author);
    const named = this.slot(author, head.number);
    if (named && !equal(named.digest, head.digest)) return head.number;
    const [stuck, last] = [this.slot(author, first), this.heads.get(hex(author))];
    const isForked = stuck && last && !(stuck.previous && equal(stuck.previous, last.digest));
    return isForked ? first - 1 : first;
  }

  /** Return whether these two lines are one, and nothing is missing before it. */
  #has(author: Uint8Array, head: Head): boolean {
    const slot = this.slot(author, head.number);
    return head.number < this.nextNumber(author) && !!slot && equal(slot.digest, head.digest);
  }

  /** Return the line of an author with that number. */
  slot(author: Uint8Array, number: number): Slot | undefined {
    return this.chains.get(hex(author))?.get(number);
  }

  /** Return the number of the first line of an author that is missing here. */
  nextNumber(author: Uint8Array): number {
    return (this.heads.get(hex(author))?.number ?? -1) + 1;
  }
}
