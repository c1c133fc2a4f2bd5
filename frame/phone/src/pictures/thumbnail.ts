/**
 * The one room in which pixels are decoded, by the browser's own decoder; it works in a worker.
 *
 * Rule 1: what this browser cannot decode, or has no canvas for, is null, never an error.
 * Rule 2: what a canvas wrote is cleaned like any other file: browsers add Exif and profiles.
 * Rule 3: paper is white: JPEG has no transparency.
 */

import { clean } from './clean.ts';

const THUMBNAIL_QUALITY = 0.82;
const QUALITY = 0.92;
const LONGEST_EDGE = 4096;
const JPEG = 'image/jpeg';

/** A JPEG of the upright picture, its longer edge at most `edge` pixels. */
export async function thumbnail(blob: Blob, edge: number): Promise<Blob | null> {
  const small = await drawn(blob, edge, THUMBNAIL_QUALITY);
  return small ? new Blob([small as BlobPart], { type: JPEG }) : null;
}

/** A clean JPEG of a picture whose kind cannot be cleaned (GIF, BMP, TIFF and what is new). */
export async function reencode(blob: Blob): Promise<Uint8Array | null> {
  return drawn(blob, LONGEST_EDGE, QUALITY);
}

async function drawn(blob: Blob, edge: number, quality: number): Promise<Uint8Array | null> {
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function')
    return null;
  let picture: ImageBitmap | null = null;
  try {
    picture = await createImageBitmap(blob, { imageOrientation: 'from-image' });
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const brush = canvas.getContext('2d', { alpha: false });
    if (!brush) return null;
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, width, height);
    brush.imageSmoothingQuality = 'high';
    brush.drawImage(picture, 0, 0, width, height);
    const file = await canvas.convertToBlob({ type: JPEG, quality });
    return clean(new Uint8Array(await file.arrayBuffer())).bytes;
  } catch {
    return null;
  } finally {
    picture?.close();
  }
}
