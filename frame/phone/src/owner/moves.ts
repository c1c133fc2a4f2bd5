/**
 * Moves: photos go into another album where they are, on the frames (docs/protocol.md §7).
 *
 * Rule 1: new names are drawn once, written down before anybody is asked, and are the same for
 *         every frame; killed at any moment, a move goes on from what was written.
 * Rule 2: nothing is taken back before every frame that holds a photo, and may show the other
 *         album, has kept it there. Until then it stays in the old album, everywhere.
 * Rule 3: a photo whose file is still on this phone is sent to the other album from here; it is
 *         taken back at once only where no frame had it yet.
 * Rule 4: what a frame kept in the other album counts no more once it may have erased it there: it
 *         is asked again.
 * Rule 5: who gives up takes back what frames may have kept under the new names.
 */

import { compare, hex, unhex } from '../crypto/bytes.ts';
import { type Code, Refused } from '../errors.ts';
import type { Draft } from '../post/draft.ts';
import type { Id, Move, Moving } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import { COPIES, CopyResult } from '../protocol/frame_pictures.ts';
import { PHOTOS, Purpose, Role } from '../protocol/lines.ts';
import type { Message } from '../protocol/messages.ts';
import { About } from '../protocol/notes.ts';
import { PHOTO_BYTES } from '../protocol/photos.ts';
import type { Client } from './client.ts';
import { granted, openLedger, takeBack } from './leases.ts';
import { mayWrite } from './members.ts';
import { isThere } from './outcomes.ts';

const MOVE_BYTES = 16;
const AGAIN_MS = 5_000;
/** Filing 32 photos anew takes a small frame long. */
const PATIENCE = { forMs: 60_000, againMs: 10_000 };
const ASKED = 0;
const NOTES: readonly About[] = [About.Caption, About.Favourite, About.Hidden, About.Place];
const NOT_KEPT: Readonly<Record<number, Code>> = {
  [CopyResult.NotAllowed]: 'no-consent',
  [CopyResult.NoRoom]: 'no-room',
};

/** Why a photo stays where it is: what a frame ('': all of them) said. */
export interface Stay {
  readonly frame: Id;
  readonly because: Code;
}

type Between = Pick<Move, 'from' | 'to'>;

