/**
 * Sending: picked files become clean pictures here, and leave only so (P6, P9).
 *
 * Rule 1: a file counts as picked once its cleaned bytes are on the disk; from then on it goes on
 *         after the tab, the phone, the broker or the frame was killed.
 * Rule 2: a file that was sent before keeps its name. It is offered again: a frame that has it says
 *         so and gets nothing, one that erased it meanwhile gets it once more.
 * Rule 3: consent is asked for each chunk: nothing leaves after it was taken back or has ended.
 * Rule 4: at most eight are on their way to a frame, and at most 96 MiB lie sealed in memory.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import { SALT_BYTES } from '../crypto/stream.ts';
import { type Code, Refused } from '../errors.ts';
import { Draft } from '../post/draft.ts';
import {
  type Id,
  type Outgoing,
  type Picked,
  type Sent,
  TAKEN_BACK,
  WAITING,
} from '../post/rows.ts';
import { OUT } from '../protocol/departures.ts';
import { Purpose } from '../protocol/lines.ts';
import { type Offer, Result } from '../protocol/messages.ts';
import { type Chunk, chunkOf, PHOTO_BYTES } from '../protocol/photos.ts';
import type { Client } from './client.ts';
import type { Darkroom, Developed } from './darkroom.ts';
import { Gate } from './gate.ts';
import { openLedger } from './leases.ts';
import { mayWrite } from './members.ts';
import * as outcomes from './outcomes.ts';
import { Progress } from './progress.ts';
import { Sealed } from './sealed.ts';

const READING_AT_ONCE = 3;
const FILE_BYTES = 16;
const AGAIN_MS = 5_000;

/** A file that is being read, or that could not be: nothing of it is kept. */
export interface Reading {
  readonly album: Id;
  readonly photo: Id;
  readonly name: string;
  readonly bytes: number;
  readonly atMs: number;
  readonly because: Code | null;
}

/** Sends what is picked, to every paired frame that may display the album. */
export class Sending {
  readonly reading = new Map<Id, Reading>();
  readonly progress = new Progress();
  isFull = false;
  readonly #client: Client;
  readonly #darkroom: Darkroom;
  readonly #sealed: Sealed;
  readonly #sealing = new Set<string>();
  readonly #gate = new Gate(READING_AT_ONCE);

  constructor(client: Client, darkroom: Darkroom) {
    this.#client = client;
    this.#darkroom = darkroom;
    this.#sealed = new Sealed((device, transfer) => this.#sealAgain(device, transfer));
  }

