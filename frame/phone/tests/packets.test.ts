/** The packets of MQTT, written and read here and by mqtt-packet, the codec of mqtt.js. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqtt from 'mqtt-packet';
import { BadMessage } from '../src/errors.ts';
import * as packets from '../src/post/packets.ts';

const MOST = 300_000;

function theirs(bytes: Uint8Array): Record<string, unknown> {
  const parser = mqtt.parser();
  let found: unknown = null;
  parser.on('packet', (packet: unknown) => {
    found = packet;
  });
  parser.on('error', (problem: unknown) => {
    throw problem;
  });
  parser.parse(Buffer.from(bytes));
  return found as Record<string, unknown>;
}

const generate = (packet: object) => new Uint8Array(mqtt.generate(packet as never));
const ours = (bytes: Uint8Array) => new packets.Reader(MOST).push(bytes);

test('a login is read by another codec as it was meant', () => {
  const login = { client: 'hf-1', user: 'ü', password: 'geheim', clean: false, keepaliveS: 30 };
  const read = theirs(packets.connect(login));
  assert.equal(read.cmd, 'connect');
  assert.equal(read.protocolVersion, 4);
  assert.equal(read.clientId, 'hf-1');
  assert.equal(read.username, 'ü');
  assert.equal(String(read.password), 'geheim');
  assert.equal(read.clean, false);
  assert.equal(read.keepalive, 30);
});

test('a message of any size is read by another codec as it was meant', () => {
  for (const size of [0, 1, 100, 127, 128, 16_383, 16_384, 131_200, 299_000]) {
    const payload = Uint8Array.from({ length: size }, (_, place) => place & 255);
    const read = theirs(packets.publish('hf1/a/in/b/m', payload, 65_535));
    assert.equal(read.topic, 'hf1/a/in/b/m');
    assert.equal(read.qos, 1);
    assert.equal(read.messageId, 65_535);
    assert.deepEqual(new Uint8Array(read.payload as Buffer), payload);
  }
});

test('subscribing, unsubscribing, pings and goodbyes are read as they were meant', () => {
  const subscribe = theirs(packets.subscribe(['a/+', 'b'], 7));
  assert.deepEqual(
    (subscribe.subscriptions as { topic: string; qos: number }[]).map(({ topic, qos }) => [
      topic,
      qos,
    ]),
    [
      ['a/+', 1],
      ['b', 1],
    ],
  );
  assert.deepEqual(theirs(packets.unsubscribe(['a/+'], 8)).unsubscriptions, ['a/+']);
  assert.equal(theirs(packets.acknowledge(9)).messageId, 9);
  assert.equal(theirs(packets.PING).cmd, 'pingreq');
  assert.equal(theirs(packets.GOODBYE).cmd, 'disconnect');
});

test('what a broker says is read as another codec wrote it', () => {
  const bytes = [
    generate({ cmd: 'connack', returnCode: 5, sessionPresent: false }),
    generate({ cmd: 'publish', topic: 't', payload: 'hi', qos: 1, messageId: 3 }),
    generate({ cmd: 'publish', topic: 't', payload: '', qos: 0, retain: true }),
    generate({ cmd: 'puback', messageId: 4 }),
    generate({ cmd: 'suback', messageId: 5, granted: [1, 128] }),
    generate({ cmd: 'unsuback', messageId: 6 }),
    generate({ cmd: 'pingresp' }),
  ].flatMap((one) => ours(one));
  assert.deepEqual(bytes, [
    { type: 'connack', code: 5 },
    { type: 'publish', topic: 't', payload: new TextEncoder().encode('hi'), id: 3 },
    { type: 'publish', topic: 't', payload: new Uint8Array(0), id: null },
    { type: 'puback', id: 4 },
    { type: 'suback', id: 5, codes: [1, 128] },
    { type: 'unsuback', id: 6 },
    { type: 'pong' },
  ]);
});

test('packets come whole however they were cut', () => {
  const stream = Buffer.concat(
    [0, 1, 200, 20_000].map((size) =>
      generate({
        cmd: 'publish',
        topic: 'x',
        payload: Buffer.alloc(size, 1),
        qos: 1,
        messageId: 1,
      }),
    ),
  );
  for (const step of [1, 2, 3, 7, 1000, stream.length]) {
    const reader = new packets.Reader(MOST);
    const found: packets.Packet[] = [];
    for (let at = 0; at < stream.length; at += step) {
      found.push(...reader.push(new Uint8Array(stream.subarray(at, at + step))));
    }
    assert.deepEqual(
      found.map((one) => (one.type === 'publish' ? one.payload.length : -1)),
      [0, 1, 200, 20_000],
    );
  }
});

test('what a broker must not send is refused', () => {
  const bad = [
    Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 1),
    Uint8Array.of(0x30, 0x80, 0x80, 0x40),
    Uint8Array.of(0x34, 5, 0, 1, 97, 0, 1),
    Uint8Array.of(0x32, 5, 0, 1, 97, 0, 0),
    Uint8Array.of(0x32, 3, 0, 9, 97),
    Uint8Array.of(0x30, 3, 0, 1, 0xff),
    Uint8Array.of(0x10, 0),
    Uint8Array.of(0x20, 1, 0),
    Uint8Array.of(0x41, 2, 0, 1),
    Uint8Array.of(0x90, 2, 0, 1),
    Uint8Array.of(0xd0, 1, 0),
  ];
  for (const bytes of bad) assert.throws(() => ours(bytes), BadMessage, String(bytes));
});

test('no bytes at all make a reader do anything but refuse or wait', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed & 255;
  };
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Uint8Array.from({ length: 1 + (random() % 40) }, random);
    try {
      ours(bytes);
    } catch (problem) {
      assert.ok(problem instanceof BadMessage);
    }
  }
});
