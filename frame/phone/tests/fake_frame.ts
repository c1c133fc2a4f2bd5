/**
 * A frame for tests of the phone: hears lines, pulls photos, opens them; nothing is ever shown.
 *
 * Rule: what it answers is what a real one answers, unless a test says otherwise.
 */

import { compare, hex, unhex } from '../src/crypto/bytes.ts';
import { Books } from '../src/post/books.ts';
import { Desk } from '../src/post/desk.ts';
import { Draft } from '../src/post/draft.ts';
import type { Link } from '../src/post/links.ts';
import type { Id, Paired } from '../src/post/rows.ts';
import { Lane, readInbox } from '../src/protocol/addresses.ts';
import { Kind, Rank } from '../src/protocol/envelope.ts';
import {
  type AskPart,
  type Copy,
  CopyResult,
  PART_BYTES,
} from '../src/protocol/frame_pictures.ts';
import { readLine } from '../src/protocol/lines.ts';
import { type Message, type Offer, Result } from '../src/protocol/messages.ts';
import {
  CHUNK_BYTES,
  chunkCount,
  EpochKey,
  openPhoto,
  readChunk,
} from '../src/protocol/photos.ts';
import { MemoryShelf } from './memory_shelf.ts';
import type { SimBroker } from './sim_link.ts';

export const fresh = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

interface Collecting {
  readonly offer: Offer;
  readonly sealed: Uint8Array;
  readonly missing: Set<number>;
}

export class FakeFrame {
  readonly books: Books;
  readonly heard: Message[] = [];
  readonly photos = new Map<Id, Uint8Array>();
  readonly albums = new Map<Id, Id>(); // photo → album
  readonly offers: Offer[] = [];
  /** Answer every offer with this, instead of wanting it. */
  refuses: Result | null = null;
  /** Ask for nothing: the phone waits. */
  isSilent = false;
  /** Hear nothing at all: it is switched off. */
  isOff = false;
  /** Say this of every copy, instead of filing it. */
  copies: CopyResult | null = null;
  /** Whether a question for a part gets lost. */
  loses: (asked: AskPart) => boolean = () => false;
  /** So many photos go on a page of a list, and it thinks about each page for so long. */
  page = 1_024;
  thinksMs = 0;
  #said: Promise<unknown> = Promise.resolve();
  readonly #desk: Desk;
  readonly #keys = new Map<string, Uint8Array>();
  readonly #open = new Map<Id, Collecting>();
  #link: Link | null = null;
  #phone: Id = '';

  static async make(): Promise<FakeFrame> {
    return new FakeFrame(await Books.open(new MemoryShelf(), fresh));
  }

  private constructor(books: Books) {
    this.books = books;
    this.#desk = new Desk(books);
  }

  get id(): Id {
    return this.books.me.id;
  }

