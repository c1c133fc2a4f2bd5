/**
 * The service worker, where https allows one: the page opens without a network, and other apps
 * share photos into it (Web Share Target).
 *
 * Rule 1: only files of this edition are kept. A new edition waits until no page of the one before
 *         is open any more, and replaces them all then: an open page finds what it still needs.
 * Rule 2: what is shared waits in a cache of its own until the page has taken it.
 * Rule 3: every address is relative to where the page lies, which need not be the top of its host.
 */

const SHARED = 'hearthframe-shared';
const worker = self as unknown as ServiceWorkerGlobalScope;
const HERE = new URL('./', worker.location.href);
const MINE = `hearthframe ${HERE.pathname} `;
const CACHE = MINE + EDITION;

const at = (path: string): string => new URL(path, HERE).pathname;

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers());
});

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== HERE.origin) return;
  if (event.request.method === 'POST' && url.pathname === at('share')) {
    event.respondWith(takeShared(event.request));
  } else if (event.request.method === 'GET' && !url.pathname.startsWith(at('ca.'))) {
    event.respondWith(answer(event.request));
  }
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.map((path) => new Request(at(path), { cache: freshness(path) })));
}

/** A name that holds a digest means one file for ever; of the others a browser may have old ones. */
const freshness = (path: string): RequestCache =>
  /-[0-9a-f]{12}\./.test(path) ? 'default' : 'reload';

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(MINE) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * The page itself comes from the network while there is one; hashed files never change. Where a host
 * does not know that it is the page everywhere, such as at /send, it is the page all the same.
 */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const path = new URL(request.url).pathname;
  if (request.mode !== 'navigate') {
    return (await cache.match(path)) ?? (await caches.match(path)) ?? fetch(request);
  }
  const heard = await fetch(request).catch(() => null);
  if (heard && heard.status !== 404) return heard;
  return (await cache.match(at('index.html'))) ?? heard ?? Response.error();
}

async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const files = form.getAll('photos').filter((one): one is File => one instanceof File);
  const cache = await caches.open(SHARED);
  await Promise.all(
    files.map((file, place) =>
      cache.put(
        at(`shared/${place}`),
        new Response(file, { headers: { 'x-name': encodeURIComponent(file.name) } }),
      ),
    ),
  );
  return Response.redirect(at('send'), 303);
}
