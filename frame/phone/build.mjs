/**
 * Builds the phone page into dist/: bundles under names that hold their digest, each also
 * compressed, and assets.json, the list of everything a server may hand out.
 *
 * Rule 1: nothing is fetched; the same sources and packages give the same bytes.
 * Rule 2: the page never grows past its budget: 200 KB compressed, everything together.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { png } from './icons.mjs';
import { asLists } from './words.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, 'dist');
const BUDGET_BYTES = 200_000;
const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
};

const assets = {};
const used = new Set();

function keep(path, bytes, immutable = false) {
  const type = TYPES[path.split('.').at(-1)];
  if (type === undefined) throw new Error(`no media type is known for ${path}`);
  mkdirSync(dirname(join(OUT, path)), { recursive: true });
  writeFileSync(join(OUT, path), bytes);
  const sizes = compressed(path, bytes);
  assets[path] = { type, immutable, ...sizes };
  return path;
}

function compressed(path, bytes) {
  if (path.endsWith('.png')) return { bytes: bytes.length, least: bytes.length };
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  writeFileSync(join(OUT, `${path}.br`), brotli);
  writeFileSync(join(OUT, `${path}.gz`), gzipSync(bytes, { level: 9 }));
  return { bytes: bytes.length, least: brotli.length };
}

function named(name, bytes) {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const [stem, ending] = name.split('.');
  return keep(`${stem}-${digest}.${ending}`, bytes, true);
}

async function bundled(entry, define = {}) {
  const made = await build({
    entryPoints: [join(HERE, 'src', entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: HERE,
    outdir: OUT,
    format: 'iife',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [asLists],
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"', ...quoted(define) },
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  });
  for (const input of Object.keys(made.metafile.inputs)) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) used.add(found[1]);
  }
  return Object.fromEntries(
    made.outputFiles.map((file) => [file.path.endsWith('.css') ? 'css' : 'js', file.contents]),
  );
}

const quoted = (words) =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [name, JSON.stringify(word)]));

/** The licences of what is in the bundles, which go where the bundles go. */
function licences() {
  const texts = [...used].sort().map((name) => {
    const folder = join(HERE, 'node_modules', name);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${about.version} (${about.license})\n\n${text}\n`;
  });
  return Buffer.from(texts.join('\n\n'));
}

function page(style, app) {
  return readFileSync(join(HERE, 'index.html'), 'utf8')
    .replaceAll('%STYLE%', style)
    .replaceAll('%APP%', app);
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const name of readdirSync(join(HERE, 'static')).sort()) {
  keep(name, readFileSync(join(HERE, 'static', name)));
}
const drawing = readFileSync(join(HERE, 'static', 'icon.svg'), 'utf8');
keep('icon-180.png', png(drawing, 180, true)); // for iOS, which cuts it itself
keep('icon-192.png', png(drawing, 192, false));
keep('icon-512.png', png(drawing, 512, true)); // cut by launchers, or shown as it is
const darkroom = named('darkroom.js', (await bundled('office/darkroom.ts')).js);
const office = named(
  'office.js',
  (await bundled('office/worker.ts', { DARKROOM_URL: darkroom })).js,
);
const app = await bundled('app.tsx', { OFFICE_URL: office });
const style = named('style.css', app.css);
keep('index.html', Buffer.from(page(style, named('app.js', app.js))));
const kept = Object.keys(assets).sort();
const edition = createHash('sha256').update(JSON.stringify(assets)).digest('hex').slice(0, 12);
keep('sw.js', (await bundled('sw.ts', { KEPT: kept, EDITION: edition })).js);
keep('licences.txt', licences());
writeFileSync(join(OUT, 'assets.json'), `${JSON.stringify(assets, null, 1)}\n`);

const total = Object.entries(assets)
  .filter(([path]) => path !== 'licences.txt')
  .reduce((sum, [, one]) => sum + one.least, 0);
console.log(`phone page: ${total} bytes compressed in ${Object.keys(assets).length} files`);
if (total > BUDGET_BYTES) {
  console.error(`the phone page has ${total} bytes, more than its budget of ${BUDGET_BYTES}`);
  process.exitCode = 1;
}
