/**
 * The house behind the twin of the office: its view, its photos, and what follows from a call.
 *
 * Rule: what a frame answers comes `delay` ms later; a frame that is away does not answer.
 */

import { Refused } from '../src/errors.ts';
import type {
  AlbumView,
  DeviceView,
  FrameView,
  HistoryEntry,
  Id,
  MemberView,
  MoveView,
  PersonView,
  PhotoView,
  View,
  WithdrawalView,
} from '../src/office/calls.ts';
import { NOTHING } from '../src/office/calls.ts';
import { devicesAt, fullView, hex, peopleAt, photosOf, sealed } from './twin_shapes.ts';

export interface TwinOptions {
  readonly now?: () => number;
  readonly delay?: number; // ms until a frame answers
  readonly start?: 'full' | 'empty'; // empty: a phone that was never paired
  readonly moving?: boolean; // photos being sent make progress
}

/** Photos by album; those that an album begins with are made when somebody looks. */
class Photos extends Map<Id, PhotoView[]> {
  readonly #albums: readonly AlbumView[];

  constructor(albums: readonly AlbumView[]) {
    super();
    this.#albums = albums;
  }

  override get(album: Id): PhotoView[] | undefined {
    const begun = this.#albums.find((one) => one.id === album);
    if (begun && !this.has(album)) this.set(album, photosOf(album, begun.held ?? 0));
    return super.get(album);
  }
}

export class House {
  readonly now: () => number;
  readonly photos: Map<Id, PhotoView[]>;
  readonly history = new Map<Id, HistoryEntry[]>();
  readonly hearers = new Set<(view: View) => void>();
  people: PersonView[];
  devices: DeviceView[];
  readonly members = new Map<Id, MemberView[]>();
  view: View;
  made = 100;
  readonly #delay: number;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: TwinOptions) {
    this.now = options.now ?? Date.now;
    this.#delay = options.delay ?? 900;
    this.view = options.start === 'empty' ? NOTHING : fullView(this.now());
    this.people = peopleAt(this.now());
    this.devices = devicesAt(this.now());
    this.photos = new Photos(this.view.albums);
  }

  change(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    for (const hear of this.hearers) hear(this.view);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  later(deed: () => void, times = 1): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      deed();
    }, this.#delay * times);
    this.#timers.add(timer);
  }

  frame(): FrameView {
    const frame = this.view.frames.find((one) => one.id === this.view.chosen);
    if (!frame) throw new Refused('not-paired');
    return frame;
  }

  there(): void {
    if (this.frame().state !== 'there') throw new Refused('frame-away');
  }

  owner(): void {
    if (this.frame().role !== 'owner') throw new Refused('not-allowed');
    this.there();
  }

  album(id: Id): AlbumView {
    const one = this.view.albums.find((each) => each.id === id);
    if (!one) throw new Refused('bad-input');
    return one;
  }

  of(album: Id): PhotoView[] {
    return this.photos.get(album) ?? [];
  }

  changeAlbum(album: Id, part: Partial<AlbumView>): void {
    const albums = this.view.albums.map((one) => (one.id === album ? { ...one, ...part } : one));
    this.change({ albums });
  }

  each(album: Id, photos: readonly Id[], part: Partial<PhotoView>): void {
    const chosen = new Set(photos);
    const change = (one: PhotoView) => (chosen.has(one.id) ? { ...one, ...part } : one);
    this.photos.set(album, this.of(album).map(change));
    this.change({});
  }

  /** Photos leave an album; null: all of them. */
  drop(album: Id, photos: ReadonlySet<Id> | null): void {
    const left = photos ? this.of(album).filter((one) => !photos.has(one.id)) : [];
    this.photos.set(album, left);
    this.changeAlbum(album, { held: left.length, cover: left[0]?.id ?? null });
  }

  shows(album: Id, frame: Id): boolean {
    const lease = this.album(album).leases.find((one) => one.frame === frame);
    return lease?.purposes.includes('display') ?? false;
  }

  changeMove(move: Id, part: Partial<MoveView>): void {
    const moves = this.view.moves.map((one) => (one.id === move ? { ...one, ...part } : one));
    this.change({ moves });
  }

  /** Every frame has kept the photos of a move: they are taken back where they were. */
  moved(move: Id, photos: readonly Id[]): void {
    const one = this.view.moves.find((each) => each.id === move);
    if (!one) return;
    const { from, to } = one;
    const gone = new Set(photos);
    const moved = this.of(from).filter(({ id }) => gone.has(id));
    this.photos.set(to, [...moved.map((each) => ({ ...each, album: to })), ...this.of(to)]);
    this.changeAlbum(to, { held: this.of(to).length, cover: this.of(to)[0]?.id ?? null });
    this.drop(from, gone);
    const withdrawal = this.withdraw(from, { what: 'photos', photos: moved.length });
    this.changeMove(move, { moved: one.photos, withdrawal });
  }

  heard(album: Id, frame: Id): void {
    const one = this.view.albums.find((each) => each.id === album);
    const away = this.view.frames.find((each) => each.id === frame)?.state !== 'there';
    if (!one || away) return;
    const hear = (lease: AlbumView['leases'][number]) =>
      lease.frame === frame ? { ...lease, pending: false } : lease;
    this.changeAlbum(album, { leases: one.leases.map(hear) });
  }

  note(album: Id, part: Partial<HistoryEntry> & Pick<HistoryEntry, 'kind'>): void {
    const blank = { who: '', frame: '', purposes: [], until: null, words: '', photos: null };
    const old = this.history.get(album) ?? [];
    this.history.set(album, [{ at: this.now(), ...blank, ...part }, ...old]);
  }

  withdraw(
    album: Id,
    part: Partial<WithdrawalView> & Pick<WithdrawalView, 'what' | 'photos'>,
    hit: (frame: Id) => boolean = () => true,
  ): Id {
    this.made += 1;
    const id = hex(this.made, 64);
    const one = this.view.albums.find((each) => each.id === album);
    const asked = one?.leases.filter((each) => hit(each.frame)) ?? [this.frame()].map(asLease);
    const answers = asked.map(({ frame, label }) => ({
      frame,
      label,
      receipt: null,
      isForgotten: false,
    }));
    const blank = { id, album, title: one?.title ?? '', purposes: [], at: this.now() };
    const withdrawal: WithdrawalView = { ...blank, ...part, answers };
    this.change({ tookBack: [withdrawal, ...this.view.tookBack] });
    this.later(() => this.answer(id));
    return id;
  }

  answer(id: Id): void {
    const away = new Set(this.view.frames.filter((one) => one.state !== 'there').map((f) => f.id));
    const tookBack = this.view.tookBack.map((one) => {
      if (one.id !== id) return one;
      const answers = one.answers.map((answer) =>
        away.has(answer.frame)
          ? answer
          : { ...answer, receipt: sealed(answer.frame, one.photos, this.now()).receipt },
      );
      for (const answer of one.answers) this.heard(one.album, answer.frame);
      return { ...one, answers };
    });
    this.change({ tookBack });
  }
}

const asLease = (frame: FrameView) => ({ frame: frame.id, label: frame.label });
