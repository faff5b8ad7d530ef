/* Keeps today's sheets readable without a network. Nothing of another day stays; signing out erases everything. */

const PREFIX = "pointage-";
const cacheOfToday = () => `${PREFIX}${new Date().toLocaleDateString("sv")}`;

async function forgetOtherDays() {
  const today = cacheOfToday();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== today).map((name) => caches.delete(name)));
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOtherDays(), self.clients.claim()]));
});

/* A page that is open says what it is made of: it is read again and kept. */
self.addEventListener("message", (event) => {
  const kept = async () => {
    await forgetOtherDays();
    const cache = await caches.open(cacheOfToday());
    await Promise.all(event.data.keep.map((address) => keep(cache, new Request(address, { credentials: "same-origin" }))));
    event.source.postMessage({ kept: true });
  };
  event.waitUntil(kept());
});

async function keep(cache, request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await cache.put(request.url, answer);
    }
  } catch {
    /* without a network, what is kept stays as it is */
  }
}

const isSheet = (address) => /^\/pointage\/(\d+\/)?$/.test(address.pathname);
const isFurniture = (address) => address.pathname.startsWith("/static/") || address.pathname === "/identite.css";

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const ours = address.origin === self.location.origin && event.request.method === "GET";
  if (ours && (isSheet(address) || isFurniture(address))) {
    event.respondWith(networkFirst(event.request, isSheet(address)));
  }
});

async function networkFirst(request, isPage) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      const copy = answer.clone();
      await forgetOtherDays();
      await (await caches.open(cacheOfToday())).put(request.url, copy);
    }
    return answer;
  } catch (error) {
    await forgetOtherDays();
    const found = await caches.match(request.url, { ignoreSearch: isPage });
    if (found) {
      return found;
    }
    throw error;
  }
}