  /** Take files in; resolves when all that are photos are safe on this phone. */
  async pick(files: readonly { readonly blob: Blob; readonly name: string }[], album: Id) {
    const frames = this.framesFor(album);
    if (!frames.length) throw new Refused('no-consent');
    if (!this.#isMember(album)) throw new Refused('not-allowed');
    const picks = files.map(({ blob, name }, place): Reading & { readonly blob: Blob } => ({
      ...{ album, name, blob, bytes: blob.size, because: null },
      photo: hex(this.#client.fresh(PHOTO_BYTES)),
      atMs: this.#client.nowMs() + place / files.length, // in the order in which they were picked
    }));
    for (const { blob: _, ...one } of picks) this.reading.set(one.photo, one);
    this.#client.changed();
    const ends = await Promise.allSettled(
      picks.map((one) => this.#gate.pass(() => this.#read(one, one.blob, frames))),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  /** The paired frames that may display an album now; throws Refused for one that is over. */
  framesFor(album: Id): Id[] {
    const { books } = this.#client;
    const ledger = openLedger(books, album);
    const nowS = Math.floor(this.#client.nowMs() / 1000);
    return [...books.devices().keys()].filter((frame) =>
      ledger.standing(unhex(frame), nowS).purposes.has(Purpose.Display),
    );
  }

  async #read(one: Reading, blob: Blob, frames: readonly Id[]): Promise<void> {
    try {
      const developed = await this.#darkroom.develop(blob, one.name);
      await this.#client.do(async () => {
        if (this.#isMeant(one)) await this.#keep(one, developed, frames);
      });
      this.reading.delete(one.photo);
      this.isFull = false;
    } catch (problem) {
      const because = problem instanceof Refused ? problem.code : 'failed';
      if (this.#isMeant(one)) this.reading.set(one.photo, { ...one, because });
      if (because === 'phone-full' || because === 'storage-refused') {
        this.isFull = true;
        throw problem;
      }
    } finally {
      this.#client.changed();
      this.go();
    }
  }

  /** Whether somebody still wants a photo to be sent that is being read. */
  #isMeant({ photo }: Reading): boolean {
    return this.reading.has(photo);
  }

  /** Write down a picture that may leave: from here on it is safe. */
  async #keep(one: Reading, made: Developed, frames: readonly Id[]): Promise<Id> {
    const { books, fresh } = this.#client;
    const digest = hex(made.digest);
    const before = books
      .all('picked')
      .find(([, row]) => row.album === one.album && row.digest === digest && this.#isAlive(row));
    const photo = before?.[1].photo ?? one.photo;
    const lacking = frames.filter(
      (frame) => books.find('sent', one.album, photo, frame)?.[1].state !== WAITING,
    );
    const draft = new Draft();
    const file = lacking.length ? before?.[1].file || hex(fresh(FILE_BYTES)) : '';
    const row: Picked = {
      ...{ kind: 'picked', album: one.album, photo, digest, name: one.name, isListed: true },
      ...{ file: file || (before?.[1].file ?? ''), bytes: made.clean.length, atMs: one.atMs },
      ...{ removed: made.removed, taken: made.taken },
    };
    if (before) draft.replace.set(before[0], row);
    else draft.add.push(row);
    outcomes.wait(books, { album: one.album, photo }, lacking, draft);
    if (file) draft.put.push({ drawer: 'files', key: file, data: made.clean });
    if (made.thumbnail) {
      draft.put.push({ drawer: 'thumbnails', key: `${one.album}/${photo}`, data: made.thumbnail });
    }
    await this.#client.finish(draft);
    return photo;
  }

  /**
   * Send a photo whose file is still here to another album, too: the name it has there, `photo` or
   * that of the same file sent before; null where the browser lost the file.
   */
  async sendAlso({ album, photo }: outcomes.Place, other: outcomes.Place): Promise<Id | null> {
    const { books } = this.#client;
    const found = books.find('picked', album, photo);
    const clean = found && (await books.shelf.read('files', found[1].file));
    const thumbnail = await books.shelf.read('thumbnails', `${album}/${photo}`);
    return this.#client.do(async () => {
      if (!found || !clean) return this.#lost(album, photo);
      const { digest, name, removed, taken, bytes } = found[1];
      const one = { ...other, name, bytes, atMs: this.#client.nowMs(), because: null };
      const made = { digest: unhex(digest), clean, removed, taken, thumbnail };
      const there = await this.#keep(one, made, this.framesFor(other.album));
      this.go();
      return there;
    });
  }

  /** The browser lost the file of a photo: what frames hold of it stays. */
  async #lost(album: Id, photo: Id): Promise<null> {
    const draft = new Draft();
    const found = this.#client.books.find('picked', album, photo);
    if (found) draft.replace.set(found[0], { ...found[1], file: '' });
    await this.#client.finish(draft);
    return null;
  }

  #isAlive(row: Picked): boolean {
    return !this.#client.books.isRevoked(row.album, row.photo);
  }

  /** Seal and offer what waits, as far as there is room. */
  go(): void {
    const { books, mail, nowMs } = this.#client;
    if (outcomes.dueAgain(books, nowMs()).length) this.#client.post(() => this.#nextDay());
    const out = new Map<Id, number>();
    for (const device of books.devices().keys()) out.set(device, mail.going.to(device).length);
    for (const key of this.#sealing) {
      const device = key.split(' ')[0] ?? '';
      out.set(device, (out.get(device) ?? 0) + 1);
    }
    for (const sent of books.of('sent')) {
      const count = out.get(sent.frame);
      if (sent.state !== WAITING || count === undefined || count >= OUT) continue;
      const key = `${sent.frame} ${sent.album} ${sent.photo}`;
      if (this.#sealing.has(key) || this.#isOut(sent)) continue;
      this.#sealing.add(key);
      out.set(sent.frame, count + 1);
      void this.#offer(sent)
        .catch(() => new Promise((again) => setTimeout(again, AGAIN_MS)))
        .finally(() => this.#sealing.delete(key)); // what failed stays waiting
    }
  }

  /** Have wait what was too much on another day. */
  async #nextDay(): Promise<void> {
    const { books, nowMs } = this.#client;
    const draft = new Draft();
    for (const one of outcomes.dueAgain(books, nowMs())) {
      outcomes.wait(books, one, [one.frame], draft);
    }
    await this.#client.finish(draft);
    this.go();
  }

  #isOut({ frame, album, photo }: Sent): boolean {
    return this.#client.mail.going
      .to(frame)
      .some(({ offer }) => hex(offer.photo) === photo && hex(offer.album) === album);
  }

  /** Seal a photo for one frame beside everything else, then offer it. */
  async #offer(sent: Sent): Promise<void> {
    const { books, mail, fresh } = this.#client;
    const picked = books.find('picked', sent.album, sent.photo)?.[1];
    const picture = picked?.file ? await books.shelf.read('files', picked.file) : null;
    if (!picked || !picture) return this.#client.do(() => this.#end(sent, Result.Damaged));
    if (!this.#mayGo(sent)) return this.#client.do(() => this.#end(sent, Result.NoConsent));
    const epoch = await this.#client.do(async () => {
      const draft = new Draft();
      const row = mail.going.epoch(sent.album, draft);
      await this.#client.finish(draft);
      return row;
    });
    const salt = fresh(SALT_BYTES);
    const pictureBytes = picture.length;
    const order = { key: epoch.key, photo: sent.photo, epoch: epoch.epoch, picture, salt };
    const made = await this.#darkroom.seal(order);
    await this.#client.do(async () => {
      const device = books.device(sent.frame);
      const draft = new Draft();
      const isStale = mail.going.epoch(sent.album, draft).epoch !== epoch.epoch;
      if (!device || isStale || !this.#waits(sent) || !this.#mayGo(sent)) return;
      const { album, photo } = sent;
      const of = { album, photo, epoch: epoch.epoch, pictureBytes, salt, file: picked.file };
      const sending = { ...of, ...made, taken: picked.taken || null };
      const { row } = mail.going.send(sending, device, draft, this.#client.nowMs());
      this.#sealed.put(row.peer, row.transfer, made.sealed);
      await this.#client.finish(draft);
    });
  }

  #waits({ album, photo, frame }: Sent): boolean {
    return this.#client.books.find('sent', album, photo, frame)?.[1].state === WAITING;
  }

  #mayGo({ album, photo, frame }: outcomes.Place & { readonly frame: Id }): boolean {
    const { books, nowMs } = this.#client;
    const nowS = Math.floor(nowMs() / 1000);
    const ledger = books.ledgers.get(album);
    const { name } = books.me;
    const isShown = ledger?.allows(unhex(frame), Purpose.Display, nowS, unhex(photo), name);
    return isShown === true && this.#isMember(album);
  }

  #isMember(album: Id): boolean {
    const { books, nowMs } = this.#client;
    const ledger = books.ledgers.get(album);
    return !!ledger && mayWrite(ledger, books.me.name, Math.floor(nowMs() / 1000));
  }

  async #end(sent: Sent, state: number): Promise<void> {
    if (!this.#waits(sent)) return;
    const draft = new Draft();
    outcomes.settle(this.#client.books, sent, state, draft, this.#client.nowMs());
    await this.#client.finish(draft);
  }

  /** Take what became of a photo; a file nobody needs any more goes. */
  finished(row: Outgoing, offer: Offer, result: Result | null, draft: Draft): void {
    this.#sealed.forget(row.peer, row.transfer);
    this.progress.forget(row.transfer);
    this.#client.pump.forget(row.peer, row.transfer);
    const { books, nowMs } = this.#client;
    const place = { album: hex(offer.album), photo: hex(offer.photo), frame: row.peer };
    outcomes.settle(books, place, result ?? TAKEN_BACK, draft, nowMs());
    void this.#client.do(() => this.go()); // once this is written
  }

  /** How a photo went with every paired frame that it was sent to. */
  states(album: Id, photo: Id): readonly Sent[] {
    return outcomes.statesOf(this.#client.books, { album, photo });
  }

  /** Send once more what was refused; rejects with Refused('file-gone') where nothing is left. */
  retry(photo: Id): Promise<void> {
    return this.#again(this.#client.books.of('picked').filter((one) => one.photo === photo));
  }

  /** The same for everything that was refused and is still listed. */
  retryAll(): Promise<void> {
    const { books } = this.#client;
    const isRefused = (row: Picked) => outcomes.outcomeOf(books, row).state === 'refused';
    return this.#again(books.of('picked').filter((row) => row.isListed && isRefused(row)));
  }

  async #again(rows: readonly Picked[]): Promise<void> {
    const { books } = this.#client;
    const left = rows.filter(({ file }) => file);
    if (!left.length) throw new Refused('file-gone');
    const albums = new Set(left.map(({ album }) => album));
    const frames = new Map([...albums].map((album) => [album, this.framesFor(album)]));
    const draft = new Draft();
    for (const row of left) {
      const had = outcomes.statesOf(books, row).filter(({ state }) => outcomes.isThere(state));
      const isLacking = (frame: Id) => had.every((one) => one.frame !== frame);
      outcomes.wait(books, row, frames.get(row.album)?.filter(isLacking) ?? [], draft);
    }
    if (!draft.changes) throw new Refused(books.of('device').length ? 'no-consent' : 'not-paired');
    await this.#client.finish(draft);
    this.go();
  }

  /** Do not send a photo after all. */
  async cancel(photo: Id): Promise<void> {
    this.reading.delete(photo);
    const { books, mail } = this.#client;
    const draft = new Draft();
    mail.going.cancel((offer) => hex(offer.photo) === photo, draft, this.#client.nowMs());
    outcomes.drop(books, photo, draft);
    await this.#client.finish(draft);
    this.go();
  }

  /** Clear what is there from the list; what was refused, and its files, only with `withRefused`. */
  async forgetSent(withRefused: boolean): Promise<void> {
    const isOver = ({ because }: Reading) => withRefused && because !== null;
    for (const [photo, one] of this.reading) if (isOver(one)) this.reading.delete(photo);
    const draft = new Draft();
    outcomes.clear(this.#client.books, withRefused, draft);
    await this.#client.finish(draft);
  }

  /** One chunk of what is on its way (`post/pump`). */
  async chunk(device: Id, transfer: Id, index: number): Promise<Chunk | null> {
    const isAllowed = () => {
      const offer = this.#client.mail.going.transfer(device, transfer)?.offer;
      const place = offer && { album: hex(offer.album), photo: hex(offer.photo), frame: device };
      return place !== undefined && this.#mayGo(place);
    };
    const sealed = isAllowed() ? await this.#sealed.get(device, transfer) : null;
    if (!sealed || !isAllowed()) return null; // making it anew may have taken a while
    return { transfer: unhex(transfer), index, data: chunkOf(sealed, index) };
  }

  /** The same bytes again, after a restart or when memory was short. */
  async #sealAgain(device: Id, transfer: Id): Promise<Uint8Array | null> {
    const { books, mail } = this.#client;
    const held = mail.going.transfer(device, transfer);
    const key = held && books.keyOf(hex(held.offer.album), books.me.id, held.offer.epoch);
    const picture = held && (await books.shelf.read('files', held.row.file));
    if (!held || !key || !picture) return null;
    const { salt } = held.row;
    const photo = hex(held.offer.photo);
    const order = { key, photo, epoch: held.offer.epoch, picture, salt };
    return (await this.#darkroom.seal(order)).sealed;
  }
}
