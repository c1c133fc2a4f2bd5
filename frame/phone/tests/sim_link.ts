/**
 * A broker in memory and its links: what `post/mqtt_link` does, without a network.
 *
 * Rule: it keeps every promise of `post/links`: a session keeps what comes while its link is away,
 * wildcards of one level, at least once, and `done` once the broker has it.
 */

import type { Code } from '../src/errors.ts';
import type { Connect, Heard, Link, Reach, Turned } from '../src/post/links.ts';

const QUEUED = 1_000;

interface Session {
  filters: ReadonlySet<string>;
  readonly queue: [string, Uint8Array][];
  link: SimLink | null;
}

export class SimBroker {
  readonly said: { readonly topic: string; readonly payload: Uint8Array }[] = [];
  readonly #sessions = new Map<string, Session>();
  readonly #links = new Set<SimLink>();
  isRunning = true;

  /** A way to connect (`post/links`). */
  readonly connect: Connect = (reach, heard, turned) => {
    const link = new SimLink(this, reach, heard, turned);
    this.#links.add(link);
    queueMicrotask(() => this.come(link));
    return link;
  };

  come(link: SimLink): void {
    if (!this.isRunning || link.isClosed) return;
    const session = this.session(link.reach.session);
    session.link?.fell();
    session.link = link;
    session.filters = link.wanted;
    link.rose();
    for (const [topic, payload] of session.queue.splice(0)) link.hears(topic, payload);
  }

  go(link: SimLink): void {
    const session = this.session(link.reach.session);
    if (session.link === link) session.link = null;
    link.fell();
  }

  leave(link: SimLink): void {
    this.#links.delete(link);
    this.go(link);
  }

  stop(): void {
    this.isRunning = false;
    for (const link of this.#links) this.go(link);
  }

  start(): void {
    this.isRunning = true;
    for (const link of this.#links) this.come(link);
  }

  publish(topic: string, payload: Uint8Array): void {
    this.said.push({ topic, payload });
    for (const session of this.#sessions.values()) {
      if (![...session.filters].some((filter) => matches(filter, topic))) continue;
      if (session.link) session.link.hears(topic, payload);
      else if (session.queue.length < QUEUED) session.queue.push([topic, payload]);
    }
  }

  tune(link: SimLink): void {
    this.session(link.reach.session).filters = link.wanted;
  }

  private session(name: string): Session {
    const held = this.#sessions.get(name) ?? { filters: new Set(), queue: [], link: null };
    this.#sessions.set(name, held);
    return held;
  }
}

export class SimLink implements Link {
  trouble: Code | null = null;
  wanted: ReadonlySet<string> = new Set();
  isClosed = false;
  readonly reach: Reach;
  readonly #broker: SimBroker;
  readonly #heard: Heard;
  readonly #turned: Turned;
  #isUp = false;
  #pending = 0;

  constructor(broker: SimBroker, reach: Reach, heard: Heard, turned: Turned) {
    this.#broker = broker;
    this.reach = reach;
    this.#heard = heard;
    this.#turned = turned;
  }

  hear(topics: Iterable<string>, spare: Iterable<string> = []): void {
    this.wanted = new Set([...topics, ...spare]);
    if (this.#isUp) this.#broker.tune(this);
  }

  tell(topic: string, payload: Uint8Array, done?: () => void): boolean {
    if (!this.#isUp) return false;
    this.#pending += 1;
    const copy = payload.slice();
    queueMicrotask(() => {
      this.#pending -= 1;
      this.#broker.publish(topic, copy);
      done?.();
    });
    return true;
  }

  pending(): number {
    return this.#pending;
  }

  nudge(): void {
    this.#broker.come(this);
  }

  close(): void {
    this.isClosed = true;
    this.#broker.leave(this);
  }

  rose(): void {
    this.#isUp = true;
    this.trouble = null;
    this.#turned(true);
  }

  fell(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.trouble = 'broker-away';
    if (!this.isClosed) this.#turned(false);
  }

  hears(topic: string, payload: Uint8Array): void {
    queueMicrotask(() => {
      if (this.#isUp && [...this.wanted].some((one) => matches(one, topic))) {
        this.#heard(topic, payload);
      }
    });
  }
}

/** Whether a filter with `+` means a topic. */
export function matches(filter: string, topic: string): boolean {
  const parts = topic.split('/');
  const wanted = filter.split('/');
  return (
    wanted.length === parts.length && wanted.every((one, at) => one === '+' || one === parts[at])
  );
}