export class Moves {
  readonly #client: Client;
  readonly #busy = new Set<string>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Write down that photos are to move; throws Refused where that cannot become true. */
  async begin(from: Id, photos: readonly Id[], to: Id): Promise<Id> {
    const { fresh, books } = this.#client;
    const others = books.of('move').filter((one) => one.from === from);
    const isMoving = (photo: Id) => others.some(({ move }) => books.find('moving', move, photo));
    const wanted = [...new Set(photos)].filter((photo) => !isMoving(photo));
    this.#mayMove(from, wanted, to);
    const move = hex(fresh(MOVE_BYTES));
    await this.#client.write((draft) => {
      const of = { move, from, to, photos: wanted.length, moved: 0, withdrawals: [] };
      draft.add.push({ kind: 'move', ...of });
      for (const photo of wanted) {
        const name = hex(fresh(PHOTO_BYTES));
        draft.add.push({ kind: 'moving', move, photo, name, isSent: false, answers: {} });
      }
    });
    this.go();
    return move;
  }

  #mayMove(from: Id, photos: readonly Id[], to: Id): void {
    const { books } = this.#client;
    const [here, there] = [openLedger(books, from), openLedger(books, to)];
    if (from === to || !photos.length) throw new Refused('bad-input');
    const me = books.me.name;
    const isMine = (photo: Id) => books.find('picked', from, photo) !== null;
    const mayTake =
      here.hasRole(me, Role.Owner) || (here.hasRole(me, Role.Contributor) && photos.every(isMine));
    if (!mayTake || !mayWrite(there, me, this.#nowS())) throw new Refused('not-allowed');
    const frames = this.frames({ from, to });
    const isLost = (photo: Id) => !this.#file(from, photo) && !frames.length;
    if (photos.some(isLost) || !this.#client.sending.framesFor(to).length) {
      throw new Refused('no-consent');
    }
  }

  /** The paired frames that may hold photos of the one album, and may show the other one. */
  frames({ from, to }: Between): Id[] {
    const { books } = this.#client;
    const [here, there] = [books.ledgers.get(from), books.ledgers.get(to)];
    if (!here || !there) return [];
    const nowS = this.#nowS();
    return granted(here).filter(
      (frame) =>
        books.device(frame) !== null &&
        !here.frames.has(frame) &&
        there.standing(unhex(frame), nowS).purposes.has(Purpose.Display),
    );
  }

  /** What of a move is not done yet. */
  left(move: Id): Moving[] {
    return this.#client.books.of('moving').filter((row) => row.move === move);
  }

  /** Whether a frame has yet to say what became of a photo. */
  isOpen(row: Moving, frame: Id): boolean {
    return !row.isSent && !row.answers[frame];
  }

  /** Why a photo cannot move now; null while it may yet. */
  stays(move: Move, row: Moving, frames: readonly Id[]): Stay | null {
    if (row.isSent) return null;
    const isHere = this.#file(move.from, row.photo) !== '';
    if (isHere && this.#client.sending.framesFor(move.to).length) return null;
    if (!frames.length) return { frame: '', because: 'no-consent' };
    for (const frame of frames) {
      const because = NOT_KEPT[row.answers[frame] ?? ASKED];
      if (because) return { frame, because };
    }
    const isNowhere = frames.every((frame) => row.answers[frame] === CopyResult.NoPhoto);
    return isNowhere ? { frame: '', because: 'photo-gone' } : null;
  }

  /** Go on with everything that can go on now. */
  go(): void {
    const { books, frames } = this.#client;
    const open = new Set(books.of('moving').map((row) => row.move));
    for (const move of books.of('move').filter((one) => open.has(one.move))) {
      this.#once(move.move, () => this.#here(move.move));
      for (const frame of this.frames(move).filter((one) => frames.isUp(one))) {
        this.#once(`${move.move} ${frame}`, () => this.#ask(move, frame));
      }
    }
  }

  #once(name: string, work: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    work()
      .catch(() => new Promise((again) => setTimeout(again, AGAIN_MS)))
      .finally(() => this.#busy.delete(name));
  }

  /** Ask one frame for the next photos, and write down what it says. */
  async #ask({ move, from, to }: Move, frame: Id): Promise<void> {
    const rows = this.left(move)
      .filter((row) => this.isOpen(row, frame) && !this.#file(from, row.photo))
      .slice(0, COPIES);
    if (!rows.length) return;
    await this.#answered(move, frame, new Map(rows.map((row) => [row.name, ASKED])));
    const photos = rows.map((row) => ({ photo: unhex(row.photo), name: unhex(row.name) }));
    photos.sort((one, other) => compare(one.photo, other.photo));
    const [fromAlbum, toAlbum] = [unhex(from), unhex(to)];
    const question = { kind: Kind.Copy, fromAlbum, toAlbum, photos } as const;
    const floor = this.#floor(to, frame);
    const told = await this.#client.ask(frame, question, outcomes(to, rows), PATIENCE);
    const isEarly = this.#client.confirmed.isPending(to, frame); // it may not know of the consent
    const isLate = this.#floor(to, frame) !== floor || (isEarly && floor >= 0); // nor of its end
    for (const [name, result] of told) {
      if (isEarly && result === CopyResult.NotAllowed) told.delete(name);
      if (isLate && result === CopyResult.Kept) told.delete(name);
    }
    await this.#answered(move, frame, told);
    if (told.size < rows.length) throw new Refused('no-consent'); // in a while once more
  }

  /** The serial up to which a frame lost the right to show an album; -1 where it never did. */
  #floor(album: Id, frame: Id): number {
    const { ledgers } = this.#client.books;
    return ledgers.get(album)?.floors.get(`${frame}:${Purpose.Display}`) ?? -1;
  }

  /** A frame erases what it holds of an album (null: of all): ask again what it kept there. */
  emptied(frame: Id, album: Id | null, draft: Draft): void {
    const { books } = this.#client;
    const to = new Map(books.of('move').map((one) => [one.move, one.to]));
    for (const [number, row] of books.all('moving')) {
      if (album !== null && to.get(row.move) !== album) continue;
      const known = draft.replace.get(number) ?? row;
      if (known.kind !== 'moving' || draft.drop.has(number)) continue;
      const wasKept = known.answers[frame] === CopyResult.Kept;
      if (!known.isSent && !wasKept) continue;
      const answers = { ...known.answers, [frame]: ASKED };
      draft.replace.set(number, { ...known, isSent: false, answers });
    }
  }

  #answered(move: Id, frame: Id, told: ReadonlyMap<Id, number>): Promise<void> {
    return this.#client.write((draft) => {
      for (const [number, row] of this.#client.books.all('moving')) {
        const answer = row.move === move ? told.get(row.name) : undefined;
        if (answer === undefined || row.answers[frame] === answer) continue;
        draft.replace.set(number, { ...row, answers: { ...row.answers, [frame]: answer } });
      }
    });
  }

  /** Do what needs no frame: send what is here, take back what is safe in the other album. */
  async #here(name: Id): Promise<void> {
    const { books } = this.#client;
    const move = books.find('move', name)?.[1];
    if (!move) return;
    const here = this.left(name).filter((row) => !row.isSent && this.#file(move.from, row.photo));
    for (const row of here.slice(0, COPIES)) await this.#sendFromHere(move, row);
    const left = this.left(name);
    const gone = left.filter((row) => books.isRevoked(move.from, row.photo));
    if (gone.length)
      return this.#client.write((draft, now) => this.#giveUp(move, gone, draft, now));
    const frames = this.frames(move);
    const safe = left.filter((row) => this.#isSafe(move, row, frames));
    const isFew = safe.length < PHOTOS && !here.length;
    if (!safe.length || (isFew && this.#isUnderWay(move, left, frames))) return;
    await this.#client.write((draft, now) =>
      this.#finish(name, safe.slice(0, PHOTOS), draft, now),
    );
  }

  #isSafe({ from, to }: Move, row: Moving, frames: readonly Id[]): boolean {
    if (row.isSent) {
      const there = this.#holders(to, row.name);
      return frames.every((one) => there.has(one) || !this.#holders(from, row.photo).has(one));
    }
    const answers = frames.map((frame) => row.answers[frame] ?? ASKED);
    const isOver = answers.every((one) => one === CopyResult.Kept || one === CopyResult.NoPhoto);
    return isOver && answers.includes(CopyResult.Kept);
  }

  /** The frames that have a photo from this phone. */
  #holders(album: Id, photo: Id): ReadonlySet<Id> {
    const states = this.#client.sending.states(album, photo);
    return new Set(states.filter((one) => isThere(one.state)).map((one) => one.frame));
  }

  /** Whether more is moved in a moment: one withdrawal is signed for all of it. */
  #isUnderWay(move: Move, left: readonly Moving[], frames: readonly Id[]): boolean {
    const up = frames.filter((frame) => this.#client.frames.isUp(frame));
    return left.some(
      (row) => !this.stays(move, row, frames) && up.some((frame) => this.isOpen(row, frame)),
    );
  }

  async #sendFromHere(move: Move, row: Moving): Promise<void> {
    const { sending, books } = this.#client;
    const { from, to } = move;
    if (books.isRevoked(from, row.photo) || !sending.framesFor(to).length) return;
    const place = { album: from, photo: row.photo };
    const name = await sending.sendAlso(place, { album: to, photo: row.name });
    await this.#client.write((draft) => {
      const found = books.find('moving', move.move, row.photo);
      if (found && name) draft.replace.set(found[0], { ...found[1], name, isSent: true });
    });
  }

  /** Photos are safe in the other album: what was said of them goes along, the old ones go. */
  #finish(name: Id, safe: readonly Moving[], draft: Draft, nowMs: number): void {
    const { books, mail } = this.#client;
    const found = books.find('move', name);
    if (!found) return;
    const [number, move] = found;
    for (const row of safe) {
      this.#takeAlong(move, row, draft, nowMs);
      this.#drop(row, draft);
    }
    const photos = safe.map((row) => unhex(row.photo)).sort(compare);
    const digest = takeBack(mail, move.from, { kind: 'revoke-photos', photos }, draft, nowMs);
    const withdrawals = [...move.withdrawals, digest];
    draft.replace.set(number, { ...move, moved: move.moved + safe.length, withdrawals });
  }

  #takeAlong(
    { from, to }: Move,
    { photo, name, isSent, answers }: Moving,
    draft: Draft,
    now: number,
  ) {
    const { books, mail } = this.#client;
    const picked = books.find('picked', from, photo)?.[1];
    const isOwner = books.ledgers.get(to)?.hasRole(books.me.name, Role.Owner);
    for (const about of NOTES) {
      const value = books.board.value(unhex(from), unhex(photo), about);
      const maySay = isOwner || picked || about === About.Favourite;
      if (!value || !maySay) continue;
      if (books.board.value(unhex(to), unhex(name), about) === value) continue;
      mail.note({ album: to, photo: name, about, value }, draft, now);
    }
    if (!picked || isSent) return;
    if (!books.find('picked', to, name)) {
      draft.add.push({ ...picked, album: to, photo: name, file: '', isListed: false });
    }
    for (const [frame, state] of Object.entries(answers)) {
      if (state !== CopyResult.Kept || books.find('sent', to, name, frame)) continue;
      draft.add.push({ kind: 'sent', album: to, photo: name, frame, state });
    }
  }

  #drop({ move, photo }: Moving, draft: Draft): void {
    const found = this.#client.books.find('moving', move, photo);
    if (found) draft.drop.add(found[0]);
  }

  /** Ask once more where something was not kept. */
  async retry(name: Id): Promise<void> {
    await this.#client.write((draft) => {
      for (const [number, row] of this.#client.books.all('moving')) {
        if (row.move !== name) continue;
        const kept = Object.entries(row.answers).map(([frame, answer]) =>
          answer === CopyResult.Kept ? [frame, answer] : [frame, ASKED],
        );
        draft.replace.set(number, { ...row, answers: Object.fromEntries(kept) });
      }
    });
    this.go();
  }

  /** Leave what has not moved where it is, and put the move away. */
  async end(name: Id): Promise<void> {
    await this.#client.write((draft, nowMs) => {
      const found = this.#client.books.find('move', name);
      if (!found) return;
      this.#giveUp(found[1], this.left(name), draft, nowMs);
      draft.drop.add(found[0]);
    });
  }

  #giveUp(move: Move, rows: readonly Moving[], draft: Draft, nowMs: number): void {
    const { books, mail } = this.#client;
    for (const row of rows) this.#drop(row, draft);
    const number = books.find('move', move.move)?.[0];
    const photos = move.photos - rows.length;
    if (number !== undefined) draft.replace.set(number, { ...move, photos });
    if (number !== undefined && !photos) draft.drop.add(number);
    const copied = rows
      .filter((row) => row.isSent || Object.keys(row.answers).length > 0)
      .map((row) => unhex(row.name))
      .sort(compare);
    if (books.ledgers.get(move.to)?.revoked) return; // the copies went with it
    for (let at = 0; at < copied.length; at += PHOTOS) {
      const says = { kind: 'revoke-photos', photos: copied.slice(at, at + PHOTOS) } as const;
      takeBack(mail, move.to, says, draft, nowMs);
    }
  }

  /** The file of a photo that has yet to reach some frame; '' where there is none. */
  #file(album: Id, photo: Id): string {
    return this.#client.books.find('picked', album, photo)?.[1].file ?? '';
  }

  #nowS(): number {
    return Math.floor(this.#client.nowMs() / 1000);
  }
}

/** What a frame says of all these photos: new name → result. */
const outcomes = (to: Id, rows: readonly Moving[]) => (told: Message) => {
  if (told.kind !== Kind.Copied || hex(told.toAlbum) !== to) return undefined;
  const results = new Map<Id, number>(told.outcomes.map((one) => [hex(one.name), one.result]));
  return rows.every((row) => results.has(row.name)) ? results : undefined;
};
