/**
 * The icon of the page as PNG, for home screens that take no SVG.
 * Sources: PNG (W3C, third edition) and, for icons that are cut to a shape, the maskable icons of
 * the Web App Manifest.
 *
 * Rule 1: it draws static/icon.svg and nothing else: a ground, a frame, a flame. What it cannot read
 *         there, it refuses.
 * Rule 2: the same drawing gives the same bytes.
 */

import { crc32, deflateSync } from 'node:zlib';

const WHOLE = 512; // the drawing's own width and height
const GRAIN = 4; // samples along each side of a pixel
const CURVE = 24; // straight pieces of one curve
const SHADES = 24; // of one gradient: more can hardly be told apart, and cost bytes
const TONES = 64; // of all pixels: what is left is where edges are smooth

/**
 * The drawing as a PNG of `side` by `side` pixels. `square`: to its corners, for systems that cut
 * icons to a shape of their own.
 */
export function png(svg, side, square) {
  const drawing = read(svg);
  const pixels = Array.from({ length: side * side }, (_, at) =>
    pixelOf(drawing, at % side, Math.floor(at / side), side, square),
  );
  return written(pixels, side);
}

// ---- reading the drawing ----

function read(svg) {
  const [ground, frame] = [...svg.matchAll(/<rect ([^>]*)\/>/g)].map(([, words]) =>
    numbers(words),
  );
  const [glow, fire] = [...svg.matchAll(/<(?:radial|linear)Gradient.*?Gradient>/g)].map(shades);
  const line = /stroke="(#\w{6})"/.exec(svg)?.[1];
  const flame = /<path d="([^"]*)"/.exec(svg)?.[1];
  if (!frame || !fire || !line || !flame) throw new Error('icon.svg is not the drawing it was');
  const corners = outline(flame);
  const [across, down] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const box = { left: Math.min(...across), right: Math.max(...across) };
  Object.assign(box, { top: Math.min(...down), foot: Math.max(...down) });
  return { ground, frame, glow, fire, line: colour(line), flame: { corners, ...box } };
}

const numbers = (words) =>
  Object.fromEntries(
    [...words.matchAll(/([\w-]+)="([\d.]+)"/g)].map(([, k, v]) => [k, Number(v)]),
  );

const colour = (text) => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));

/** The shades of a gradient, from its first stop to its last. */
function shades([gradient]) {
  const found = [...gradient.matchAll(/offset="([\d.]+)" stop-color="(#\w{6})"/g)];
  const stops = found.map(([, at, tone]) => ({ at: Number(at), tone: colour(tone) }));
  return Array.from({ length: SHADES }, (_, at) => between(stops, at / (SHADES - 1)));
}

const shade = (place) => Math.round(Math.min(1, Math.max(0, place)) * (SHADES - 1));

/** A path of one M and relative curves, as the corners of a polygon. */
function outline(path) {
  const [from, ...curves] = path.replace(/z$/, '').split('c').map(values);
  let [x, y] = from;
  const corners = [[x, y]];
  for (const [ax, ay, bx, by, cx, cy] of curves) {
    for (let step = 1; step <= CURVE; step += 1) {
      const t = step / CURVE;
      const along = (a, b, c) => 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t ** 2 * b + t ** 3 * c;
      corners.push([x + along(ax, bx, cx), y + along(ay, by, cy)]);
    }
    [x, y] = [x + cx, y + cy];
  }
  return corners;
}

const values = (text) => (text.match(/-?[\d.]+/g) ?? []).map(Number);

// ---- drawing ----

const ALL = Array.from({ length: GRAIN * GRAIN }, (_, at) => at);
const CORNERS = [0, GRAIN - 1, GRAIN * (GRAIN - 1), GRAIN * GRAIN - 1];

