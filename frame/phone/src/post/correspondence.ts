/**
 * Correspondence: what a phone says to the frames it is paired with, and hears from them.
 *
 * Rule 1: one event is dealt with after the other (`owner/client` sees to it). What was heard
 *         becomes one draft; the draft is written, and only then is anything answered.
 * Rule 2: what breaks the protocol is dropped and counted; nobody is answered an error.
 * Rule 3: new lines and notes go on to every frame they concern, but not back to where they came
 *         from. What got lost on the way is found by comparing heads.
 */

import { compare, hex, unhex } from '../crypto/bytes.ts';
import type { Fresh } from '../crypto/keys.ts';
import { BadMessage } from '../errors.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Ask } from '../protocol/facts.ts';
import * as gossip from '../protocol/gossip.ts';
import { type Line, readLine, type Says, SEEN, type Seen, writeLine } from '../protocol/lines.ts';
import {
  type AlbumHeads,
  type AskLines,
  type Heads,
  type Message,
  Result,
  type Want,
} from '../protocol/messages.ts';
import type { Chunk } from '../protocol/photos.ts';
import type { Books } from './books.ts';
import { Desk, type Said as Heard } from './desk.ts';
import { Draft } from './draft.ts';
import { Going, type SendChunks } from './going.ts';
import { Noticeboard, type Noting } from './noticeboard.ts';
import type { Id, Paired } from './rows.ts';
import type { Ways } from './ways.ts';

const ALBUMS = 256;
const GOSSIP_MS = 24 * 3_600_000;
const NUMBERS_MS = 60_000;
const GREETED_MS = 60_000;

export type Tell = (device: Id, topic: string, payload: Uint8Array, done?: () => void) => boolean;

/** How a correspondence reaches the outside. */
export interface Outlets {
  readonly ways: Ways;
  readonly tell: Tell;
  readonly said: (device: Id, message: Message) => void; // it was handed to the connection
  readonly sendChunks: SendChunks;
  readonly fresh: Fresh;
}

/** All conversations of one phone. */
export class Correspondence {
  readonly books: Books;
  readonly desk: Desk;
  readonly going: Going;
  readonly #notes: Noticeboard;
  dropped = 0;
  readonly #ways: Ways;
  readonly #tell: Tell;
  readonly #said: Outlets['said'];
  #nowMs = 0;
  #gossipedMs = 0;
  #numbersMs = 0;
  readonly #greetedMs = new Map<Id, number>();

  constructor(books: Books, { ways, tell, said, sendChunks, fresh }: Outlets) {
    this.books = books;
    this.desk = new Desk(books);
    this.going = new Going(books, ways, sendChunks, fresh);
    this.#notes = new Noticeboard(books, ways, (album, source) => this.others(album, source));
    this.#ways = ways;
    this.#tell = tell;
    this.#said = said;
  }

  /** What to listen to from now on, for each frame. */
  topics(nowMs: number): ReadonlyMap<Id, readonly string[]> {
    return this.desk.topics(nowMs);
  }

