/**
 * Clean every file of a folder: `node clean_files.ts IN_DIR OUT_DIR`, for `tests/phone`.
 *
 * Writes each clean file under its own name, and `told.json`: what was said of each, or the code
 * of the refusal.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../src/errors.ts';
import { clean } from '../src/pictures/clean.ts';

const [from = '', to = ''] = process.argv.slice(2);
const told: Record<string, unknown> = {};
for (const entry of readdirSync(from, { withFileTypes: true })) {
  if (!entry.isFile()) continue;
  try {
    const { bytes, ...said } = clean(new Uint8Array(readFileSync(join(from, entry.name))));
    writeFileSync(join(to, entry.name), bytes);
    told[entry.name] = said;
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    told[entry.name] = { refused: problem.code, because: problem.message };
  }
}
writeFileSync(join(to, 'told.json'), JSON.stringify(told));
