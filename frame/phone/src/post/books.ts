/**
 * The books of a phone: who it is, which frames it knows, and everything that was signed.
 *
 * Rule 1: what is in memory here is what the shelf holds: rows change only through `commit`.
 * Rule 2: a ledger and the board of notes are functions of the rows, made again at each start.
 * Rule 3: where what is in memory can never be on the shelf again, nothing is committed any more,
 *         not even nothing: what would be said after it stays unsaid.
 */

import { Opener, SealingSeed, Suite } from '../crypto/box.ts';
import { hex, unhex } from '../crypto/bytes.ts';
import { type Fresh, KEY_BYTES, SigningSeed } from '../crypto/keys.ts';
import { StaticKey } from '../crypto/noise.ts';
import { Signer } from '../crypto/sign.ts';
import { BadMessage, type Code, Refused } from '../errors.ts';
import { Ledger } from '../protocol/consent.ts';
import type { Effect } from '../protocol/facts.ts';
import { type Line, recallLine } from '../protocol/lines.ts';
import { Board, type Note, recallNote } from '../protocol/notes.ts';
import { Draft } from './draft.ts';
import type { Id, Kind, Me, Paired, Row, RowOf } from './rows.ts';
import type { Change, Shelf } from './shelf.ts';

const SIGNATURE_BYTES = 64;
/** After these nothing is written any more: the shelf is somebody else's, or gone. */
export const ENDS: ReadonlySet<Code> = new Set(['opened-elsewhere', 'open-again']);

/** An album's lines: author → number → the line, or both sides of a fork. */
export type Chains = ReadonlyMap<Id, ReadonlyMap<number, readonly Line[]>>;

/** The keys of this phone. */
export interface Identity {
  readonly name: Uint8Array; // its signing public key
  readonly id: Id; // the same in hex
  readonly signer: Signer;
  readonly opener: Opener;
  readonly static: StaticKey;
}

/** All rows of one phone. */
export class Books {
  readonly shelf: Shelf;
  ledgers = new Map<Id, Ledger>();
  board = new Board();
  readonly me: Identity;
  readonly #lines = new Map<Id, Map<Id, Map<number, Line[]>>>();
  readonly #rows = new Map<Kind, Map<number, Row>>();
  readonly #index = new Map<string, number>();
  /** Grows with every change: what is made of the books may be kept as long as it stays. */
  version = 0;
  #last = 0;
  #ended: Refused | null = null;

  /** Open the books, or begin them; rejects with `Refused` where nothing can be kept. */
  static async open(shelf: Shelf, fresh: Fresh): Promise<Books> {
    const rows = await shelf.load();
    const known = [...rows.values()].find((row) => row.kind === 'me');
    const me = known ?? newMe(fresh);
    const books = new Books(shelf, me);
    books.#load(rows);
    if (!known) {
      const draft = new Draft();
      draft.add.push(me);
      await books.commit(draft);
    }
    return books;
  }

  private constructor(shelf: Shelf, me: Me) {
    this.shelf = shelf;
    this.me = identityOf(me);
  }

  /** Read everything again: a draft could not be written. Rejects with Refused('open-again'). */
  async reload(): Promise<void> {
    try {
      this.#load(await this.shelf.load());
    } catch {
      this.#ended ??= new Refused('open-again');
      throw this.#ended;
    }
  }

