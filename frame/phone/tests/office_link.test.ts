/** Links: the real one and its twin keep the same promises, whatever the broker does. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Link, Reach } from '../src/post/links.ts';
import { MqttLink } from '../src/post/mqtt_link.ts';
import { FakeBroker } from './fake_broker.ts';
import { SimBroker } from './sim_link.ts';

const HERE = 'hf1/aaaaaaaaaaaaaaaa/in/bbbbbbbbbbbbbbbb/+';
const TOPIC = 'hf1/aaaaaaaaaaaaaaaa/in/bbbbbbbbbbbbbbbb/m';
const OTHER = 'hf1/cccccccccccccccc/in/bbbbbbbbbbbbbbbb/m';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A broker of either kind, as the tests use it. */
interface World {
  open(session: string, password?: string): Ear;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A link and what it reported. */
interface Ear {
  readonly link: Link;
  readonly heard: string[];
  readonly turns: boolean[];
}

async function until(so: () => boolean, ms = 8_000): Promise<void> {
  const end = Date.now() + ms;
  while (!so()) {
    assert.ok(Date.now() < end, 'it never came to that');
    await new Promise((go) => setTimeout(go, 5));
  }
}

const reach = (url: string, session: string, password = 'secret'): Reach => ({
  ...{ url, user: 'somebody', password, session },
});

function ear(connect: (heard: Ear['heard'], turns: Ear['turns']) => Link): Ear {
  const heard: string[] = [];
  const turns: boolean[] = [];
  return { link: connect(heard, turns), heard, turns };
}

async function real(t: TestContext): Promise<World & { readonly broker: FakeBroker }> {
  const broker = new FakeBroker();
  await broker.start();
  const links: Link[] = [];
  t.after(async () => {
    for (const link of links) link.close();
    await broker.stop();
  });
  return {
    broker,
    open: (session, password) =>
      ear((heard, turns) => {
        const link = new MqttLink(
          reach(broker.url, session, password),
          (_, payload) => heard.push(new TextDecoder().decode(payload)),
          (isUp) => turns.push(isUp),
        );
        links.push(link);
        return link;
      }),
    stop: () => broker.stop(),
    start: () => broker.start(),
  };
}

async function twin(_: TestContext): Promise<World> {
  const broker = new SimBroker();
  return {
    open: (session) =>
      ear((heard, turns) =>
        broker.connect(
          reach('', session),
          (_, payload) => heard.push(new TextDecoder().decode(payload)),
          (isUp) => turns.push(isUp),
        ),
      ),
    stop: async () => broker.stop(),
    start: async () => broker.start(),
  };
}

for (const [kind, world] of Object.entries({ 'the real link': real, 'the twin': twin })) {
  test(`${kind}: what is told is heard by who asked for it, and by nobody else`, async (t) => {
    const at = await world(t);
    const [here, there] = [at.open('here'), at.open('there')];
    here.link.hear([HERE]);
    there.link.hear([OTHER]);
    await until(() => here.turns.includes(true) && there.turns.includes(true));
    let acknowledged = 0;
    assert.ok(there.link.tell(TOPIC, bytes('hello'), () => acknowledged++));
    await until(() => here.heard.length === 1 && acknowledged === 1);
    assert.deepEqual([here.heard, there.heard], [['hello'], []]);
    assert.equal(there.link.pending(), 0);
  });

  test(`${kind}: nothing is taken while there is no connection`, async (t) => {
    const at = await world(t);
    const one = at.open('one');
    assert.equal(one.link.tell(TOPIC, bytes('too early')), false);
  });

  test(`${kind}: what came while a link was away comes when it is back`, async (t) => {
    const at = await world(t);
    const [here, there] = [at.open('here'), at.open('there')];
    here.link.hear([HERE]);
    there.link.hear([]);
    await until(() => here.turns.includes(true) && there.turns.includes(true));
    here.link.close();
    await until(() => there.link.tell(TOPIC, bytes('kept for you')));
    const again = at.open('here');
    again.link.hear([HERE]);
    await until(() => again.heard.includes('kept for you'));
  });

  test(`${kind}: a link comes back by itself after its broker was away`, async (t) => {
    const at = await world(t);
    const one = at.open('one');
    one.link.hear([HERE]);
    await until(() => one.turns.includes(true));
    await at.stop();
    await until(() => one.turns.at(-1) === false);
    assert.equal(one.link.trouble, 'broker-away');
    await at.start();
    one.link.nudge();
    await until(() => one.turns.at(-1) === true);
    assert.equal(one.link.trouble, null);
  });
}

test('a broker that does not know the phone is told apart from one that is away', async (t) => {
  const at = await real(t);
  const one = at.open('one', 'an old password');
  await until(() => one.link.trouble === 'broker-refused');
});

test('a broker that bars a topic refuses the link, but not for one it can spare', async (t) => {
  const at = await real(t);
  at.broker.barred.add(OTHER);
  const [one, two] = [at.open('one'), at.open('two')];
  one.link.hear([HERE], [OTHER]);
  two.link.hear([HERE, OTHER]);
  await until(() => one.turns.includes(true));
  at.broker.push(TOPIC, Buffer.from('without the other'));
  await until(() => one.heard.length === 1);
  await until(() => two.link.trouble === 'broker-refused');
  assert.equal(one.link.trouble, null);
});

test('a broker that learns a moment later who we are is tried again at once', async (t) => {
  const at = await real(t);
  const one = at.open('one', 'a new password');
  const begun = Date.now();
  await until(() => at.broker.logins.length >= 3);
  at.broker.password = 'a new password';
  await until(() => one.turns.at(-1) === true);
  assert.ok(Date.now() - begun < 3_000, 'three tries took too long');
});

test('what the broker did not acknowledge goes out again over the next connection', async (t) => {
  const at = await real(t);
  const [here, there] = [at.open('here'), at.open('there')];
  here.link.hear([HERE]);
  there.link.hear([]);
  await until(() => here.turns.includes(true) && there.turns.includes(true));
  at.broker.acknowledges = false;
  there.link.tell(TOPIC, bytes('again'));
  await until(() => there.link.pending() === 1);
  at.broker.acknowledges = true;
  at.broker.cut();
  await until(() => here.heard.includes('again'));
  await until(() => there.link.pending() === 0);
});

test('at most sixteen messages are in flight', async (t) => {
  const at = await real(t);
  const one = at.open('one');
  one.link.hear([]);
  await until(() => one.turns.includes(true));
  at.broker.acknowledges = false;
  for (let count = 0; count < 40; count += 1) one.link.tell(TOPIC, bytes(`${count}`));
  await new Promise((go) => setTimeout(go, 100));
  at.broker.acknowledges = true;
  assert.equal(one.link.pending(), 40);
  at.broker.cut();
  await until(() => at.broker.said.length >= 40 && one.link.pending() === 0);
});

test('a topic nobody asked for is dropped, and so is a packet that is too large', async (t) => {
  const at = await real(t);
  const one = at.open('one');
  one.link.hear([HERE]);
  await until(() => one.turns.includes(true));
  at.broker.push(OTHER, Buffer.from('not for you'));
  at.broker.push(TOPIC, Buffer.alloc(300_001));
  at.broker.push(TOPIC, Buffer.from('for you'));
  await until(() => one.heard.length > 0);
  assert.deepEqual(one.heard, ['for you']);
});

test('bytes that are no MQTT end one connection and not the link', async (t) => {
  const at = await real(t);
  const one = at.open('one');
  one.link.hear([HERE]);
  await until(() => one.turns.includes(true));
  at.broker.garble(Uint8Array.of(0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3));
  at.broker.garble(new Uint8Array(1000).fill(0x20));
  await until(() => one.turns.includes(false));
  one.link.nudge();
  await until(() => one.turns.at(-1) === true);
  at.broker.push(TOPIC, Buffer.from('still here'));
  await until(() => one.heard.includes('still here'));
});
