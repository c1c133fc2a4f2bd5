/**
 * Connections: one to the broker of each paired frame, with the user and password that come from
 * the secret of the pair (docs/protocol.md §5.2).
 *
 * Rule 1: what links report is posted to whoever owns them; nothing is decided here.
 * Rule 2: only what was asked for is passed on; another topic is dropped before it is looked at.
 */

import type { Code } from '../errors.ts';
import type { Id, Paired } from './rows.ts';

/** Where a broker is and how to log on; `session` names this connection to it. */
export interface Reach {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly session: string;
}

/** One connection that is kept up until it is closed. */
export interface Link {
  /** Why it does not stand; null while it does, or while it is dialling for the first time. */
  readonly trouble: Code | null;
  /**
   * Hear exactly these topics (filters), from now on and after every reconnect. A broker that
   * refuses one of them refuses this link; without those that are `spare` it goes on.
   */
  hear(topics: Iterable<string>, spare?: Iterable<string>): void;
  /**
   * Send at least once; false when it is not connected or too much waits: it is then not kept.
   * `done` hears that the broker has it.
   */
  tell(topic: string, payload: Uint8Array, done?: () => void): boolean;
  /** How many messages the broker has not acknowledged yet. */
  pending(): number;
  /** The network may be back: dial now. */
  nudge(): void;
  close(): void;
}

export type Heard = (topic: string, payload: Uint8Array) => void;
export type Turned = (isUp: boolean) => void;
export type Connect = (reach: Reach, heard: Heard, turned: Turned) => Link;

/** All connections of one phone; `turned` hears of each frame whether its connection stands. */
export class Links {
  readonly #connect: Connect;
  readonly #reachOf: (device: Paired) => Reach;
  readonly #heard: Heard;
  readonly #turned: (device: Id, isUp: boolean) => void;
  readonly #links = new Map<Id, { readonly link: Link; readonly secret: string }>();

  constructor(
    connect: Connect,
    reachOf: (device: Paired) => Reach,
    heard: Heard,
    turned: (device: Id, isUp: boolean) => void,
  ) {
    this.#connect = connect;
    this.#reachOf = reachOf;
    this.#heard = heard;
    this.#turned = turned;
  }

  /** Hear exactly these topics of each device, and those that are `spare` if its broker lets us. */
  listen(
    devices: ReadonlyMap<Id, Paired>,
    topics: ReadonlyMap<Id, readonly string[]>,
    spare: ReadonlyMap<Id, readonly string[]> = new Map(),
  ): void {
    for (const [name, { link, secret }] of this.#links) {
      const device = devices.get(name);
      if (device && secret === this.#secretOf(device)) continue;
      this.#links.delete(name);
      link.close();
      this.#turned(name, false);
    }
    for (const [name, device] of devices) {
      const held = this.#links.get(name)?.link;
      const link = held ?? this.#open(name, device);
      link.hear(topics.get(name) ?? [], spare.get(name));
    }
  }

  #open(name: Id, device: Paired): Link {
    const turned = (isUp: boolean) => {
      if (this.#links.get(name)?.link === link) this.#turned(name, isUp);
    };
    const link = this.#connect(this.#reachOf(device), this.#heard, turned);
    this.#links.set(name, { link, secret: this.#secretOf(device) });
    return link;
  }

  #secretOf(device: Paired): string {
    const { url, user, password } = this.#reachOf(device);
    return `${url} ${user} ${password}`;
  }

  of(device: Id): Link | undefined {
    return this.#links.get(device)?.link;
  }

  /** Send to a device; false where there is no connection to where it is met. */
  tell(device: Id, topic: string, payload: Uint8Array, done?: () => void): boolean {
    return this.of(device)?.tell(topic, payload, done) ?? false;
  }

  nudge(): void {
    for (const { link } of this.#links.values()) link.nudge();
  }

  close(): void {
    for (const { link } of this.#links.values()) link.close();
    this.#links.clear();
  }
}
