/**
 * Going: photos to frames, sealed once for each receiver and sent as it pulls.
 *
 * Rule 1: an offer is a row until its receiver says what became of it; the salt in that row and
 *         the cleaned file make the very same sealed bytes again after a restart.
 * Rule 2: a receiver gets the key of an epoch before the first photo of it.
 * Rule 3: epochs only grow, and a new one begins whenever somebody comes or goes.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Fresh } from '../crypto/keys.ts';
import { Departures, type Effects, type Step } from '../protocol/departures.ts';
import { Kind, readBody, writeBody } from '../protocol/envelope.ts';
import { lacking, packed } from '../protocol/gossip.ts';
import { Purpose } from '../protocol/lines.ts';
import {
  type Done,
  fromLetter,
  type NewKey,
  type Offer,
  Result,
  toLetter,
  type Want,
} from '../protocol/messages.ts';
import { TRANSFER_BYTES } from '../protocol/photos.ts';
import type { Books } from './books.ts';
import type { Draft } from './draft.ts';
import type { EpochRow, Id, Outgoing, Paired } from './rows.ts';
import type { Ways } from './ways.ts';

const EPOCHS_KEPT = 16;
const TRIES = 3;
const KEY_BYTES = 32;
const MISSED: readonly Result[] = [Result.Unknown, Result.NoConsent];

/** A photo that was sealed for one receiver with the key of an epoch. */
export interface SealedPhoto {
  readonly album: Id;
  readonly photo: Id;
  readonly epoch: number;
  readonly pictureBytes: number;
  readonly taken: string | null;
  readonly salt: Uint8Array;
  readonly sealed: Uint8Array;
  readonly checks: Uint8Array;
  readonly file: string;
}

/** What is on its way: its row, and the offer in it. */
export interface Transfer {
  readonly row: Outgoing;
  readonly offer: Offer;
}

export type SendChunks = (device: Id, transfer: Id, indices: readonly number[]) => void;

/** Everything that is on its way to others. */
export class Going {
  readonly #books: Books;
  readonly #ways: Ways;
  readonly #send: SendChunks;
  readonly #fresh: Fresh;
  readonly #departures = new Map<Id, Departures>();
  readonly #open = new Map<string, Transfer>();
  readonly #tries = new Map<string, number>();
  readonly #told = new Map<Id, Set<string>>();

  constructor(books: Books, ways: Ways, send: SendChunks, fresh: Fresh) {
    this.#books = books;
    this.#ways = ways;
    this.#send = send;
    this.#fresh = fresh;
  }

  /** Offer again what was on its way; what cannot be sealed again is let go, and offered anew. */
  resume(files: ReadonlySet<string>, draft: Draft, nowMs: number): void {
    for (const [number, row] of this.#books.all('outgoing')) {
      const offer = unpackOffer(row.offer);
      const device = this.#books.device(row.peer);
      const key = this.#books.keyOf(hex(offer.album), this.#books.me.id, offer.epoch);
      if (!device || !key || !files.has(row.file)) {
        draft.drop.add(number);
        continue;
      }
      this.#open.set(at(row.peer, offer.transfer), { row, offer });
      this.#step(device, this.#of(row.peer).add(offer, nowMs), draft);
    }
  }

  /** A transfer that is on its way to a device, by its name in hex. */
  transfer(device: Id, transfer: Id): Transfer | null {
    return this.#open.get(`${device} ${transfer}`) ?? null;
  }

