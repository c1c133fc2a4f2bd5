/**
 * Vectors that others published: Wycheproof, Ed25519, C2SP, RFC 9180, draft-ietf-hpke-pq.
 *
 * They are files of the Python tests: HEARTHFRAME_VECTORS is the folder `vectors` of the package
 * cryptography-vectors, HEARTHFRAME_TESTDATA the shared test data with Wycheproof's JSON. Without
 * them these tests are skipped; under CI the first one has to be there.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'node:zlib';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Opener, SealingSeed, Suite } from '../src/crypto/box.ts';
import { concat, hex, unhex, utf8 } from '../src/crypto/bytes.ts';
import { expand, SigningSeed } from '../src/crypto/keys.ts';
import { agree, Opening, StaticKey, TransportKey } from '../src/crypto/noise.ts';
import { isSignedBy, Signer } from '../src/crypto/sign.ts';
import { unseal } from '../src/crypto/stream.ts';
import { Refused } from '../src/errors.ts';

type Case = Readonly<Record<string, string>>;

const INSTALLED = '../../../.venv/lib';

/** The folder of cryptography-vectors: named, or that of this repository's environment. */
function library(): string | undefined {
  const named = process.env.HEARTHFRAME_VECTORS;
  if (named) return named;
  const lib = new URL(INSTALLED, import.meta.url).pathname;
  const pythons = existsSync(lib) ? readdirSync(lib) : [];
  return pythons
    .map((one) => join(lib, one, 'site-packages', 'cryptography_vectors'))
    .find((one) => existsSync(one));
}

const LIBRARY = library();
const TESTDATA =
  process.env.HEARTHFRAME_TESTDATA ??
  new URL('../../../../shared/testdata', import.meta.url).pathname;
const installed = {
  skip:
    !LIBRARY && !process.env.CI && 'cryptography-vectors is not installed (HEARTHFRAME_VECTORS)',
};
const shared = {
  skip: !existsSync(TESTDATA) && 'the shared test data is not here (HEARTHFRAME_TESTDATA)',
};

const published = (name: string) => readFileSync(join(LIBRARY ?? 'missing', name), 'utf8');

/** Every case of a Wycheproof file with what its group says. */
function wycheproof(name: string): readonly Case[] {
  const path = join(TESTDATA, 'crypto', 'wycheproof', `${name}_test.json`);
  const { testGroups } = JSON.parse(readFileSync(path, 'utf8'));
  return testGroups.flatMap((group: { publicKey?: { pk: string }; tests: Case[] }) =>
    group.tests.map((one) => ({ ...one, pk: group.publicKey?.pk ?? '' })),
  );
}

const of = (told: Case, name: string): Uint8Array => unhex(told[name] ?? 'missing');

/** What is made of a case, or that it is refused. */
function made(make: () => Uint8Array): string {
  try {
    return hex(make());
  } catch (error) {
    assert.ok(error instanceof Refused || error instanceof RangeError, String(error));
    return 'refused';
  }
}

test(
  'every eighth of the signatures published with Ed25519 is made and checked',
  installed,
  () => {
    const lines = published('asymmetric/Ed25519/sign.input').trim().split('\n');
    assert.equal(lines.length, 1024);
    for (const line of lines.filter((_, at) => at % 8 === 0)) {
      const [keys = '', , message = '', both = ''] = line.split(':');
      const signer = new Signer(new SigningSeed(unhex(keys.slice(0, 64))));
      const [told, signature] = [unhex(message), unhex(both.slice(0, 128))];
      assert.equal(hex(signer.public), keys.slice(64));
      assert.deepEqual(signer.sign(told), signature);
      assert.ok(isSignedBy(signer.public, told, signature));
      assert.ok(!isSignedBy(signer.public, concat(told, signature), signature));
    }
  },
);

test('every signature of Wycheproof is judged as it says', shared, () => {
  const cases = wycheproof('ed25519');
  assert.equal(cases.length, 151);
  for (const one of cases) {
    const holds = isSignedBy(of(one, 'pk'), of(one, 'msg'), of(one, 'sig'));
    assert.equal(holds, one.result === 'valid', `case ${one.tcId}`);
  }
});

test('every agreement of Wycheproof is made, and every one of zeros refused', shared, () => {
  const cases = wycheproof('x25519');
  assert.equal(cases.length, 518);
  for (const one of cases) {
    const agreed = made(() => agree(new StaticKey(of(one, 'private')), of(one, 'public')));
    const isZero = one.flags?.includes('ZeroSharedSecret');
    assert.equal(agreed, isZero ? 'refused' : one.shared, `case ${one.tcId}`);
  }
});

