/** How the chosen frame is set: asked for once it is there, and said as a whole. */

import type { Id } from '../post/rows.ts';
import { Kind } from '../protocol/envelope.ts';
import type { Settings as Told } from '../protocol/frame_views.ts';
import type { SettingsView } from './calls.ts';
import { nowMs, type Room } from './room.ts';

const AGAIN_MS = 5_000;
const SETTLED_MS = 2_500; // a frame that still says otherwise then has its reasons

export class Settings {
  readonly #room: Room;
  readonly #views = new Map<Id, SettingsView>();
  /** What was asked for and is not set yet: the screens show it at once. */
  readonly #wishes = new Map<Id, SettingsView>();
  readonly #askedMs = new Map<Id, number>();

  constructor(room: Room) {
    this.#room = room;
  }

  get view(): SettingsView | null {
    const frame = this.#room.chosen ?? '';
    return this.#wishes.get(frame) ?? this.#views.get(frame) ?? null;
  }

  /** Ask for what is not known yet, if the frame is there. */
  freshen(): void {
    const { chosen, client } = this.#room;
    if (chosen === null || this.view || !client.frames.isUp(chosen)) return;
    if (nowMs() - (this.#askedMs.get(chosen) ?? 0) < AGAIN_MS) return;
    this.#askedMs.set(chosen, nowMs());
    client.say(chosen, { kind: Kind.AskSettings });
  }

  heard(told: Told, frame: Id): void {
    this.#views.set(frame, viewOf(told));
    this.#room.changed();
  }

  /** Set some of it; what is not named stays. Rejects with Refused where the frame is away. */
  async set(part: Partial<SettingsView>): Promise<void> {
    const { name } = this.#room.owned();
    const { client } = this.#room;
    const before = this.view ?? (await this.#asked(name, () => true));
    const next = { ...before, ...part };
    this.#wishes.set(name, next);
    this.#room.changed();
    try {
      await client.tell(name, toldOf(next));
      const saidMs = nowMs();
      const isSet = (one: SettingsView) => same(one, next) || nowMs() - saidMs > SETTLED_MS;
      await this.#asked(name, isSet);
    } finally {
      if (this.#wishes.get(name) === next) this.#wishes.delete(name);
      this.#room.changed();
    }
  }

  /** Ask until the answer is fit; rejects with Refused where the frame is away. */
  async #asked(frame: Id, isFit: (view: SettingsView) => boolean): Promise<SettingsView> {
    return this.#room.client.ask(frame, { kind: Kind.AskSettings }, (told) => {
      const view = told.kind === Kind.Settings ? viewOf(told) : null;
      return view && isFit(view) ? view : undefined;
    });
  }
}

function viewOf(told: Told): SettingsView {
  const { nightFrom: from, nightUntil: until, brightness, guests, seconds, arranged } = told;
  const night = from === null || until === null ? null : { from, until };
  return { brightness, guests, seconds, arranged, night };
}

const same = (one: SettingsView, other: SettingsView): boolean =>
  JSON.stringify(viewOf(toldOf(one))) === JSON.stringify(viewOf(toldOf(other)));

function toldOf({ night, ...rest }: SettingsView): Told {
  return {
    kind: Kind.Settings,
    ...rest,
    nightFrom: night?.from ?? null,
    nightUntil: night?.until ?? null,
  };
}