  /** Everything that is on its way to a device. */
  to(device: Id): Transfer[] {
    return [...this.#open.values()].filter(({ row }) => row.peer === device);
  }

  /** This phone's newest epoch of an album; the first one is made here. */
  epoch(album: Id, draft: Draft): EpochRow {
    const [newest] = this.#epochs(album, draft);
    return newest?.row ?? this.newEpoch(album, draft);
  }

  /** Begin an epoch: somebody came or went. */
  newEpoch(album: Id, draft: Draft): EpochRow {
    const held = this.#epochs(album, draft);
    const row: EpochRow = {
      kind: 'epoch',
      album,
      sender: this.#books.me.id,
      epoch: (held[0]?.row.epoch ?? 0) + 1,
      key: this.#fresh(KEY_BYTES),
    };
    draft.add.push(row);
    for (const { number } of held.slice(EPOCHS_KEPT - 1)) if (number) draft.drop.add(number);
    return row;
  }

  /** This phone's epochs of an album, newest first; those of the draft have no number yet. */
  #epochs(album: Id, draft: Draft): { readonly number: number; readonly row: EpochRow }[] {
    const fresh = draft.add.flatMap((row) => (row.kind === 'epoch' ? [{ number: 0, row }] : []));
    return [...this.#books.all('epoch').map(([number, row]) => ({ number, row })), ...fresh]
      .filter(({ row }) => row.album === album && row.sender === this.#books.me.id)
      .sort((one, other) => other.row.epoch - one.row.epoch);
  }

  /** Offer a sealed photo. */
  send(photo: SealedPhoto, device: Paired, draft: Draft, nowMs: number): Transfer {
    const offer: Offer = {
      kind: Kind.Offer,
      transfer: this.#fresh(TRANSFER_BYTES),
      album: unhex(photo.album),
      epoch: photo.epoch,
      photo: unhex(photo.photo),
      pictureBytes: photo.pictureBytes,
      sealedBytes: photo.sealed.length,
      checks: photo.checks,
      taken: photo.taken,
      sender: this.#books.me.name,
    };
    const row: Outgoing = {
      kind: 'outgoing',
      peer: device.name,
      transfer: hex(offer.transfer),
      offer: writeBody(toLetter(offer, 0)),
      salt: photo.salt,
      file: photo.file,
    };
    draft.add.push(row);
    const transfer = { row, offer };
    this.#open.set(at(device.name, offer.transfer), transfer);
    this.#tellKey(photo.album, photo.epoch, device.name, draft);
    this.#step(device, this.#of(device.name).add(offer, nowMs), draft);
    return transfer;
  }

  /** Tell the key of an epoch, once in each connection: who lacks it says so. */
  #tellKey(album: Id, epoch: number, device: Id, draft: Draft): void {
    const about = `${album} ${epoch}`;
    const told = this.#told.get(device) ?? new Set();
    this.#told.set(device, told);
    const key = told.has(about) ? null : this.#key(album, epoch);
    told.add(about);
    if (key) draft.tell(device, key);
  }

  /** Send what a receiver wants. */
  want(want: Want, device: Paired, draft: Draft, nowMs: number): void {
    this.#step(device, this.#of(device.name).want(want, nowMs), draft);
  }

  /** Take what became of a photo; a receiver that lacks key or lines gets them once more. */
  done(done: Done, device: Paired, draft: Draft, nowMs: number): void {
    const offer = this.#of(device.name).offers.get(hex(done.transfer));
    if (offer && this.#tellsAgain(offer, done.result, device, draft, nowMs)) return;
    this.#step(device, this.#of(device.name).done(done, nowMs), draft);
  }

  #tellsAgain(offer: Offer, result: Result, device: Paired, draft: Draft, nowMs: number): boolean {
    const where = at(device.name, offer.transfer);
    const tries = this.#tries.get(where) ?? 0;
    const album = hex(offer.album);
    const key = this.#key(album, offer.epoch);
    const ledger = this.#books.ledgers.get(album);
    if (!MISSED.includes(result) || tries >= TRIES || !key || !ledger) return false;
    if (result === Result.NoConsent) {
      const { photo, sender } = offer;
      const nowS = Math.floor(nowMs / 1000);
      const frame = unhex(device.name);
      if (!ledger.allows(frame, Purpose.Display, nowS, photo, sender)) return false;
      const lines = lacking(ledger, this.#books.chains(album), new Map());
      draft.tell(device.name, ...packed(lines));
    }
    this.#tries.set(where, tries + 1);
    draft.tell(device.name, key, offer);
    return true;
  }

  #key(album: Id, epoch: number): NewKey | null {
    const key = this.#books.keyOf(album, this.#books.me.id, epoch);
    return key && { kind: Kind.Key, album: unhex(album), epoch, key };
  }

  /** Take back what may not go any more. */
  cancel(isOver: (offer: Offer, device: Id) => boolean, draft: Draft, nowMs: number): void {
    for (const [name, state] of this.#departures) {
      const device = this.#books.device(name);
      const over = (offer: Offer) => isOver(offer, name);
      if (device) this.#step(device, state.cancel(over, nowMs), draft);
    }
  }

  /** Offer again: the receiver may be there now. */
  connected(device: Id, draft: Draft, nowMs: number): void {
    this.#told.delete(device);
    this.#each(device, (state) => state.connected(nowMs), draft);
  }

  /** Let time pass. */
  tick(draft: Draft, nowMs: number): void {
    for (const name of this.#departures.keys()) {
      this.#each(name, (state) => state.tick(nowMs), draft);
    }
  }

  /** Let go of everything that was on its way to a device that is gone. */
  forget(device: Id, draft: Draft): void {
    this.#departures.delete(device);
    for (const { row, offer } of this.to(device)) this.#close(row, offer, draft);
  }

  #each(name: Id, step: (state: Departures) => Step, draft: Draft): void {
    const device = this.#books.device(name);
    const state = this.#departures.get(name);
    if (device && state) this.#step(device, step(state), draft);
  }

  #of(device: Id): Departures {
    return this.#departures.get(device) ?? new Departures();
  }

  #step(device: Paired, [state, effects]: readonly [Departures, Effects], draft: Draft): void {
    this.#departures.set(device.name, state);
    for (const effect of effects) {
      if (effect.kind === 'say') draft.tell(device.name, effect.message);
      else if (effect.kind === 'chunks') {
        this.#send(device.name, hex(effect.transfer), effect.indices);
      } else this.#finish(device.name, effect.transfer, effect.result, draft);
    }
  }

  #finish(device: Id, transfer: Uint8Array, result: Result | null, draft: Draft): void {
    const held = this.#open.get(at(device, transfer));
    if (!held) return;
    this.#close(held.row, held.offer, draft);
    this.#ways.finished(held.row, held.offer, result, draft);
  }

  #close(row: Outgoing, offer: Offer, draft: Draft): void {
    this.#open.delete(at(row.peer, offer.transfer));
    this.#tries.delete(at(row.peer, offer.transfer));
    const kept = this.#books.find('outgoing', row.peer, row.transfer);
    if (kept) draft.drop.add(kept[0]);
    const fresh = draft.add.indexOf(row);
    if (fresh >= 0) draft.add.splice(fresh, 1);
  }
}

const at = (device: Id, transfer: Uint8Array): string => `${device} ${hex(transfer)}`;

/** An offer that was kept in a row. */
export function unpackOffer(told: Uint8Array): Offer {
  return fromLetter(readBody(told)) as Offer;
}
