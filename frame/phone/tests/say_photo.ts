/**
 * Seals a made-up photo for another program: `node say_photo.ts KEY PHOTO EPOCH LENGTH`.
 *
 * Byte i of the picture is i modulo 251. Writes what an offer says of it and all its packets:
 * `{"sealed": bytes, "checks": hex, "packets": [hex]}`.
 */

import { randomBytes } from 'node:crypto';
import { hex, unhex } from '../src/crypto/bytes.ts';
import {
  checksOf,
  chunkCount,
  chunkOf,
  EpochKey,
  sealPhoto,
  writeChunk,
} from '../src/protocol/photos.ts';

const [key = '', photo = '', epoch = '', length = ''] = process.argv.slice(2);
const picture = Uint8Array.from({ length: Number(length) }, (_, at) => at % 251);
const sealed = sealPhoto(
  new EpochKey(unhex(key)),
  unhex(photo),
  Number(epoch),
  picture,
  randomBytes,
);
const packets = Array.from({ length: chunkCount(sealed.length) }, (_, index) =>
  hex(writeChunk(new Uint8Array(8), index, chunkOf(sealed, index))),
);
console.log(JSON.stringify({ sealed: sealed.length, checks: hex(checksOf(sealed)), packets }));
