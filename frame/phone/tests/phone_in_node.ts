/**
 * A whole phone in node: the office of src/office, without a browser around it.
 *
 *     node phone_in_node.ts FOLDER BROKER
 *
 * Each line of stdin is a call: {"id": 1, "name": "pair", "args": [...]}; each line of stdout its
 * end: {"id": 1, "value": ...} or {"id": 1, "refused": "code"}. Besides the calls of `calls.ts`
 * there are `view`, and `send` and `inspect` take paths in place of files. A blob is told as its
 * `bytes`, `text` and `base64`.
 */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Language, Office } from '../src/office/calls.ts';
import { codeOf } from '../src/office/codes.ts';
import { developed, inspected, sealed } from '../src/office/developing.ts';
import { officeOf } from '../src/office/office.ts';
import { Room } from '../src/office/room.ts';
import type { Sentences } from '../src/owner/agreement.ts';
import { MqttLink } from '../src/post/mqtt_link.ts';
import { FileShelf } from './file_shelf.ts';

const SENTENCES: Sentences = {
  opening: 'With the photos of “{title}” the frame “{frame}” may:',
  may: { display: 'show', enhance: 'mend', score: 'look', faces: 'compare', share: 'send on' },
  short: { display: 'show', enhance: 'mend', score: 'look', faces: 'compare', share: 'send on' },
  blurred: 'Strangers are blurred.',
  mayNot: 'It may not: {list}.',
  between: '; ',
  ends: 'This ends on {date}.',
  renews: 'This phone renews it.',
  back: 'You can take it back.',
  people: 'What is computed, where it is kept, and how it is taken back.',
};
const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'es', 'zh'];

const [folder = '', broker = ''] = process.argv.slice(2);
const room = await Room.open({
  href: 'http://frame.local/',
  sentences: Object.fromEntries(LANGUAGES.map((one) => [one, SENTENCES])) as Record<
    Language,
    Sentences
  >,
  shelf: new FileShelf(folder),
  connect: (reach, heard, turned) => new MqttLink(reach, heard, turned),
  darkroom: {
    develop: developed,
    inspect: inspected,
    seal: async (order) => sealed(order),
    close: () => undefined,
  },
  brokerOf: () => broker,
  push: () => undefined,
});
const office = officeOf(room);

const files = (paths: readonly string[]): File[] =>
  paths.map((path) => new File([readFileSync(path)], basename(path)));

async function perform(name: string, args: unknown[]): Promise<unknown> {
  if (name === 'view') {
    room.push();
    return room.view;
  }
  if (name === 'send') return office.send(files(args[0] as string[]), args[1] as string);
  if (name === 'inspect') return office.inspect(files(args[0] as string[]));
  const call = office[name as keyof Office] as (...args: unknown[]) => Promise<unknown>;
  const value = await call(...args);
  return value instanceof Blob ? told(value) : withFile(value);
}

const told = async (blob: Blob) => ({
  bytes: blob.size,
  text: await blob.text(),
  base64: Buffer.from(await blob.arrayBuffer()).toString('base64'),
});

/** An archive with its file told as well. */
async function withFile(value: unknown): Promise<unknown> {
  const { file } = (value ?? {}) as { readonly file?: unknown };
  return file instanceof Blob ? { ...(value as object), file: await told(file) } : value;
}

const say = (told: unknown) => process.stdout.write(`${JSON.stringify(told)}\n`);

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, name, args } = JSON.parse(line) as { id: number; name: string; args: unknown[] };
    try {
      say({ id, value: (await perform(name, args)) ?? null });
    } catch (problem) {
      say({ id, refused: codeOf(problem), trace: problem instanceof Error ? problem.stack : '' });
    }
  })
  .on('close', async () => {
    await room.close();
    process.exit(0);
  });
say({ id: 0, value: 'open' });