test('every message of Wycheproof that a session could hear opens, or does not', shared, () => {
  const cases = wycheproof('chacha20_poly1305').filter((one) => one.iv?.length === 24);
  for (const one of cases) {
    const sealed = unhex(`${one.ct}${one.tag}`);
    const cipher = chacha20poly1305(of(one, 'key'), of(one, 'iv'), of(one, 'aad'));
    if (one.result === 'valid') assert.equal(hex(cipher.decrypt(sealed)), one.msg);
    else assert.throws(() => cipher.decrypt(sealed), `case ${one.tcId}`);
  }
  const heard = cases.filter((one) => one.result === 'valid' && one.iv?.startsWith('00000000'));
  assert.equal(heard.length, 10);
  for (const one of heard) {
    const number = new DataView(of(one, 'iv').buffer).getBigUint64(4, true);
    const opening = new Opening(new TransportKey(of(one, 'key')));
    const plain = opening.openAt(number, unhex(`${one.ct}${one.tag}`), of(one, 'aad'));
    assert.equal(hex(plain), one.msg);
  }
});

test('every key of Wycheproof is derived, and one that is too long refused', shared, () => {
  const cases = wycheproof('hkdf_sha256');
  assert.equal(cases.length, 86);
  for (const one of cases) {
    const derive = () =>
      expand(of(one, 'ikm'), of(one, 'salt'), of(one, 'info'), Number(one.size));
    if (one.result === 'valid') assert.equal(hex(derive()), one.okm);
    else assert.throws(derive);
  }
});

interface Hpke {
  readonly mode: number;
  readonly kem_id: number;
  readonly kdf_id: number;
  readonly aead_id: number;
  readonly info: string;
  readonly ikmE?: string;
  readonly skRm: string;
  readonly pkRm: string;
  readonly enc: string;
  readonly shared_secret: string;
  readonly key: string;
  readonly base_nonce: string;
  readonly encryptions: readonly { aad: string; ct: string; nonce: string; pt: string }[];
}

/** The cases of one KEM in base mode with HKDF-SHA256. */
function hpke(name: string, kem: number): readonly Hpke[] {
  const told: readonly Hpke[] = JSON.parse(published(name));
  return told.filter((one) => one.mode === 0 && one.kem_id === kem);
}

const PUBLISHED = [
  ['HPKE/test-vectors.json', 0x0020, Suite.X25519],
  ['HPKE/hpke-pq-test-vectors.json', 0x647a, Suite.Hybrid],
] as const;

test('published key pairs follow from their seeds', installed, () => {
  for (const [name, kem, suite] of PUBLISHED) {
    const cases = hpke(name, kem);
    assert.ok(cases.length > 0);
    for (const one of cases) {
      const opener = new Opener(new SealingSeed(unhex(one.skRm)), suite);
      assert.equal(hex(opener.public), one.pkRm);
    }
  }
});

test('published boxes have the key and nonce that ours would have', installed, () => {
  for (const [name, kem, suite] of PUBLISHED) {
    const [one] = hpke(name, kem).filter((each) => each.kdf_id === 1 && each.aead_id === 3);
    const first = one?.encryptions[0];
    assert.ok(one && first);
    const opener = new Opener(new SealingSeed(unhex(one.skRm)), suite);
    // The published messages have associated data and ours none: the ciphertext before its tag
    // is the same, so a box with our tag opens.
    const key = chacha20poly1305(unhex(one.key), unhex(one.base_nonce));
    const ours = key.encrypt(unhex(first.pt));
    assert.equal(hex(ours.subarray(0, -16)), first.ct.slice(0, -32));
    const box = concat(unhex(one.enc), ours);
    assert.equal(hex(opener.open(box, unhex(one.info))), first.pt);
    assert.throws(() => opener.open(box, unhex('00')), Refused);
    const theirs = unhex(one.enc + first.ct);
    assert.throws(() => opener.open(theirs, unhex(one.info)), Refused);
  }
});

test('every file of C2SP opens, or does not, as it says', installed, () => {
  const { vectors } = JSON.parse(published('chunked-encryption/vectors.json'));
  const cases: readonly Case[] = vectors.filter((one: Case) => one.aead?.includes('CHACHA20'));
  const opened = cases.filter((one) => {
    const packed = Buffer.from(one.ciphertext ?? '', 'base64');
    const plain = made(() =>
      sha256(unseal(of(one, 'key'), unpacked(packed), utf8(one.context ?? ''))),
    );
    assert.equal(plain === one.payload_sha256, one.expect === 'success', one.comment);
    return plain !== 'refused';
  });
  assert.deepEqual([opened.length, cases.length], [9, 34]);
});

function unpacked(packed: Uint8Array): Uint8Array {
  try {
    return Uint8Array.from(unzipSync(packed));
  } catch {
    return Uint8Array.from(packed);
  }
}