/** Red, green, blue and opacity of one pixel in one number; all over it only where an edge is. */
function pixelOf(drawing, x, y, side, square) {
  const sample = (at) =>
    toneAt(
      drawing,
      ((x + ((at % GRAIN) + 0.5) / GRAIN) * WHOLE) / side,
      ((y + (Math.floor(at / GRAIN) + 0.5) / GRAIN) * WHOLE) / side,
      square,
    );
  const corners = CORNERS.map(sample);
  const isPlain = corners.every((one) => one === corners[0]);
  const tones = isPlain ? corners : ALL.map(sample);
  const seen = tones.filter((one) => one !== null);
  const mean = (at) => Math.round(seen.reduce((sum, one) => sum + one[at], 0) / seen.length);
  const parts = seen.length ? [0, 1, 2].map(mean) : [0, 0, 0];
  const opacity = Math.round((seen.length * 255) / tones.length);
  return [...parts, opacity].reduce((all, one) => all * 256 + one);
}

/** What is on top at one point, or null outside of the ground. */
function toneAt({ ground, frame, glow, fire, line, flame }, x, y, square) {
  if (!square && beyond(x, y, 0, 0, WHOLE, WHOLE, ground.rx) > 0) return null;
  if (inside(flame, x, y)) return fire[shade((y - flame.top) / (flame.foot - flame.top))];
  const edge = beyond(x, y, frame.x, frame.y, frame.width, frame.height, frame.rx);
  if (Math.abs(edge) <= frame['stroke-width'] / 2) return line;
  return glow[shade(Math.hypot(x - WHOLE / 2, y - 1.12 * WHOLE) / (0.95 * WHOLE))];
}

/** How far a point lies outside of a rounded rectangle; less than 0 inside of it. */
function beyond(x, y, left, top, width, height, round) {
  const dx = Math.abs(x - left - width / 2) - width / 2 + round;
  const dy = Math.abs(y - top - height / 2) - height / 2 + round;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - round;
}

function inside({ corners, left, right, top, foot }, x, y) {
  if (x < left || x > right || y < top || y > foot) return false;
  let odd = false;
  for (const [at, [ax, ay]] of corners.entries()) {
    const [bx, by] = corners[(at + 1) % corners.length];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) odd = !odd;
  }
  return odd;
}

function between(gradient, place) {
  const next = gradient.findIndex((one) => one.at >= place);
  if (next === 0) return gradient[0].tone;
  if (next < 0) return gradient.at(-1).tone;
  const [a, b] = [gradient[next - 1], gradient[next]];
  const share = (place - a.at) / (b.at - a.at);
  return a.tone.map((from, at) => from + (b.tone[at] - from) * share);
}

// ---- writing ----

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const INDEXED = 3;

const partsOf = (tone) => [24, 16, 8, 0].map((bits) => Math.floor(tone / 2 ** bits) % 256);

/** The commonest tones, and for each tone there is the place of the nearest of them. */
function palette(pixels) {
  const counts = new Map();
  for (const one of pixels) counts.set(one, (counts.get(one) ?? 0) + 1);
  const tones = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  const kept = tones.slice(0, TONES).map(partsOf);
  const far = (one, other) => one.reduce((sum, part, at) => sum + (part - other[at]) ** 2, 0);
  const nearest = (tone) => {
    const away = kept.map((one) => far(one, partsOf(tone)));
    return away.indexOf(Math.min(...away));
  };
  return { kept, places: new Map(tones.map((one) => [one, nearest(one)])) };
}

function written(pixels, side) {
  const { kept, places } = palette(pixels);
  const rows = Buffer.alloc((side + 1) * side); // each begins with a 0: it is not filtered
  for (const [at, tone] of pixels.entries())
    rows[at + Math.floor(at / side) + 1] = places.get(tone);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, INDEXED], 8); // eight bits
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(kept.flatMap((tone) => tone.slice(0, 3)))),
    chunk('tRNS', Buffer.from(kept.map((tone) => tone[3]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(named.length - 4, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
