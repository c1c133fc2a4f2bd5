/** Photos before they are sealed: what they tell, and that nothing of it stays. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';
import { Refused } from '../src/errors.ts';
import { readIptc, readMoment, takenFromName } from '../src/pictures/capture_time.ts';
import { type Cleaned, clean, inspect, LARGEST_BYTES } from '../src/pictures/clean.ts';
import { orientationOnly } from '../src/pictures/exif.ts';
import { inflate, store } from '../src/pictures/inflate.ts';
import { recognise } from '../src/pictures/kinds.ts';
import { big, joined, latin, octets } from '../src/pictures/octets.ts';
import { plainProfile } from '../src/pictures/profile.ts';
import { reencode, thumbnail } from '../src/pictures/thumbnail.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const TESTDATA = join(HERE, '..', '..', '..', '..', 'shared', 'testdata');
const without = existsSync(TESTDATA) ? false : 'the shared test data is not on this machine';

function filesOf(folder: string): { name: string; bytes: Uint8Array }[] {
  return readdirSync(join(TESTDATA, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: read(join(parentPath, name)) }));
}

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** Clean, or nothing where it is refused; any other error is one. */
function tried(bytes: Uint8Array): Cleaned | null {
  try {
    return clean(bytes);
  } catch (problem) {
    assert.ok(problem instanceof Refused, String(problem));
    return null;
  }
}

function traces({ removed }: Pick<Cleaned, 'removed'>): Record<string, number> {
  return Object.fromEntries(removed.map(({ trace, count }) => [trace, count]));
}

function segment(marker: number, ...body: Uint8Array[]): Uint8Array {
  const whole = joined(body);
  return joined([Uint8Array.of(0xff, marker), big(whole.length + 2, 2), whole]);
}

const TABLE = segment(0xdb, new Uint8Array(65).fill(1, 1));
const FRAME = segment(0xc0, octets('\x08\0\x20\0\x40\x01\x01\x11\0'));
const SCAN = joined([
  segment(0xda, octets('\x01\x01\0\0\x3f\0')),
  octets('abc\xff\0d\xff\xd0ef\xff\xd9'),
]);
const PICTURE = joined([TABLE, FRAME, SCAN]);

function jpeg(...extra: Uint8Array[]): Uint8Array {
  return joined([Uint8Array.of(0xff, 0xd8), ...extra, PICTURE]);
}

/** A big-endian TIFF of one directory of texts. */
function exif(tags: Readonly<Record<number, string>>): Uint8Array {
  const entries = Object.entries(tags);
  let at = 8 + 2 + 12 * entries.length + 4;
  const rows = entries.map(([tag, text]) => {
    const row = joined([big(Number(tag), 2), big(2, 2), big(text.length, 4), big(at, 4)]);
    at += text.length;
    return row;
  });
  const head = [octets('Exif\0\0MM\0*'), big(8, 4), big(entries.length, 2)];
  return joined([...head, ...rows, big(0, 4), ...entries.map(([, text]) => octets(text))]);
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  // what the cleaner writes has right sums, so its own writing is the reference here
  return joined([big(body.length, 4), octets(name), body, crcOf(joined([octets(name), body]))]);
}

function crcOf(bytes: Uint8Array): Uint8Array {
  let crc = 0xffffffff;
  for (const octet of bytes) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return big(~crc >>> 0, 4);
}

const IHDR = chunk('IHDR', joined([big(2, 4), big(1, 4), octets('\x08\0\0\0\0')]));
const IDAT = chunk('IDAT', new Uint8Array(deflateSync(Uint8Array.of(0, 9, 8))));
const IEND = chunk('IEND', new Uint8Array());

function png(...extra: Uint8Array[]): Uint8Array {
  return joined([octets('\x89PNG\r\n\x1a\n'), IHDR, ...extra, IDAT, IEND]);
}