  /** Know a phone, as if both had paired, and be met at a broker. */
  async meet(phone: Books, broker: SimBroker, label = 'Kitchen'): Promise<void> {
    const shared = { secret: fresh(32), presence: fresh(32), owner: fresh(16) };
    const row = (books: Books, rank: number, role: number): Paired => ({
      ...{ kind: 'device', name: books.me.id, suite: 2, sealKey: books.me.opener.public },
      ...{ static: new Uint8Array(32), ...shared, rank, role, label, addedMs: 0 },
      ...{ broker: 'sim:', sent: -1, taken: -1 },
    });
    const [here, there] = [new Draft(), new Draft()];
    here.add.push(row(phone, Rank.Owner, 0));
    there.add.push(row(this.books, Rank.Frame, Rank.Owner));
    await this.books.commit(here);
    await phone.commit(there);
    this.#phone = phone.me.id;
    this.#link = broker.connect(
      { url: 'sim:', user: '', password: '', session: `frame ${this.id}` },
      (topic, payload) => this.#hear(topic, payload),
      () => undefined,
    );
    this.#link.hear(this.#desk.topics(Date.now()).get(this.#phone) ?? []);
  }

  say(message: Message): void {
    const { topic, payload } = this.#desk.write(this.#phone, message, Date.now());
    this.#link?.tell(topic, payload);
  }

  #hear(topic: string, payload: Uint8Array): void {
    if (this.isOff) return;
    if (readInbox(topic).lane === Lane.Chunks) {
      this.#chunk(payload);
      return;
    }
    const { what } = this.#desk.read(topic, payload, Date.now());
    this.heard.push(what);
    this.#take(what);
  }

  #take(what: Message): void {
    if (what.kind === Kind.Lines) for (const one of what.lines) this.books.hear(readLine(one));
    if (what.kind === Kind.Key) this.#keys.set(`${hex(what.album)} ${what.epoch}`, what.key);
    if (what.kind === Kind.Offer) this.#offered(what);
    if (what.kind === Kind.Done) this.#open.delete(hex(what.transfer));
    if (what.kind === Kind.Copy) this.#copy(what);
    if (what.kind === Kind.AskPart) this.#part(what);
    if (what.kind === Kind.AskPhotos) this.#list(hex(what.album), what.after);
    if (what.kind === Kind.AskHolding) {
      this.say({ kind: Kind.Holding, albums: this.#holding() });
      this.say({ kind: Kind.State, photos: this.photos.size, freeBytes: 0, version: '1' });
    }
  }

  /** Hold a photo that another phone sent. */
  hold(album: Id, photo: Id, picture: Uint8Array): void {
    this.photos.set(photo, picture);
    this.albums.set(photo, album);
  }

  #holding() {
    const names = [...new Set(this.albums.values())].sort();
    return names.map((album) => {
      const sizes = this.#of(album).map((photo) => this.photos.get(photo)?.length ?? 0);
      const bytes = sizes.reduce((sum, one) => sum + one, 0);
      return { album: unhex(album), photos: sizes.length, bytes };
    });
  }

  #of(album: Id): Id[] {
    const { ledgers, me } = this.books;
    const isThere = (photo: Id) =>
      this.albums.get(photo) === album && !ledgers.get(album)?.isRevoked(unhex(photo), me.name);
    return [...this.photos.keys()].filter(isThere).sort();
  }

  /** Answer with a page of an album, after what was asked before. */
  #list(album: Id, after: Uint8Array | null): void {
    const rest = this.#of(album).filter((photo) => !after || photo > hex(after));
    const photos = rest.slice(0, this.page).map((photo) => ({
      ...{ photo: unhex(photo), sender: unhex(this.#phone), taken: '2024-05-17T10:11:12' },
      ...{ width: 4, height: 3 },
    }));
    const more = rest.length > this.page;
    const say = () => this.say({ kind: Kind.Photos, album: unhex(album), photos, more });
    const think = () => new Promise((go) => setTimeout(go, this.thinksMs));
    if (this.thinksMs) this.#said = this.#said.then(think).then(say);
    else say();
  }

  #copy({ toAlbum, fromAlbum, photos }: Copy): void {
    const outcomes = photos
      .map(({ photo, name }) => ({ name, result: this.#copied(fromAlbum, photo, toAlbum, name) }))
      .sort((one, other) => compare(one.name, other.name));
    this.say({ kind: Kind.Copied, toAlbum, outcomes });
  }

  #copied(from: Uint8Array, photo: Uint8Array, to: Uint8Array, name: Uint8Array): CopyResult {
    if (this.copies) return this.copies;
    const picture = this.photos.get(hex(photo));
    if (!picture || !this.#of(hex(from)).includes(hex(photo))) return CopyResult.NoPhoto;
    this.hold(hex(to), hex(name), picture);
    return CopyResult.Kept;
  }

  #part(asked: AskPart): void {
    const { album, photo, offset } = asked;
    const picture = this.photos.get(hex(photo));
    const isThere = this.#of(hex(album)).includes(hex(photo));
    if (!picture || !isThere || offset >= picture.length || this.loses(asked)) return;
    const data = picture.slice(offset, offset + PART_BYTES);
    this.say({ kind: Kind.Part, album, photo, offset, size: picture.length, data });
  }

  #offered(offer: Offer): void {
    this.offers.push(offer);
    const transfer = hex(offer.transfer);
    const { photo } = offer;
    if (this.refuses) this.#done(offer, this.refuses);
    else if (this.photos.has(hex(photo))) this.#done(offer, Result.HadIt);
    else if (!this.#keys.has(`${hex(offer.album)} ${offer.epoch}`)) {
      this.#done(offer, Result.Unknown);
    } else {
      const count = chunkCount(offer.sealedBytes);
      const missing = new Set(Array.from({ length: count }, (_, index) => index));
      const sealed = new Uint8Array(offer.sealedBytes);
      if (!this.#open.has(transfer)) this.#open.set(transfer, { offer, sealed, missing });
      this.#want(transfer);
    }
  }

  #want(transfer: Id): void {
    const open = this.#open.get(transfer);
    if (!open || this.isSilent) return;
    const bitmap = new Uint8Array(Math.ceil(chunkCount(open.offer.sealedBytes) / 8));
    for (const index of open.missing)
      bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
    this.say({ kind: Kind.Want, transfer: unhex(transfer), bitmap, window: 8 });
  }

  #chunk(payload: Uint8Array): void {
    const { transfer, index, data } = readChunk(payload);
    const open = this.#open.get(hex(transfer));
    if (!open?.missing.delete(index)) return;
    open.sealed.set(data, index * CHUNK_BYTES);
    if (!open.missing.size) this.#whole(open);
    else if (open.missing.size % 8 === 0) this.#want(hex(transfer));
  }

  #whole({ offer, sealed }: Collecting): void {
    const key = this.#keys.get(`${hex(offer.album)} ${offer.epoch}`) ?? new Uint8Array(32);
    const { photo, epoch, pictureBytes } = offer;
    const picture = openPhoto(new EpochKey(key), photo, epoch, sealed, pictureBytes);
    this.hold(hex(offer.album), hex(photo), picture);
    this.#done(offer, Result.Kept);
  }

  #done({ transfer }: Offer, result: Result): void {
    this.#open.delete(hex(transfer));
    this.say({ kind: Kind.Done, transfer, result });
  }
}
