/**
 * The client: everything a phone has going on, one thing after the other.
 *
 * Rule 1: links post into an inbox; what is taken from it is decided and written before anything
 *         is answered.
 * Rule 2: it may be killed at any moment; opened again, it goes on from there.
 * Rule 3: what is signed counts as soon as it is written. A frame that is away hears it later.
 */

import { hex } from '../crypto/bytes.ts';
import type { Fresh } from '../crypto/keys.ts';
import { BadMessage, Refused } from '../errors.ts';
import type { Books } from '../post/books.ts';
import { Correspondence, type Outlets } from '../post/correspondence.ts';
import { Draft } from '../post/draft.ts';
import { type Connect, Links, type Reach } from '../post/links.ts';
import { type Pipes, Pump } from '../post/pump.ts';
import type { Id, Paired } from '../post/rows.ts';
import { monthOf, PresenceSecret, presenceTopic } from '../protocol/addresses.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Message } from '../protocol/messages.ts';
import { chunkCount } from '../protocol/photos.ts';
import { Asker, type Patience } from './asker.ts';
import { Confirmed } from './confirmed.ts';
import { Counting } from './counting.ts';
import type { Darkroom } from './darkroom.ts';
import { Frames } from './frames.ts';
import { Inbox } from './inbox.ts';
import { Helping } from './key_parts.ts';
import { renew } from './leases.ts';
import { renewMembers } from './members.ts';
import { Moves } from './moves.ts';
import { Sending } from './sending.ts';
import * as smallPictures from './small_pictures.ts';
import { type Listeners, OwnerWays } from './ways.ts';

const TICK_MS = 250;
const NUDGE_MS = 5_000;
const RENEW_MS = 24 * 3_600_000;
/** Questions that a frame answers at once, whoever asks: silence means that it is not there. */
const ANSWERED: ReadonlySet<Kind> = new Set([
  Kind.AskHolding,
  Kind.AskGlass,
  Kind.AskSettings,
  Kind.AskDevices,
]);

/** What a client works with. */
export interface Outside {
  readonly books: Books;
  readonly connect: Connect;
  readonly reachOf: (device: Paired) => Reach;
  readonly darkroom: Darkroom;
  readonly fresh: Fresh;
  readonly nowMs: () => number;
  readonly changed: () => void; // what is shown may differ
  readonly heard: (message: Message, frame: Id) => void;
  readonly failed: (problem: unknown) => void; // a draft could not be written
}

export class Client {
  readonly books: Books;
  readonly fresh: Fresh;
  readonly nowMs: () => number;
  readonly mail: Correspondence;
  readonly pump: Pump;
  readonly sending: Sending;
  readonly moves: Moves;
  readonly frames: Frames;
  readonly asker: Asker;
  readonly helping: Helping;
  readonly ways: OwnerWays;
  readonly confirmed: Confirmed;
  readonly counting = new Counting();
  /** A photo of each album, for those that were not sent from here. */
  readonly covers = new Map<Id, Id>();
  readonly #out: Outside;
  readonly #inbox = new Inbox();
  readonly #links: Links;
  readonly #presence = new Map<string, Id>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #movedMs = 0;
  #renewedMs = 0;
  #isTicking = false;

