/**
 * Builds the page with the twin of the office into a folder that the frame's web server hands out:
 * node tests/build_twin.mjs FOLDER
 *
 * Rule: it is built as build.mjs builds the page, only from another entry.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv[2];
if (!out) throw new Error('which folder?');
mkdirSync(out, { recursive: true });

const made = await build({
  entryPoints: [join(HERE, 'tests', 'twin_page.tsx')],
  bundle: true,
  minify: true,
  write: false,
  absWorkingDir: HERE,
  outdir: out,
  format: 'iife',
  target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
});
const [js, css] = ['.js', '.css'].map(
  (ending) => made.outputFiles.find((file) => file.path.endsWith(ending)).contents,
);
const page = readFileSync(join(HERE, 'index.html'), 'utf8')
  .replaceAll('%STYLE%', 'app.css')
  .replaceAll('%APP%', 'app.js');
const script = 'text/javascript; charset=utf-8';
const authority = {
  fingerprint:
    '5A:1B:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90:A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90',
  https: 'https://kitchen.local:8443',
};
const files = {
  'index.html': ['text/html; charset=utf-8', page],
  'app.js': [script, js],
  'app.css': ['text/css; charset=utf-8', css],
  'axe.js': [script, readFileSync(join(HERE, 'node_modules', 'axe-core', 'axe.min.js'))],
  'ca.json': ['application/json', JSON.stringify(authority)],
  'icon.svg': ['image/svg+xml', readFileSync(join(HERE, 'static', 'icon.svg'))],
  'manifest.webmanifest': [
    'application/manifest+json',
    readFileSync(join(HERE, 'static', 'manifest.webmanifest')),
  ],
};
for (const [name, [, bytes]] of Object.entries(files)) writeFileSync(join(out, name), bytes);
const listed = Object.entries(files).map(([name, [type]]) => [
  name,
  { type, immutable: name !== 'index.html' },
]);
writeFileSync(join(out, 'assets.json'), JSON.stringify(Object.fromEntries(listed)));