  /** Take one packet from a broker: which frame said it; null if it is dropped. */
  async hear(topic: string, payload: Uint8Array, nowMs: number): Promise<Id | null> {
    this.#nowMs = nowMs;
    const draft = new Draft();
    let source: Id | null = null;
    this.#quietly(() => {
      const heard = this.desk.read(topic, payload, nowMs);
      source = heard.device.name;
      this.#take(heard, draft);
      return true;
    });
    if (source === null) this.dropped += 1;
    await this.finish(draft, nowMs);
    return source;
  }

  /** Write a draft, then say what it has to say; rejects with `Refused` where it is not written. */
  async finish(draft: Draft, nowMs: number): Promise<void> {
    this.#nowMs = nowMs;
    try {
      await this.books.commit(draft);
    } catch (problem) {
      await this.books.reload();
      throw problem;
    }
    if (draft.relisten) this.#ways.relisten();
    for (const { device, message } of draft.outbox) this.say(device, message);
  }

  /** Say something now; false where it is not on its way: nobody keeps it. */
  say(device: Id, message: Message): boolean {
    return this.#quietly(() => {
      const { topic, payload } = this.desk.write(device, message, this.#nowMs);
      const isSaid = this.#tell(device, topic, payload);
      if (isSaid) this.#said(device, message);
      return isSaid;
    });
  }

  /** Send one chunk; `done` hears that the broker has it. */
  sendChunk(device: Id, chunk: Chunk, done: () => void): boolean {
    return this.#quietly(() => {
      const { topic, payload } = this.desk.writeChunk(device, chunk, this.#nowMs);
      return this.#tell(device, topic, payload, done);
    });
  }

  /** What breaks the protocol, or is for a frame that was removed a moment ago, does nothing. */
  #quietly(work: () => boolean): boolean {
    try {
      return work();
    } catch (problem) {
      if (problem instanceof BadMessage) return false;
      throw problem;
    }
  }

  /** Greet a frame over a connection that was made. */
  async connected(device: Id, nowMs: number): Promise<void> {
    this.#nowMs = this.#gossipedMs = nowMs;
    const draft = new Draft();
    draft.tell(device, ...this.#greeting(device));
    this.going.connected(device, draft, nowMs);
    await this.finish(draft, nowMs);
  }

  /** Let time pass: offer again, compare heads now and then. */
  async tick(nowMs: number): Promise<void> {
    const draft = new Draft();
    this.going.tick(draft, nowMs);
    if (nowMs - this.#numbersMs >= NUMBERS_MS) {
      this.#numbersMs = nowMs;
      this.desk.noteNumbers(draft);
    }
    if (nowMs - this.#gossipedMs >= GOSSIP_MS) {
      this.#gossipedMs = nowMs;
      for (const name of this.books.devices().keys()) draft.tell(name, ...this.#greeting(name));
    }
    await this.finish(draft, nowMs);
  }

  /** Write down the numbers of this session. */
  async close(nowMs: number): Promise<void> {
    const draft = new Draft();
    this.desk.noteNumbers(draft);
    await this.finish(draft, nowMs);
  }

  #greeting(device: Id): Heads[] {
    this.#greetedMs.set(device, this.#nowMs);
    const { ledgers, board } = this.books;
    const common = [...ledgers.keys()].sort().filter((album) => this.#concerns(album, device));
    const heads = common.slice(0, ALBUMS).flatMap((album) => {
      const ledger = ledgers.get(album);
      return ledger ? [gossip.headsOf(ledger, board.digest(unhex(album)))] : [];
    });
    return [...gossip.packedHeads(heads)];
  }

  #concerns(album: Id, device: Id): boolean {
    const ledger = this.books.ledgers.get(album);
    if (!ledger) return false;
    const brought = this.books.find('album', album)?.[1].source === device;
    return brought || gossip.concerns(ledger, unhex(device));
  }

  /** The frames an album concerns, but for the one that just told about it. */
  others(album: Id, source: Id | null): Id[] {
    const names = [...this.books.devices().keys()];
    return names.filter((name) => name !== source && this.#concerns(album, name));
  }

  #take({ device, what }: Heard, draft: Draft): void {
    switch (what.kind) {
      case Kind.Offer: // a phone gives photos and takes none
        draft.tell(device.name, {
          kind: Kind.Done,
          transfer: what.transfer,
          result: Result.NoConsent,
        });
        break;
      case Kind.Want:
        this.#want(what, device, draft);
        break;
      case Kind.Done:
        this.going.done(what, device, draft, this.#nowMs);
        break;
      case Kind.Key: // of photos that never come here
        break;
      default:
        this.#read(what, device, draft);
    }
  }

  /** Take what is about consent and captions, and leave the rest to whoever acts. */
  #read(what: Message, device: Paired, draft: Draft): void {
    switch (what.kind) {
      case Kind.Lines:
        this.takeLines(what.lines, draft, device);
        break;
      case Kind.Heads:
        this.#ways.greeted(what, device);
        this.#compare(what, device, draft);
        break;
      case Kind.Ask:
        this.#answer(what, device, draft);
        break;
      case Kind.Notes:
        this.#notes.take(what, device, draft, this.#nowMs);
        break;
      default:
        this.#ways.said(what, device, draft);
    }
  }

  #want(want: Want, device: Paired, draft: Draft): void {
    const held = this.going.transfer(device.name, hex(want.transfer));
    if (held) this.#ways.wanted(want, held.offer);
    this.going.want(want, device, draft, this.#nowMs);
  }

  /** Let lines count, from a frame or (null) from this phone; what is wrong is dropped. */
  takeLines(told: Iterable<Uint8Array>, draft: Draft, device: Paired | null): void {
    const fresh = new Map<Id, Line[]>();
    const known = new Map<Id, readonly Id[]>();
    for (const one of told) {
      this.#quietly(() => {
        const line = readLine(one);
        const album = hex(line.album);
        if (!this.#isOurs(line, album, device)) return false;
        if (!known.has(album)) known.set(album, this.others(album, null));
        const kept = this.#count(line, album, draft, device);
        fresh.set(album, [...(fresh.get(album) ?? []), ...kept]);
        return true;
      });
    }
    for (const [album, kept] of fresh) {
      if (kept.length) this.#passOn(album, kept, known.get(album) ?? [], device, draft);
    }
  }

  /** Tell what is new to those who know the album, and everything to who just came to it. */
  #passOn(
    album: Id,
    kept: readonly Line[],
    known: readonly Id[],
    source: Paired | null,
    draft: Draft,
  ): void {
    const ledger = this.books.ledgers.get(album);
    for (const name of ledger ? this.others(album, source?.name ?? null) : []) {
      if (known.includes(name)) {
        draft.tell(name, ...gossip.packed(kept));
      } else if (ledger) {
        const all = gossip.lacking(ledger, this.books.chains(album), new Map());
        draft.tell(name, ...gossip.packed(all));
        this.#notes.tell(album, name, draft);
      }
    }
  }

  /** Whether a line is about an album that is known here, or is taken in by it. */
  #isOurs(line: Line, album: Id, device: Paired | null): boolean {
    if (this.books.ledgers.has(album)) return true;
    if (line.says.kind !== 'found' || this.books.ledgers.size >= ALBUMS) return false;
    return device === null || this.#ways.adopts(line, device);
  }

  /** Let one line count: the lines that are new because of it. */
  #count(line: Line, album: Id, draft: Draft, device: Paired | null): Line[] {
    const isFirst = !this.books.ledgers.has(album);
    const kept: Line[] = [];
    for (const effect of this.books.hear(line)) {
      if (effect.kind === 'keep') {
        draft.add.push({ kind: 'line', told: effect.line.told });
        kept.push(effect.line);
      } else if (effect.kind === 'ask') {
        if (device) draft.tell(device.name, asking(line.album, [effect]));
      } else this.#ways.follows(album, effect, draft);
    }
    if (isFirst && device) draft.add.push({ kind: 'album', album, source: device.name });
    return kept;
  }

  #compare(heads: Heads, device: Paired, draft: Draft): void {
    this.going.connected(device.name, draft, this.#nowMs); // this is how a device greets
    for (const one of heads.albums) {
      const album = hex(one.album);
      const ledger = this.books.ledgers.get(album);
      if (!ledger) this.#askForAll(one, device, draft);
      if (!ledger || !this.#concerns(album, device.name)) continue;
      draft.tell(device.name, ...gossip.questions(ledger, one.heads));
      const missing = gossip.lacking(ledger, this.books.chains(album), one.heads);
      draft.tell(device.name, ...gossip.packed(missing));
      const isSame = compare(one.notes, this.books.board.digest(one.album)) === 0;
      if (!ledger.revoked && !isSame) this.#notes.tell(album, device.name, draft);
    }
    if (this.#nowMs - (this.#greetedMs.get(device.name) ?? 0) >= GREETED_MS) {
      draft.tell(device.name, ...this.#greeting(device.name));
    }
  }

  /** Ask for an album nothing is known of here. */
  #askForAll(heads: AlbumHeads, device: Paired, draft: Draft): void {
    if (this.books.ledgers.size >= ALBUMS) return;
    const authors = [...heads.heads.keys()].sort().slice(0, gossip.LINES);
    const wanted = authors.map((author) => ({ author: unhex(author), number: 0 }));
    if (wanted.length) draft.tell(device.name, asking(heads.album, wanted));
  }

  #answer(ask: AskLines, device: Paired, draft: Draft): void {
    const album = hex(ask.album);
    const ledger = this.books.ledgers.get(album);
    if (!ledger || !this.#concerns(album, device.name)) return;
    const found = gossip.answer(ledger, this.books.chains(album), ask.wanted);
    draft.tell(device.name, ...gossip.packed(found));
    if (ask.wanted.some(({ number }) => number === 0)) this.#notes.tell(album, device.name, draft);
  }

  /** Say something about an album (null: found one): the line. Throws BadMessage. */
  sign(album: Id | null, says: Says, draft: Draft, nowMs: number): Line {
    const { me, ledgers } = this.books;
    this.#nowMs = nowMs;
    const head = album === null ? undefined : ledgers.get(album)?.heads.get(me.id);
    const told = writeLine(
      {
        album: album === null ? null : unhex(album),
        number: head ? head.number + 1 : 0,
        previous: head?.digest ?? null,
        atMs: nowMs,
        says,
        seen: album === null ? [] : this.#seen(album),
      },
      me.signer,
    );
    this.takeLines([told], draft, null);
    return readLine(told);
  }

  #seen(album: Id): Seen[] {
    const heads = this.books.ledgers.get(album)?.heads ?? new Map();
    const chains = this.books.chains(album);
    const lastMs = (who: Id, number: number) => chains.get(who)?.get(number)?.[0]?.atMs ?? 0;
    return [...heads]
      .filter(([author]) => author !== this.books.me.id)
      .sort(([one, a], [other, b]) => lastMs(other, b.number) - lastMs(one, a.number))
      .slice(0, SEEN)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([author, { number, digest }]) => ({ author: unhex(author), number, digest }));
  }

  /** Say something about a photo or an album: its caption, its title, that it is hidden. */
  note(wanted: Noting, draft: Draft, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#notes.say(wanted, draft, nowMs);
  }
}

function asking(album: Uint8Array, wanted: readonly Omit<Ask, 'kind'>[]): AskLines {
  return {
    kind: Kind.Ask,
    album,
    wanted: wanted.map((one) => ({ kind: 'ask', ...one })),
  };
}