test('a JPEG keeps its picture and nothing else', () => {
  const tail = octets('xxxxftypmp42 a video');
  const file = joined([
    jpeg(
      segment(0xe0, octets('JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01abc')),
      segment(0xe1, exif({ 271: 'Maker of cameras\0', 306: '2019:03:04 10:11:12\0' })),
      segment(0xe1, octets('http://ns.adobe.com/xap/1.0/\0<dc:creator>Anna</dc:creator>')),
      segment(0xfe, octets('one')),
      segment(0xfe, octets('two')),
    ),
    tail,
  ]);
  const { bytes, ...told } = clean(file);
  assert.deepEqual(traces(told), {
    camera: 1,
    names: 1,
    video: 1,
    thumbnail: 1,
    words: 2,
  });
  assert.equal(told.taken, '2019-03-04T10:11:12');
  assert.deepEqual([told.kind, told.width, told.height], ['jpeg', 64, 32]);
  assert.deepEqual(bytes, jpeg(segment(0xe0, octets('JFIF\0\x01\x01\0\0\x01\0\x01\0\0'))));
});

test('how a picture is to be turned stays, alone', () => {
  const turned = segment(0xe1, octets('Exif\0\0'), orientationOnly(6));
  const { bytes, width, height, removed } = clean(jpeg(turned));
  assert.deepEqual([width, height, removed], [32, 64, []]);
  assert.deepEqual(bytes, jpeg(turned));
});

test('the index of further pictures says how many there are', () => {
  const tag = joined([big(0xb001, 2), big(4, 2), big(1, 4), big(3, 4)]);
  const index = [octets('MPF\0MM\0*'), big(8, 4), big(1, 2), tag, big(0, 4)];
  const file = joined([jpeg(segment(0xe2, ...index)), jpeg(), jpeg()]);
  assert.deepEqual(traces(inspect(file)), { pictures: 2 });
  assert.deepEqual(clean(file).bytes, jpeg());
});

for (const [name, bytes] of Object.entries({
  nothing: new Uint8Array(),
  'a JPEG that stops in its picture': jpeg().subarray(0, -2),
  'a JPEG without a picture': joined([octets('\xff\xd8'), TABLE, octets('\xff\xd9')]),
  'a lossless JPEG': joined([
    octets('\xff\xd8'),
    segment(0xc3, octets('\x08\0\x20\0\x40\0')),
    SCAN,
  ]),
  'a table with something behind it': jpeg(segment(0xdb, new Uint8Array(70))),
  'a PNG with a wrong check sum': png(chunk('PLTE', new Uint8Array(3)).fill(1, -4)),
  'a PNG with an unknown critical chunk': png(chunk('ABCD', new Uint8Array(3))),
  'a GIF': octets('GIF89a\x01\0\x01\0\0\0\0;'),
  'a video': octets('\0\0\0\x14ftypisom\0\0\0\0mp42'),
})) {
  test(`${name} is refused as no photo`, () => {
    assert.throws(() => clean(bytes), { name: 'Refused', code: 'not-a-photo' });
  });
}

test('more than sixty mebibytes are refused as too large', () => {
  const file = new Uint8Array(LARGEST_BYTES + 1);
  assert.throws(() => inspect(file), { code: 'too-large' });
});

test('texts, times and tails of a PNG go, packed or not', () => {
  const xmp = deflateSync('<x xmp:CreateDate="2020-02-29T01:02:03" exif:GPSLatitude="1">');
  const file = joined([
    png(
      chunk('tEXt', octets('Author\0Anna')),
      chunk('zTXt', joined([octets('Comment\0\0'), new Uint8Array(deflateSync('hello'))])),
      chunk('iTXt', joined([octets('XML:com.adobe.xmp\0\x01\0\0\0'), new Uint8Array(xmp)])),
      chunk('tIME', octets('\x07\xe4\x02\x1d\x01\x02\x03')),
      chunk('gAMA', big(45455, 4)),
      chunk('eXIf', orientationOnly(3)),
    ),
    octets('a tail'),
  ]);
  const { bytes, ...told } = clean(file);
  assert.deepEqual(traces(told), { location: 1, words: 2, other: 2 });
  assert.equal(told.taken, '2020-02-29T01:02:03');
  assert.deepEqual(bytes, png(chunk('eXIf', orientationOnly(3)), chunk('gAMA', big(45455, 4))));
});

