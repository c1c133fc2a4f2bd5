/**
 * One connection to a broker, from the first packet to the last: MQTT 3.1.1 over a websocket.
 *
 * Rule 1: it lives once: when it ends it says why, and whoever wants another makes another.
 * Rule 2: silence for longer than half again the keepalive is an end, whatever the socket says.
 */

import type { Code } from '../errors.ts';
import type { Reach } from './links.ts';
import * as packets from './packets.ts';

const KEEPALIVE_S = 30;
const ANSWER_MS = 10_000;
const LOOK_MS = 5_000;
const NUMBERS = 0xffff;
const REFUSED_CODES: readonly number[] = [2, 4, 5]; // CONNACK, §3.2.2.3
const LARGEST_BYTES = 1_200_000;

export interface Events {
  connected(): void;
  message(topic: string, payload: Uint8Array): void;
  /** Something came: the broker is alive. */
  heard(): void;
  ended(because: Code): void;
}

/** What is told once the broker answered; `refused` holds the places of topics it refused. */
type Done = (refused: readonly number[]) => void;

export class MqttClient {
  readonly #events: Events;
  readonly #socket: WebSocket;
  readonly #reader = new packets.Reader(LARGEST_BYTES);
  readonly #waiting = new Map<number, Done>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #isOver = false;
  #isIn = false;
  #last = 0;
  #heardMs = Date.now();
  #saidMs = Date.now();

  /** Throws where the address is none that can be dialled. */
  constructor(reach: Reach, events: Events) {
    this.#events = events;
    this.#socket = new WebSocket(reach.url, 'mqtt');
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#say(packets.connect(loginOf(reach)));
    this.#socket.onmessage = ({ data }) => this.#take(data);
    this.#socket.onclose = () => this.#end('broker-away');
    this.#socket.onerror = () => this.#end('broker-away');
    this.#timers.push(setInterval(() => this.#look(), LOOK_MS));
  }

  subscribe(topics: readonly string[], done: Done): void {
    this.#say(packets.subscribe(topics, this.#numbered(done)));
  }

  unsubscribe(topics: readonly string[]): void {
    this.#say(
      packets.unsubscribe(
        topics,
        this.#numbered(() => undefined),
      ),
    );
  }

  publish(topic: string, payload: Uint8Array, done: Done): void {
    this.#say(packets.publish(topic, payload, this.#numbered(done)));
  }

  ping(): void {
    this.#say(packets.PING);
  }

  /** Go without a word to whoever listens. */
  end(): void {
    if (this.#isIn) this.#say(packets.GOODBYE);
    this.#close();
  }

  #numbered(done: Done): number {
    do {
      this.#last = (this.#last % NUMBERS) + 1;
    } while (this.#waiting.has(this.#last));
    this.#waiting.set(this.#last, done);
    return this.#last;
  }

  #say(bytes: Uint8Array): void {
    if (this.#isOver || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#saidMs = Date.now();
    this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
  }

  #take(data: unknown): void {
    if (this.#isOver) return;
    if (!(data instanceof ArrayBuffer)) {
      this.#end('broker-away');
      return;
    }
    this.#heardMs = Date.now();
    this.#events.heard();
    try {
      for (const packet of this.#reader.push(new Uint8Array(data))) this.#hear(packet);
    } catch {
      this.#end('broker-away');
    }
  }

  #hear(packet: packets.Packet): void {
    switch (packet.type) {
      case 'connack':
        this.#enter(packet.code);
        break;
      case 'publish':
        if (packet.id !== null) this.#say(packets.acknowledge(packet.id));
        this.#events.message(packet.topic, packet.payload);
        break;
      case 'suback':
        this.#answered(packet.id, placesOf(packet.codes));
        break;
      case 'pong':
        break;
      default:
        this.#answered(packet.id, []);
    }
  }

  #enter(code: number): void {
    if (code) {
      this.#end(REFUSED_CODES.includes(code) ? 'broker-refused' : 'broker-away');
      return;
    }
    this.#isIn = true;
    this.#events.connected();
  }

  #answered(id: number, refused: readonly number[]): void {
    const done = this.#waiting.get(id);
    this.#waiting.delete(id);
    done?.(refused);
  }

  #look(): void {
    const now = Date.now();
    const patienceMs = this.#isIn ? KEEPALIVE_S * 1500 : ANSWER_MS;
    if (now - this.#heardMs > patienceMs) this.#end('broker-away');
    else if (this.#isIn && now - this.#saidMs > (KEEPALIVE_S * 1000) / 2) this.ping();
  }

  #end(because: Code): void {
    if (this.#isOver) return;
    this.#close();
    this.#events.ended(because);
  }

  #close(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#waiting.clear();
    this.#socket.close();
  }
}

const placesOf = (codes: readonly number[]): number[] =>
  codes.flatMap((code, at) => (code === packets.REFUSED ? [at] : []));

function loginOf({ session, user, password }: Reach): packets.Login {
  return { client: session, user, password, clean: false, keepaliveS: KEEPALIVE_S };
}
