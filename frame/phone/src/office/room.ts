/**
 * The room: what one phone's office has on its table, and the view it shows of it.
 *
 * Rule 1: the view is pushed at most every 100 ms, and only when something changed.
 * Rule 2: this is the floor that reads the clock and draws randomness.
 */

import { Refused } from '../errors.ts';
import type { Agreed, Sentences } from '../owner/agreement.ts';
import { Client } from '../owner/client.ts';
import { Meeting } from '../owner/meeting.ts';
import { reachOf } from '../owner/reach.ts';
import { Books, ENDS } from '../post/books.ts';
import type { Connect } from '../post/links.ts';
import type { Id, Paired } from '../post/rows.ts';
import type { Shelf } from '../post/shelf.ts';
import type { Card } from '../protocol/card.ts';
import { Kind, Rank } from '../protocol/envelope.ts';
import type { Kept } from '../protocol/frame_views.ts';
import type { Message } from '../protocol/messages.ts';
import { type Language, NOTHING, type PairingView, type Tier, type View } from './calls.ts';
import { codeOf } from './codes.ts';
import type { Inspecting } from './darkroom_pool.ts';
import { GlassWatch } from './glass_watch.ts';
import { Listings } from './listings.ts';
import { movesOf } from './moving_view.ts';
import type { Looking } from './picture_calls.ts';
import { sendingOf } from './sending_view.ts';
import { Settings } from './settings.ts';
import type { TakingAlong } from './taking_along.ts';
import { rankName } from './terms.ts';
import { Thumbnails } from './thumbnails.ts';
import { albumsOf, framesOf, tookBackOf } from './viewing.ts';

const PUSH_MS = 100;
const FRESH_BYTES = 65_536; // what one call of getRandomValues gives
const AGREEMENTS = 32;

/** What an office is made of. */
export interface Furniture {
  readonly href: string;
  readonly sentences: Readonly<Record<Language, Sentences>>;
  readonly shelf: Shelf;
  readonly connect: Connect;
  readonly darkroom: Inspecting;
  readonly brokerOf: (card: Card, url: string) => string;
  readonly push: (view: View) => void;
}

/** So many random bytes. */
export function fresh(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at += FRESH_BYTES) {
    crypto.getRandomValues(bytes.subarray(at, at + FRESH_BYTES));
  }
  return bytes;
}

export const nowMs = (): number => Date.now();

