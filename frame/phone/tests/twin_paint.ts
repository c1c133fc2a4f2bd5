/**
 * Made-up photos: a sky, a sun, hills and heads where `facesOf` says there are faces.
 *
 * Rule: a browser with OffscreenCanvas gets a JPEG; without one (node) the smallest JPEG there is.
 */

import type { Id } from '../src/office/calls.ts';
import { facesOf } from './twin_shapes.ts';

const NO_PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);
const SKIES = [
  ['#f6d9b0', '#e39a6f', '#7a5568'],
  ['#cfe6f2', '#7fb0cf', '#3f6d7d'],
  ['#fbe7c6', '#f0b98d', '#566a52'],
  ['#dfe3f4', '#9aa3d1', '#4a4a78'],
  ['#f4e1e4', '#d49aa8', '#5d4a52'],
  ['#e6efda', '#a5c48d', '#3f5e49'],
] as const;

type Brush = OffscreenCanvasRenderingContext2D;

/** A JPEG of `width` by `height` for this photo; the same photo is always the same picture. */
export async function paint(
  photo: Id,
  width: number,
  height: number,
  heads = true,
): Promise<Blob> {
  if (typeof OffscreenCanvas === 'undefined')
    return new Blob([NO_PICTURE], { type: 'image/jpeg' });
  const canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext('2d');
  if (!brush) return new Blob([NO_PICTURE], { type: 'image/jpeg' });
  scenery(brush, photo, width, height);
  if (heads) people(brush, photo, width, height);
  return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

const number = (photo: Id, at: number): number =>
  Number.parseInt(photo.slice(at, at + 2), 16) / 255;

function scenery(brush: Brush, photo: Id, width: number, height: number): void {
  const [top, middle, ground] = SKIES[Math.floor(number(photo, 0) * 5.99)] ?? SKIES[0];
  const sky = brush.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, middle);
  sky.addColorStop(0.7, top);
  brush.fillStyle = sky;
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = '#fff4d6';
  brush.beginPath();
  brush.arc(width * (0.15 + 0.7 * number(photo, 2)), height * 0.3, height * 0.09, 0, 7);
  brush.fill();
  brush.fillStyle = ground;
  for (const [depth, clear] of [
    [0, 0.35],
    [1, 0.6],
    [2, 1],
  ] as const) {
    brush.globalAlpha = clear;
    hill(brush, photo, depth, width, height);
  }
  brush.globalAlpha = 1;
}

function hill(brush: Brush, photo: Id, depth: number, width: number, height: number): void {
  const high = height * (0.55 + 0.14 * depth);
  const swing = height * (0.05 + 0.1 * number(photo, 6 + depth * 2));
  brush.beginPath();
  brush.moveTo(0, height);
  for (let step = 0; step <= 24; step += 1) {
    const wave = Math.sin((step / 24) * (3 + depth) + number(photo, 8 + depth * 2) * 6);
    brush.lineTo((width * step) / 24, high - swing * wave);
  }
  brush.lineTo(width, height);
  brush.fill();
}

function people(brush: Brush, photo: Id, width: number, height: number): void {
  for (const face of facesOf(photo)) {
    const x = (face.left + face.width / 2) * width;
    const y = (face.top + face.height / 2) * height;
    const wide = (face.width * width) / 2.4;
    const tall = (face.height * height) / 2.2;
    brush.fillStyle = '#3c4a5c';
    brush.fillRect(x - wide * 1.3, y + tall, wide * 2.6, height);
    brush.fillStyle = '#4a332b';
    oval(brush, x, y - tall * 0.15, wide * 1.12, tall * 1.08);
    brush.fillStyle = '#e8b894';
    oval(brush, x, y, wide, tall);
    brush.fillStyle = '#4a332b';
    for (const side of [-0.4, 0.4])
      oval(brush, x + side * wide, y - tall * 0.1, wide / 9, tall / 10);
    brush.fillRect(x - wide * 0.3, y + tall * 0.45, wide * 0.6, tall * 0.06);
  }
}

function oval(brush: Brush, x: number, y: number, wide: number, tall: number): void {
  brush.beginPath();
  brush.ellipse(x, y, wide, tall, 0, 0, 7);
  brush.fill();
}
