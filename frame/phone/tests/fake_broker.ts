/**
 * A small MQTT 3.1.1 broker for tests, over websockets: what a link needs, and what no broker should do.
 *
 * Rule: sessions last, as links ask for them (`clean: false`).
 */

import type { Server } from 'node:http';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { matches } from './sim_link.ts';
import { type Line, webSocketServer } from './web_socket.ts';

interface Session {
  filters: Set<string>;
  queue: [string, Buffer][];
  readonly open: Map<number, [string, Buffer]>; // sent and not acknowledged
  line: Line | null;
}

export class FakeBroker {
  port = 0;
  readonly said: { readonly topic: string; readonly payload: Buffer }[] = [];
  readonly logins: { readonly user: string; readonly session: string }[] = [];
  /** Let in whoever knows this password. */
  password = 'secret';
  acknowledges = true;
  /** Let nobody hear these. */
  readonly barred = new Set<string>();
  readonly #sessions = new Map<string, Session>();
  readonly #open = new Set<Line>();
  #server: Server | null = null;
  #last = 1;

  get url(): string {
    return `ws://127.0.0.1:${this.port}/mqtt`;
  }

  async start(): Promise<void> {
    const server = webSocketServer((line) => this.#welcome(line));
    this.#server = server;
    await new Promise<void>((go) => server.listen(this.port, '127.0.0.1', go));
    const address = server.address();
    if (address && typeof address === 'object') this.port = address.port;
  }

  async stop(): Promise<void> {
    for (const line of this.#open) line.destroy();
    await new Promise((gone) => this.#server?.close(gone));
  }

  /** Break every connection. */
  cut(): void {
    for (const line of this.#open) line.destroy();
  }

  /** Send bytes that are no MQTT to everybody. */
  garble(bytes: Uint8Array): void {
    for (const line of this.#open) line.send(bytes);
  }

  /** Send to everybody, whether they asked for it or not. */
  push(topic: string, payload: Buffer): void {
    for (const line of this.#open) this.#send(line, topic, payload);
  }

  publish(topic: string, payload: Buffer): void {
    this.said.push({ topic, payload });
    for (const session of this.#sessions.values()) {
      if (![...session.filters].some((filter) => matches(filter, topic))) continue;
      this.#give(session, topic, payload);
    }
  }

  #give(session: Session, topic: string, payload: Buffer): void {
    if (!session.line) session.queue.push([topic, payload]);
    else session.open.set(this.#send(session.line, topic, payload), [topic, payload]);
  }

  #send(line: Line, topic: string, payload: Buffer): number {
    this.#last = (this.#last % 65_000) + 1;
    const head = { cmd: 'publish', retain: false, dup: false, qos: 1 } as const;
    line.send(mqttPacket.generate({ ...head, topic, payload, messageId: this.#last }));
    return this.#last;
  }

  #welcome(line: Line): void {
    this.#open.add(line);
    const parser = mqttPacket.parser();
    let session: Session | null = null;
    line.gone = () => {
      this.#open.delete(line);
      if (session?.line !== line) return;
      session.line = null;
      session.queue = [...session.open.values(), ...session.queue];
      session.open.clear();
    };
    line.heard = (bytes) => parser.parse(bytes);
    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') session = this.#connect(line, packet);
      else if (session) this.#take(line, session, packet);
    });
  }

  #connect(line: Line, packet: Extract<Packet, { cmd: 'connect' }>): Session | null {
    const isKnown = packet.password?.toString() === this.password;
    this.logins.push({ user: packet.username ?? '', session: packet.clientId });
    const returnCode = isKnown ? 0 : 5;
    const held = this.#sessions.get(packet.clientId);
    const sessionPresent = isKnown && held !== undefined;
    line.send(mqttPacket.generate({ cmd: 'connack', returnCode, sessionPresent }));
    if (!isKnown) {
      setTimeout(() => line.destroy(), 20);
      return null;
    }
    const session = held ?? { filters: new Set<string>(), queue: [], open: new Map(), line: null };
    session.line?.destroy();
    session.line = line;
    this.#sessions.set(packet.clientId, session);
    for (const [topic, payload] of session.queue.splice(0)) this.#give(session, topic, payload);
    return session;
  }

  #take(line: Line, session: Session, packet: Packet): void {
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === 'subscribe') {
      for (const { topic } of packet.subscriptions) session.filters.add(topic);
      const granted = packet.subscriptions.map(({ topic }) => (this.barred.has(topic) ? 128 : 1));
      line.send(mqttPacket.generate({ cmd: 'suback', messageId, granted }));
    } else if (packet.cmd === 'unsubscribe') {
      for (const topic of packet.unsubscriptions) session.filters.delete(topic);
      line.send(mqttPacket.generate({ cmd: 'unsuback', messageId, granted: [] }));
    } else if (packet.cmd === 'puback') session.open.delete(messageId);
    else if (packet.cmd === 'publish') {
      if (!this.acknowledges) return;
      line.send(mqttPacket.generate({ cmd: 'puback', messageId }));
      this.publish(packet.topic, Buffer.from(packet.payload));
    } else if (packet.cmd === 'pingreq') line.send(mqttPacket.generate({ cmd: 'pingresp' }));
  }
}
