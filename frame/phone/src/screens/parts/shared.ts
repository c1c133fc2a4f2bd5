/**
 * Photos that another app shared into this page: the service worker (src/sw.ts) laid them aside.
 *
 * Rule: each is given once; what was taken is gone from where it lay.
 */

const LAID_IN = 'hearthframe-shared';

/** The photos that wait, in their order; none where there is no service worker. */
export async function takeShared(): Promise<readonly File[]> {
  if (!('caches' in globalThis)) return [];
  try {
    const cache = await caches.open(LAID_IN);
    const files: File[] = [];
    for (const request of await cache.keys()) {
      const laid = await cache.match(request);
      await cache.delete(request);
      if (laid) files.push(await fileOf(laid));
    }
    return files;
  } catch {
    return []; // the browser keeps nothing here
  }
}

async function fileOf(laid: Response): Promise<File> {
  const bytes = await laid.blob();
  return new File([bytes], nameOf(laid.headers.get('x-name') ?? ''), { type: bytes.type });
}

function nameOf(written: string): string {
  try {
    return decodeURIComponent(written) || 'photo';
  } catch {
    return 'photo';
  }
}
