/** Replays a Noise handshake in the form of cacophony's vectors. */

import assert from 'node:assert/strict';
import { concat, hex, unhex } from '../src/crypto/bytes.ts';
import {
  EphemeralKey,
  Initiator,
  type Pattern,
  Responder,
  SharedKey,
  StaticKey,
  type Terms,
} from '../src/crypto/noise.ts';

export interface Handshake {
  readonly protocol_name: Pattern;
  readonly init_psks?: readonly string[];
  readonly init_prologue: string;
  readonly init_static: string;
  readonly init_ephemeral: string;
  readonly init_remote_static: string;
  readonly resp_static: string;
  readonly resp_ephemeral: string;
  readonly handshake_hash: string;
  readonly messages: readonly { readonly payload: string; readonly ciphertext: string }[];
}

/** Both sides before they spoke, with the keys that the vector gives them. */
export function sides(told: Handshake): readonly [Initiator, Responder] {
  const psk = told.init_psks?.[0];
  const common = {
    pattern: told.protocol_name,
    prologue: unhex(told.init_prologue),
    ...(psk === undefined ? {} : { psk: new SharedKey(unhex(psk)) }),
  };
  const first: Terms = {
    ...common,
    static: new StaticKey(unhex(told.init_static)),
    ephemeral: new EphemeralKey(unhex(told.init_ephemeral)),
    peer: unhex(told.init_remote_static),
  };
  const second: Terms = {
    ...common,
    static: new StaticKey(unhex(told.resp_static)),
    ephemeral: new EphemeralKey(unhex(told.resp_ephemeral)),
  };
  return [new Initiator(first), new Responder(second)];
}

/** Say everything a vector says, in both directions; return how many messages that were. */
export function replay(told: Handshake): number {
  const [hello, welcome, ...later] = told.messages.map((one) => ({
    plain: unhex(one.payload),
    sealed: unhex(one.ciphertext),
  }));
  assert.ok(hello && welcome);
  const [initiator, responder] = sides(told);
  assert.deepEqual(initiator.begin(hello.plain), concat(hello.sealed));
  assert.deepEqual(responder.hear(hello.sealed)[0], hello.plain);
  const [answer, there] = responder.answer(welcome.plain);
  assert.deepEqual(answer, welcome.sealed);
  const [payload, here] = initiator.finish(answer);
  assert.deepEqual(payload, welcome.plain);
  for (const session of [here, there]) assert.equal(hex(session.transcript), told.handshake_hash);
  later.forEach(({ plain, sealed }, at) => {
    const [from, to] = at % 2 ? [there, here] : [here, there];
    assert.deepEqual(from.sealing.seal(plain), sealed);
    assert.deepEqual(to.opening.open(sealed), plain);
  });
  return told.messages.length;
}