test('a colour profile loses its names and keeps its colours', () => {
  const curve = octets('curv\0\0\0\0\0\0\0\0');
  const words = octets('text\0\0\0\0Printer of Anna');
  const tags = [octets('rTRC'), big(168, 4), big(12, 4), octets('cprt'), big(180, 4), big(23, 4)];
  const header = new Uint8Array(128).fill(7);
  header.set(octets('acsp'), 36);
  const profile = joined([header, big(2, 4), ...tags, new Uint8Array(12), curve, words]);
  const plain = plainProfile(profile);
  assert.ok(plain.bytes && plain.named && !plain.isSrgb);
  assert.ok(latin(plain.bytes).includes('curv') && !latin(plain.bytes).includes('Anna'));
  assert.deepEqual(plainProfile(plain.bytes), { ...plain, named: false });
});

test('zlib is unpacked as the reference unpacks it, and never past its limit', () => {
  const random = dice(1);
  for (let turn = 0; turn < 60; turn += 1) {
    const letters = 1 + Math.floor(random() * 255);
    const length = Math.floor(random() * 3000);
    const text = Uint8Array.from({ length }, () => Math.floor(random() * letters));
    const level = turn % 10;
    assert.deepEqual(inflate(new Uint8Array(deflateSync(text, { level })), 3000), text);
    assert.deepEqual(new Uint8Array(inflateSync(store(text))), text);
  }
  const bomb = new Uint8Array(deflateSync(new Uint8Array(1 << 20)));
  assert.throws(() => inflate(bomb, 1 << 16), { code: 'not-a-photo' });
});

test('dates inside files are read as the frame reads them', () => {
  assert.equal(readMoment('2019-03-04T10:11:12.345+02:00'), '2019-03-04T10:11:12');
  assert.equal(readMoment('2019-03-04'), '2019-03-04T00:00:00');
  for (const never of ['0000:00:00 00:00:00', '1970:01:01 00:00:00', '2019:02:29 1', '2019', '']) {
    assert.equal(readMoment(never), null, never);
  }
  assert.equal(readIptc('20190304', '101112+0100'), '2019-03-04T10:11:12');
  assert.equal(readIptc('', '101112'), null);
});

test('dates in names are read as the frame reads them', () => {
  for (const name of [
    'IMG_20190304_101112.jpg',
    'IMG20190304101112.jpg',
    'PXL_20190304_101112345.MP.jpg',
    'Screenshot_2019-03-04-10-11-12.png',
    'WhatsApp Image 2019-03-04 at 10.11.12.jpeg',
    'signal-2019-03-04-101112.jpg',
  ]) {
    assert.equal(takenFromName(name), '2019-03-04T10:11:12', name);
  }
  assert.equal(takenFromName('IMG-20190304-WA0001.jpg'), '2019-03-04T00:00:00');
  assert.equal(takenFromName('Oma 2019.03.04.jpg'), '2019-03-04T00:00:00');
  for (const name of [
    'IMG_20191304_101112.jpg',
    '000000000636.jpg',
    '7b20190304101112.jpg',
    '20190304101112345678901234.jpg',
    '12019-03-04.jpg',
    '',
  ]) {
    assert.equal(takenFromName(name), null, name);
  }
});

test('cleaning what is clean finds nothing and changes nothing', { skip: without }, () => {
  let count = 0;
  for (const folder of ['photos', 'metadata', 'orientation', 'screens']) {
    for (const { name, bytes } of filesOf(folder)) {
      const once = tried(bytes);
      if (!once) continue;
      const { bytes: _, ...told } = once;
      assert.deepEqual(inspect(bytes), told, name);
      const twice = clean(once.bytes);
      assert.deepEqual([twice.removed, twice.taken], [[], null], name);
      assert.ok(Buffer.from(twice.bytes).equals(once.bytes), name);
      count += 1;
    }
  }
  assert.ok(count > 110, String(count));
});

test('files made to break decoders give an answer, and soon', { skip: without }, () => {
  for (const { name, bytes } of filesOf('hostile')) {
    const started = performance.now();
    const done = tried(bytes);
    assert.ok(performance.now() - started < 1000, name);
    assert.ok(!done || done.bytes.length <= bytes.length + 512, name);
  }
});