  constructor(out: Outside) {
    this.#out = out;
    this.books = out.books;
    this.fresh = out.fresh;
    this.nowMs = out.nowMs;
    this.#links = new Links(
      out.connect,
      out.reachOf,
      (topic, payload) => this.post(() => this.#hear(topic, payload)),
      (frame, isUp) => this.post(() => this.#turned(frame, isUp)),
    );
    this.ways = new OwnerWays(this.books, this.#listeners());
    this.confirmed = new Confirmed(this.books);
    this.mail = new Correspondence(this.books, this.#outlets());
    this.ways.going = this.mail.going;
    this.helping = new Helping(this.books, (frame, nowMs) => this.mail.desk.spend(frame, nowMs));
    this.sending = new Sending(this, out.darkroom);
    this.moves = new Moves(this);
    this.frames = new Frames(this.books, (frame) => this.#links.of(frame)?.trouble ?? null);
    this.asker = new Asker((frame, message) => this.say(frame, message));
    this.pump = new Pump(this.#pipes());
  }

  #listeners(): Listeners {
    return {
      heard: (message, device) => this.#said(message, device.name),
      wanted: ({ transfer, bitmap }, { sealedBytes }) =>
        this.sending.progress.wanted(hex(transfer), bitmap, chunkCount(sealedBytes)),
      finished: (row, offer, result, draft) => this.sending.finished(row, offer, result, draft),
      gone: (album, photos, draft) => smallPictures.gone(this, album, photos, draft),
      emptied: (frame, album, draft) => this.moves.emptied(frame, album, draft),
      relisten: () => this.listen(),
      nowMs: this.nowMs,
    };
  }

  #outlets(): Outlets {
    return {
      said: (device, message) => this.confirmed.said(message, device),
      ways: this.ways,
      tell: (device, topic, payload, done = () => this.pump.go(device)) =>
        this.#links.tell(device, topic, payload, done),
      sendChunks: (device, transfer, indices) => this.pump.want(device, transfer, indices),
      fresh: this.fresh,
    };
  }

  #pipes(): Pipes {
    return {
      chunk: (device, transfer, index) => this.sending.chunk(device, transfer, index),
      send: (device, chunk, done) => this.mail.sendChunk(device, chunk, done),
      pending: (device) => this.#links.of(device)?.pending() ?? 0,
      acknowledged: (transfer, index, bytes) => {
        this.sending.progress.acknowledged(transfer, index, bytes, this.nowMs());
        this.changed();
      },
    };
  }

  /** Go on with what was on its way, renew what would soon end, and connect. */
  async start(): Promise<void> {
    await this.do(async () => {
      const draft = new Draft();
      const files = await this.#sweep(draft);
      this.mail.topics(this.nowMs());
      this.mail.going.resume(files, draft, this.nowMs());
      this.#renew(draft);
      await this.finish(draft);
      this.listen();
    });
    this.#timer = setInterval(() => void this.#tick(), TICK_MS);
    this.sending.go();
  }

  /** Files and small pictures nobody needs any more go; returns the files that are there. */
  async #sweep(draft: Draft): Promise<ReadonlySet<string>> {
    const files = new Set(await this.books.shelf.keys('files'));
    const needed = new Set(this.books.of('picked').map((row) => row.file));
    for (const key of files) if (!needed.has(key)) draft.remove.push({ drawer: 'files', key });
    await smallPictures.sweep(this.books, draft);
    return files;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.asker.close();
    await this.do(() => this.mail.close(this.nowMs())).catch(() => undefined);
    this.#links.close();
  }

  changed(): void {
    this.#out.changed();
  }

  /** Have something done in its turn. */
  do<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#inbox.do(work);
  }

  /** Have something done that others brought about. */
  post(work: () => void | Promise<void>): void {
    this.#inbox.post(work, this.#out.failed);
  }

  /**
   * Write a draft and say what it has to say; only within `do`. A frame that hears of consent
   * is asked what it holds then: its answer is the sign that it has heard.
   */
  async finish(draft: Draft): Promise<void> {
    await this.mail.finish(draft, this.nowMs());
    this.changed();
    const told = draft.outbox.filter(({ message }) => message.kind === Kind.Lines);
    for (const frame of new Set(told.map(({ device }) => device))) this.askHolding(frame);
  }

  /** Change something in its turn, in one draft. */
  write<T>(work: (draft: Draft, nowMs: number) => T): Promise<T> {
    return this.do(async () => {
      const draft = new Draft();
      let result: T;
      try {
        result = work(draft, this.nowMs());
      } catch (problem) {
        await this.books.reload(); // some of it may count in memory
        throw problem instanceof BadMessage ? new Refused('bad-input') : problem;
      }
      await this.finish(draft);
      return result;
    });
  }

  /** Whether somebody looks at the page: what is shown is made fresh when it is looked at again. */
  seen(yes: boolean): void {
    if (yes && !this.counting.isSeen) {
      for (const frame of this.books.devices().keys()) this.counting.soon(frame, this.nowMs());
    }
    this.counting.isSeen = yes;
  }

  /** The network may be back, or the phone was asleep. */
  nudge(): void {
    this.#links.nudge();
    void this.#tick();
  }

  /** Listen to what belongs to the frames that are paired now. */
  listen(): void {
    const nowMs = this.nowMs();
    const present = new Map<Id, readonly string[]>();
    const month = monthOf(nowMs / 1000);
    const asking = this.helping.topics(nowMs);
    this.#presence.clear();
    for (const [name, { presence }] of this.books.devices()) {
      const here = [month, month + 1].map((one) =>
        presenceTopic(new PresenceSecret(presence), one),
      );
      for (const topic of here) this.#presence.set(topic, name);
      present.set(name, [...here, ...(asking.get(name) ?? [])]);
    }
    this.#links.listen(this.books.devices(), this.mail.topics(nowMs), present);
    this.changed();
  }