export class Room {
  readonly furniture: Furniture;
  readonly books: Books;
  readonly client: Client;
  readonly glass: GlassWatch;
  readonly settings: Settings;
  readonly thumbnails: Thumbnails;
  readonly listings: Listings;
  /** What was shown to be agreed to since this office is open, by its words. */
  readonly agreements = new Map<string, Agreed>();
  peopleWords = '';
  /** The picture somebody looks at, while it comes. */
  looking: Looking | null = null;
  taking: TakingAlong | null = null;
  /** What frames last said they hold: frame and album → photos. */
  readonly held = new Map<string, readonly Kept[]>();
  meeting: Meeting | null = null;
  isPersistent = false;
  view: View = NOTHING;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #meetingTimer: ReturnType<typeof setInterval> | null = null;
  #isClosed = false;
  #taken: { readonly version: number; readonly views: View['tookBack'] } = {
    version: -1,
    views: [],
  };

  static async open(furniture: Furniture): Promise<Room> {
    const room = new Room(furniture, await Books.open(furniture.shelf, fresh));
    await room.client.start();
    room.push();
    return room;
  }

  private constructor(furniture: Furniture, books: Books) {
    this.furniture = furniture;
    this.books = books;
    this.client = new Client({
      books,
      connect: furniture.connect,
      reachOf: (device) => reachOf(device, furniture.href),
      darkroom: furniture.darkroom,
      fresh,
      nowMs,
      changed: () => this.changed(),
      heard: (message, frame) => this.#heard(message, frame),
      failed: (problem) => this.#failed(problem),
    });
    this.glass = new GlassWatch(this);
    this.settings = new Settings(this);
    this.thumbnails = new Thumbnails(this);
    this.listings = new Listings(this.client);
  }

  /** The frame the screens speak of. */
  get chosen(): Id | null {
    const { chosen } = this.books.mine()[1];
    return this.books.device(chosen) ? chosen : (this.books.of('device')[0]?.name ?? null);
  }

  /** The chosen frame; throws Refused where there is none. */
  frame(): Paired {
    const device = this.chosen === null ? null : this.books.device(this.chosen);
    if (!device) throw new Refused('not-paired');
    return device;
  }

  /** The same, where this phone is one of its owners. */
  owned(): Paired {
    const device = this.frame();
    if (device.role !== Rank.Owner) throw new Refused('not-allowed');
    return device;
  }

  async pair(url: string, person: string, label: string): Promise<void> {
    this.endPairing();
    await this.client.do(() => {
      this.meeting = new Meeting(
        {
          books: this.books,
          connect: this.furniture.connect,
          fresh,
          nowMs,
          post: (work) => this.client.post(work),
          changed: () => this.changed(),
          met: () => this.client.listen(),
        },
        url.trim(),
        this.furniture.brokerOf,
        { person, label },
      );
    });
    const meeting = this.meeting;
    this.#meetingTimer = setInterval(() => this.client.post(() => meeting?.tick()), 250);
    this.changed();
  }

  endPairing(): void {
    if (this.#meetingTimer !== null) clearInterval(this.#meetingTimer);
    this.meeting?.close();
    this.meeting = null;
    this.changed();
  }

  /** Remember what was shown, so that nothing else can be agreed to. */
  showed(agreed: Agreed): void {
    this.agreements.set(agreed.text, agreed);
    const [oldest] = this.agreements.keys();
    if (this.agreements.size > AGREEMENTS && oldest !== undefined) this.agreements.delete(oldest);
  }

  #heard(message: Message, frame: Id): void {
    if (message.kind === Kind.Glass) this.glass.heard(message, frame);
    if (message.kind === Kind.Settings) this.settings.heard(message, frame);
    if (message.kind === Kind.Looks) void this.thumbnails.heard(message);
  }

  #failed(problem: unknown): void {
    const code = codeOf(problem);
    if (code === 'storage-refused' || ENDS.has(code)) void this.shut(code);
    else if (code === 'phone-full') this.client.sending.isFull = true;
  }

  /** Give up: nothing is kept, or another tab took over. */
  async shut(because: NonNullable<View['closed']>): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.furniture.push({ ...this.view, closed: because });
    await this.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.endPairing();
    this.glass.watch(false);
    await this.client.close();
    this.furniture.darkroom.close();
    this.books.shelf.close();
  }

  /** Something changed: show it soon. */
  changed(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.push();
    }, PUSH_MS);
  }

  push(): void {
    if (this.#isClosed) return;
    this.view = this.#look();
    this.furniture.push(this.view);
    this.settings.freshen();
  }

  #look(): View {
    const { client, books } = this;
    const [, me] = books.mine();
    const hasMet = books.of('device').length + books.of('parting').length > 0;
    return {
      me: hasMet || me.label ? { person: me.person, label: me.label, id: books.me.id } : null,
      frames: framesOf(client),
      chosen: this.chosen,
      pairing: this.#pairing(),
      albums: albumsOf(client, this.chosen),
      sending: sendingOf(client),
      moves: movesOf(client),
      picture: this.looking && { photo: this.looking.photo, share: this.looking.share },
      exporting: this.taking?.view ?? null,
      glass: this.glass.view,
      settings: this.settings.view,
      tookBack: this.#tookBack(),
      tier: tierOf(this.furniture.href, books),
      safekeeping: {
        keys: books.shelf.isWrapped ? 'wrapped' : 'plain',
        persistent: this.isPersistent,
      },
      split: [...client.ways.split],
      closed: null,
    };
  }

  /** Made anew only where something was signed or heard: there may be thousands. */
  #tookBack(): View['tookBack'] {
    const { version } = this.books;
    if (this.#taken.version !== version) {
      this.#taken = { version, views: tookBackOf(this.client) };
    }
    return this.#taken.views;
  }

  #pairing(): PairingView | null {
    const state = this.meeting?.state;
    if (!state) return null;
    const { untilMs, role, ...rest } = state;
    return { ...rest, until: untilMs, role: role === null ? null : rankName(role) };
  }
}

/** How far the page can be trusted: whether it came with TLS, and from the frame itself. */
function tierOf(href: string, books: Books): Tier {
  if (!href.startsWith('https:')) return 'lan-http';
  const { hostname } = new URL(href);
  const isFrames = books.of('device').some(({ broker }) => {
    const url = URL.canParse(broker) ? new URL(broker) : null;
    return url?.hostname === hostname;
  });
  const isLocal = /(\.local|\.lan|\.home\.arpa|^\d+(\.\d+){3}|^\[.*\])$/.test(hostname);
  return isFrames || isLocal ? 'frame-https' : 'static-https';
}
