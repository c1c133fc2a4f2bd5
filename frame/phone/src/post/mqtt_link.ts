/**
 * A link: one connection to a broker after the other, until it is closed.
 *
 * Rule 1: each dial is a new client, so nothing of a broken connection is left in the next one;
 *         what the broker had not acknowledged goes out again.
 * Rule 2: at most 16 messages are in flight, so a connection holds at most 2 MiB of chunks.
 * Rule 3: the first three tries come quickly: a broker may learn a moment later that it knows us.
 * Rule 4: a broker is not trusted: what it sends without end is cut off, and a topic nobody asked
 *         for is dropped before it is looked at.
 */

import type { Code } from '../errors.ts';
import type { Heard, Link, Reach, Turned } from './links.ts';
import { MqttClient } from './mqtt_client.ts';

const WINDOW = 16;
const WAITING_BYTES = 32 * 1024 * 1024;
const PACKET_BYTES = 300_000;
const PROOF_MS = 4_000;
const SHORTEST_MS = 500;
const QUICK_TRIES = 3;
const LONGEST_MS = 30_000;

interface Letter {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly done: (() => void) | undefined;
}

/** Stays connected to one broker until it is closed. */
export class MqttLink implements Link {
  trouble: Code | null = null;
  readonly #reach: Reach;
  readonly #heard: Heard;
  readonly #turned: Turned;
  #client: MqttClient | null = null;
  #wanted: ReadonlySet<string> = new Set();
  #told: ReadonlySet<string> = new Set();
  #waiting: Letter[] = [];
  readonly #flying = new Set<Letter>();
  #waitingBytes = 0;
  #isUp = false;
  #isClosed = false;
  #spare: ReadonlySet<string> = new Set();
  #tries = 0;
  #again: ReturnType<typeof setTimeout> | null = null;
  #proof: ReturnType<typeof setTimeout> | null = null;

  constructor(reach: Reach, heard: Heard, turned: Turned) {
    this.#reach = reach;
    this.#heard = heard;
    this.#turned = turned;
    this.#redialIn(0); // whoever made us says first what is to be heard
  }

  hear(topics: Iterable<string>, spare: Iterable<string> = []): void {
    this.#spare = new Set(spare);
    this.#wanted = new Set([...topics, ...this.#spare]);
    if (this.#isUp) this.#tune(this.#client);
  }

  tell(topic: string, payload: Uint8Array, done?: () => void): boolean {
    const isTooMuch = this.#waitingBytes + payload.length > WAITING_BYTES;
    if (!this.#isUp || isTooMuch || payload.length > PACKET_BYTES) return false;
    this.#waiting.push({ topic, payload, done });
    this.#waitingBytes += payload.length;
    this.#send();
    return true;
  }

  pending(): number {
    return this.#waiting.length + this.#flying.size;
  }

  nudge(): void {
    if (this.#isClosed) return;
    this.#tries = 0;
    if (this.#again !== null) this.#redialIn(0);
    else if (this.#isUp && this.#proof === null) this.#prove();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    if (this.#proof !== null) clearTimeout(this.#proof);
    this.#client?.end();
    this.#client = null;
    this.#waiting = [];
    this.#flying.clear();
    this.#isUp = false;
  }

  #redialIn(ms: number): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#again = null;
      this.#dial();
    }, ms);
  }

  #dial(): void {
    try {
      const client: MqttClient = new MqttClient(this.#reach, {
        connected: () => this.#ours(client, () => this.#tune(client, () => this.#rise())),
        message: (topic, payload) => this.#ours(client, () => this.#pass(topic, payload)),
        heard: () => this.#ours(client, () => this.#proven()),
        ended: (because) => this.#ours(client, () => this.#drop(because)),
      });
      this.#client = client;
    } catch {
      this.#mind('broker-away');
      this.#later();
    }
  }

  #ours(client: MqttClient, work: () => void): void {
    if (this.#client === client) work();
  }

  /** Subscribe to what is wanted and not yet heard. */
  #tune(client: MqttClient | null, then?: () => void): void {
    const wanted = this.#wanted;
    const fresh = [...wanted].filter((topic) => then !== undefined || !this.#told.has(topic));
    const gone = then ? [] : [...this.#told].filter((topic) => !wanted.has(topic));
    this.#told = wanted;
    if (gone.length) client?.unsubscribe(gone);
    if (!fresh.length) {
      then?.();
      return;
    }
    client?.subscribe(fresh, (refused) => {
      if (this.#client !== client) return;
      const isBarred = refused.some((at) => !this.#spare.has(fresh[at] ?? ''));
      if (isBarred) this.#drop('broker-refused');
      else then?.();
    });
  }

  #rise(): void {
    this.#isUp = true;
    this.trouble = null;
    this.#tries = 0;
    this.#turned(true);
    this.#send();
  }

  /** Let go of a connection that ended, and dial again after a while. */
  #drop(because: Code): void {
    const client = this.#client;
    this.#client = null;
    client?.end();
    this.#waiting = [...this.#flying, ...this.#waiting];
    this.#flying.clear();
    this.#waitingBytes = this.#waiting.reduce((sum, { payload }) => sum + payload.length, 0);
    this.#proven();
    this.#mind(because);
    if (this.#isUp) {
      this.#isUp = false;
      this.#turned(false);
    }
    this.#later();
  }

  #mind(because: Code): void {
    const isNews = this.trouble !== because && !this.#isUp;
    this.trouble = because;
    if (isNews) this.#turned(false);
  }

  #later(): void {
    if (this.#isClosed) return;
    const doublings = Math.max(0, ++this.#tries - QUICK_TRIES);
    const patienceMs = Math.min(SHORTEST_MS * 2 ** doublings, LONGEST_MS);
    this.#redialIn(patienceMs * (0.5 + Math.random() / 2));
  }

  #send(): void {
    while (this.#isUp && this.#flying.size < WINDOW) {
      const letter = this.#waiting.shift();
      if (!letter) return;
      this.#waitingBytes -= letter.payload.length;
      this.#flying.add(letter);
      const client = this.#client;
      client?.publish(letter.topic, letter.payload, () => {
        if (this.#client !== client || !this.#flying.delete(letter)) return;
        letter.done?.();
        this.#send();
      });
    }
  }

  #pass(topic: string, payload: Uint8Array): void {
    const lane = topic.lastIndexOf('/');
    const isWanted = this.#wanted.has(topic) || this.#wanted.has(`${topic.slice(0, lane)}/+`);
    if (isWanted && payload.length <= PACKET_BYTES) this.#heard(topic, payload);
  }

  /** Ask the broker for a sign of life: the phone slept, or the network changed. */
  #prove(): void {
    this.#proof = setTimeout(() => this.#drop('broker-away'), PROOF_MS);
    this.#client?.ping();
  }

  #proven(): void {
    if (this.#proof !== null) clearTimeout(this.#proof);
    this.#proof = null;
  }
}