  async #hear(topic: string, payload: Uint8Array): Promise<void> {
    const present = this.#presence.get(topic);
    if (present) {
      this.frames.presence(present, payload[0] === 0x31);
      return this.changed();
    }
    const answer = this.helping.hear(topic, payload, this.nowMs());
    if (answer) {
      this.#links.tell(answer.frame, answer.topic, answer.payload);
      this.frames.locked(answer.frame, this.nowMs());
      return this.changed();
    }
    const { version } = this.books;
    const source = await this.mail.hear(topic, payload, this.nowMs());
    if (!source) return;
    this.#movedMs = this.nowMs();
    if (this.books.version !== version) this.counting.soon(source, this.#movedMs);
    this.frames.heard(source, this.nowMs());
    this.changed();
  }

  async #turned(frame: Id, isUp: boolean): Promise<void> {
    this.frames.turned(frame, isUp, this.nowMs());
    this.changed();
    if (!isUp) {
      this.confirmed.broke(frame);
      return this.pump.stop(frame);
    }
    await this.mail.connected(frame, this.nowMs());
    this.askHolding(frame);
    this.asker.again(frame);
    this.sending.go();
  }

  #said(message: Message, frame: Id): void {
    this.frames.said(message, frame);
    this.confirmed.heard(message, frame);
    this.asker.heard(message, frame);
    this.#out.heard(message, frame);
  }

  /** How many messages the broker of a frame has not acknowledged yet. */
  pending(frame: Id): number {
    return this.#links.of(frame)?.pending() ?? 0;
  }

  /** Say something in its turn, where the connection stands. */
  say(frame: Id, message: Message): void {
    if (!this.frames.isUp(frame)) return;
    if (ANSWERED.has(message.kind)) this.frames.asked(frame, this.nowMs());
    this.post(() => void this.mail.say(frame, message));
  }

  /** Say something that nobody answers; rejects where it cannot be on its way. */
  async tell(frame: Id, message: Message): Promise<void> {
    const isSaid = await this.do(() => this.frames.isUp(frame) && this.mail.say(frame, message));
    if (!isSaid) throw new Refused(this.frames.trouble(frame) ?? 'frame-away');
  }

  /**
   * Ask a frame until it answers; rejects with Refused where it does not. What follows from the
   * answer here is written when this resolves.
   */
  async ask<T>(
    frame: Id,
    question: Message,
    answer: (told: Message) => T | undefined,
    patience?: Patience,
  ): Promise<T> {
    const told = await this.asker.ask(frame, question, answer, patience);
    if (told === null) throw new Refused(this.frames.trouble(frame) ?? 'frame-away');
    await this.do(() => undefined);
    return told;
  }

  /** Ask what a frame holds of ours: something changed. */
  askHolding(frame: Id): void {
    this.counting.asked(frame, this.nowMs());
    this.say(frame, { kind: Kind.AskHolding });
  }

  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      await this.do(() => this.#timePasses());
    } catch (problem) {
      this.#out.failed(problem);
    } finally {
      this.#isTicking = false;
    }
  }

  async #timePasses(): Promise<void> {
    const nowMs = this.nowMs();
    await this.mail.tick(nowMs);
    if (this.mail.desk.isOutdated(nowMs)) this.listen();
    if (nowMs - this.#renewedMs >= RENEW_MS) {
      const draft = new Draft();
      this.#renew(draft);
      await this.finish(draft);
    }
    if (nowMs - this.#movedMs >= NUDGE_MS) await this.#offerAgain(nowMs);
    const up = [...this.books.devices().keys()].filter((frame) => this.frames.isUp(frame));
    for (const frame of this.counting.due(up, nowMs)) this.askHolding(frame);
    this.sending.go();
    this.moves.go();
    if (this.frames.tick(nowMs)) this.changed();
  }

  /** Nothing was heard for a while: a frame that was restarted forgot what it asked for. */
  async #offerAgain(nowMs: number): Promise<void> {
    this.#movedMs = nowMs;
    const draft = new Draft();
    for (const frame of this.books.devices().keys()) {
      const isOut = this.frames.isUp(frame) && this.mail.going.to(frame).length > 0;
      if (isOut) this.mail.going.connected(frame, draft, nowMs);
    }
    await this.mail.finish(draft, nowMs);
  }

  #renew(draft: Draft): void {
    this.#renewedMs = this.nowMs();
    renew(this.mail, draft, this.#renewedMs);
    renewMembers(this.mail, draft, this.#renewedMs);
  }
}
