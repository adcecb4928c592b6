/// <reference lib="webworker" />
export type {};
declare const self: ServiceWorkerGlobalScope;

/** The app itself. What it shows is in its copy, which is none of this worker's business. */
const SHELL = ['/', '/app.js', '/style.css', '/manifest.webmanifest'];
const CACHE = 'shell';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL))
      .then(() => self.skipWaiting()),
  );
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && new URL(request.url).origin === self.location.origin)
    event.respondWith(newestOf(request));
});

/** From the network while there is one, so that a new version of the app comes by itself. */
async function newestOf(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}