  #load(rows: ReadonlyMap<number, Row>): void {
    this.version += 1;
    this.ledgers = new Map();
    this.board = new Board();
    this.#lines.clear();
    this.#rows.clear();
    this.#index.clear();
    for (const [number, row] of rows) this.#put(number, row);
    const lines = new Map<Id, Line[]>();
    for (const { told } of this.of('line')) {
      const line = recallLine(told);
      within(lines, hex(line.album), () => [] as Line[]).push(line);
    }
    for (const [album, all] of lines) {
      const [ledger, effects] = new Ledger(unhex(album)).hearAll(all);
      this.#know(album, ledger, effects);
    }
    this.board = this.board.keepAll(this.of('note').map(({ told }) => recallNote(told)));
  }

  /** The rows of a kind with their numbers, oldest first. */
  all<K extends Kind>(kind: K): (readonly [number, RowOf<K>])[] {
    return [...(this.#rows.get(kind) ?? [])] as unknown as (readonly [number, RowOf<K>])[];
  }

  /** The rows of a kind. */
  of<K extends Kind>(kind: K): RowOf<K>[] {
    return [...(this.#rows.get(kind)?.values() ?? [])] as RowOf<K>[];
  }

  /** The number of the row that has this key (`keyOf`), and the row. */
  find<K extends Kind>(kind: K, ...parts: readonly string[]): readonly [number, RowOf<K>] | null {
    const number = this.#index.get([kind, ...parts].join(' '));
    const row = number === undefined ? undefined : this.#rows.get(kind)?.get(number);
    return row && number !== undefined ? [number, row as RowOf<K>] : null;
  }

  /** The row of this phone itself. */
  mine(): readonly [number, Me] {
    const [found] = this.all('me');
    if (!found) throw new BadMessage('a phone without keys');
    return found;
  }

  /** The paired frames by their names. */
  devices(): ReadonlyMap<Id, Paired> {
    return new Map(this.of('device').map((row) => [row.name, row]));
  }

  device(name: Id): Paired | null {
    return this.find('device', name)?.[1] ?? null;
  }

  /** An album's lines. */
  chains(album: Id): Chains {
    return this.#lines.get(album) ?? new Map();
  }

  /** Every line of an album, in no order. */
  linesOf(album: Id): Line[] {
    return [...this.chains(album).values()].flatMap((chain) => [...chain.values()].flat());
  }

  /** The key of one epoch, if it is there. */
  keyOf(album: Id, sender: Id, epoch: number): Uint8Array | null {
    return this.find('epoch', album, sender, String(epoch))?.[1].key ?? null;
  }

  /** Whether a ledger says of any photo that it was taken back. */
  isRevoked(album: Id, photo: Id): boolean {
    return this.ledgers.get(album)?.isRevoked(unhex(photo), this.me.name) ?? false;
  }

  /**
   * Let a line count in its ledger, and return what follows; throws BadMessage. The caller
   * commits what is to be kept; nothing is written here.
   */
  hear(line: Line): readonly Effect[] {
    const album = hex(line.album);
    const [ledger, effects] = (this.ledgers.get(album) ?? new Ledger(line.album)).hear(line);
    this.#know(album, ledger, effects);
    return effects;
  }

  #know(album: Id, ledger: Ledger, effects: readonly Effect[]): void {
    this.ledgers.set(album, ledger);
    for (const effect of effects) if (effect.kind === 'keep') this.#remember(effect.line);
  }

  #remember(line: Line): void {
    const chains = within(this.#lines, hex(line.album), () => new Map<Id, Map<number, Line[]>>());
    const chain = within(chains, hex(line.author), () => new Map<number, Line[]>());
    const held = within(chain, line.number, () => [] as Line[]);
    const digest = hex(line.digest);
    if (held.every((one) => hex(one.digest) !== digest)) held.push(line);
  }

  /** Write a draft, all or nothing; rejects with `Refused`, and nothing was written. */
  async commit(draft: Draft): Promise<void> {
    if (this.#ended) throw this.#ended;
    if (!draft.changes) return;
    const rows = new Map(draft.replace);
    for (const row of draft.add) rows.set(++this.#last, row);
    for (const number of draft.drop) rows.delete(number);
    const { drop, put, remove } = draft;
    await this.#write({ rows, drop, put, remove });
    this.version += 1;
    for (const number of drop) this.#take(number);
    for (const [number, row] of rows) {
      this.#take(number);
      this.#put(number, row);
    }
  }

  async #write(change: Change): Promise<void> {
    try {
      await this.shelf.commit(change);
    } catch (problem) {
      if (problem instanceof Refused && ENDS.has(problem.code)) this.#ended = problem;
      throw problem;
    }
  }

  #put(number: number, row: Row): void {
    within(this.#rows, row.kind, () => new Map<number, Row>()).set(number, row);
    this.#index.set(keyOf(row), number);
    this.#last = Math.max(this.#last, number);
  }

  #take(number: number): void {
    for (const rows of this.#rows.values()) {
      const row = rows.get(number);
      if (!row) continue;
      rows.delete(number);
      if (this.#index.get(keyOf(row)) === number) this.#index.delete(keyOf(row));
    }
  }

  /** Drop notes about photos that are gone, or that should not have been said. */
  forgetNotes(goes: (note: Note) => boolean, draft: Draft): void {
    const gone = new Set<number>();
    this.board = this.board.where((note) => {
      if (!goes(note)) return true;
      const number = this.numberOf(note);
      if (number !== null) gone.add(number);
      return false;
    });
    for (const number of gone) draft.drop.add(number);
  }

  /** The number of the row of a note. */
  numberOf(note: Note): number | null {
    return this.find('note', signatureOf(note.told))?.[0] ?? null;
  }
}

/** What a row is found by. */
function keyOf(row: Row): string {
  switch (row.kind) {
    case 'device':
      return `device ${row.name}`;
    case 'album':
      return `album ${row.album}`;
    case 'note':
      return `note ${signatureOf(row.told)}`;
    case 'epoch':
      return `epoch ${row.album} ${row.sender} ${row.epoch}`;
    case 'outgoing':
      return `outgoing ${row.peer} ${row.transfer}`;
    case 'picked':
      return `picked ${row.album} ${row.photo}`;
    case 'sent':
      return `sent ${row.album} ${row.photo} ${row.frame}`;
    case 'move':
      return `move ${row.move}`;
    case 'part':
      return `part ${row.frame} ${row.asker}`;
    case 'journal':
      return `journal ${row.frame}`;
    case 'moving':
      return `moving ${row.move} ${row.photo}`;
    default:
      return row.kind;
  }
}

const signatureOf = (told: Uint8Array): string => hex(told.subarray(0, SIGNATURE_BYTES));

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const held = map.get(key);
  if (held !== undefined) return held;
  const made = make();
  map.set(key, made);
  return made;
}

function newMe(fresh: Fresh): Me {
  return {
    kind: 'me',
    signing: fresh(KEY_BYTES),
    sealing: fresh(KEY_BYTES),
    static: fresh(KEY_BYTES),
    suite: Suite.Hybrid,
    person: '',
    label: '',
    chosen: '',
  };
}

function identityOf(me: Me): Identity {
  const signer = new Signer(new SigningSeed(me.signing));
  return {
    name: signer.public,
    id: hex(signer.public),
    signer,
    opener: new Opener(new SealingSeed(me.sealing), me.suite as Suite),
    static: new StaticKey(me.static),
  };
}