test('any change to a file gives an answer, and what is clean stays clean', () => {
  const random = dice(7);
  for (const file of seeds()) {
    for (let turn = 0; turn < 250; turn += 1) {
      const done = tried(changed(file, random));
      if (done) assert.deepEqual(tried(done.bytes)?.removed, [], `change ${turn}`);
    }
  }
});

test('time grows with the length of a file, not with its square', () => {
  for (const [name, bytes] of Object.entries(bombs())) {
    const started = performance.now();
    tried(bytes);
    assert.ok(performance.now() - started < 3000, name);
  }
});

function seeds(): Uint8Array[] {
  const own = [
    jpeg(segment(0xe1, exif({ 271: 'Maker of cameras\0' })), segment(0xfe, octets('words'))),
    png(chunk('tEXt', octets('Author\0Anna')), chunk('eXIf', orientationOnly(3))),
  ];
  if (without) return own;
  const names = ['L_exif_xmp_iptc.heic', 'zPug_3.heic', '32Bit-72dpi-sRGB-800x600.avif'];
  names.push('Alpha Lossy (1).webp', 'picasa.jpg', 'png_with_exif_and_gps.png');
  return [...own, ...names.map((name) => read(join(TESTDATA, 'metadata', name)))];
}

/** Some bytes of the head changed, or the file cut off, or a piece of it doubled. */
function changed(file: Uint8Array, random: () => number): Uint8Array {
  const place = () => Math.floor(random() * Math.min(file.length, 3000));
  const kind = random();
  if (kind < 0.2) return file.subarray(0, Math.floor(random() * file.length));
  if (kind < 0.3) {
    const [from, to] = [place(), place()];
    return joined([file.subarray(0, from), file.subarray(to)]);
  }
  const copy = file.slice();
  for (let left = 1 + Math.floor(random() * 8); left > 0; left -= 1) {
    copy[place()] = random() < 0.5 ? Math.floor(random() * 256) : random() < 0.5 ? 0 : 255;
  }
  return copy;
}

function bombs(): Record<string, Uint8Array> {
  const much = 4 << 20;
  const repeated = (part: Uint8Array) =>
    joined(new Array<Uint8Array>(Math.floor(much / part.length)).fill(part));
  const packed = new Uint8Array(deflateSync(new Uint8Array(4 << 20)));
  return {
    'markers without end': joined([octets('\xff\xd8'), new Uint8Array(much).fill(0xff)]),
    'empty segments': joined([octets('\xff\xd8'), repeated(segment(0xfe)), PICTURE]),
    'scans of nothing': joined([octets('\xff\xd8'), FRAME, repeated(SCAN.subarray(0, 10))]),
    'empty chunks': joined([png().subarray(0, 33), repeated(chunk('tEXt', new Uint8Array()))]),
    'packed texts': joined([
      png().subarray(0, 33),
      repeated(chunk('zTXt', joined([octets('Raw profile type exif\0\0'), packed]))),
      IDAT,
      IEND,
    ]),
    'empty boxes': joined([
      octets('\0\0\0\x10ftypheic\0\0\0\0'),
      big(much + 8, 4),
      octets('meta'),
      repeated(octets('\0\0\0\x08free')),
    ]),
    'letters of a video': joined([
      jpeg(),
      octets('M').fill(0x4d),
      new Uint8Array(much).fill(0x6d),
    ]),
  };
}

/** Numbers from 0 to 1 that look like chance and are the same each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test('a file is known by its first bytes', () => {
  const heads = {
    jpeg: '\xff\xd8\xff\xe0',
    png: '\x89PNG\r\n\x1a\n',
    webp: 'RIFF\0\0\0\0WEBPVP8 ',
    heif: '\0\0\0\x18ftypmif1\0\0\0\0mif1heic',
    avif: '\0\0\0\x18ftypmif1\0\0\0\0mif1avif',
  };
  for (const [kind, head] of Object.entries(heads)) assert.equal(recognise(octets(head)), kind);
  assert.equal(recognise(octets('\0\0\0\x18ftypisom\0\0\0\0mp42iso2')), null);
});

test('where there is no decoder of a browser there is no thumbnail', async () => {
  const file = new Blob([jpeg() as BlobPart]);
  assert.deepEqual([await thumbnail(file, 320), await reencode(file)], [null, null]);
});
