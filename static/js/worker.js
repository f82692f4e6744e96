// The service worker of a country's host: what was read, or saved in a pack, can be read without a network (docs/developers/offline.md).
// The network comes first. A copy is shown only where there is none, and says so and of when it is.
const READ = "read";
const FILES = "files";
const MOST = { [READ]: 40, [FILES]: 60 };
const PATIENCE = 6000; // milliseconds after which a copy is better than a slow network
const FOUND_BY_A_PACK = /^\/[^/]+\/(services|search)\/$/;
let left; // the title of the sensitive page that somebody left quickly: nothing is kept from then on

const stored = (name) => `/${name}/offline/state.json`;
const languageOf = (path) => path.split("/")[1];
const text = (html, pattern) => html.match(pattern)?.[1] ?? "";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(begin()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === "/leave/") {
    // Its answer ends workers: where there is a network, none may stand in between.
    if (url.search || !navigator.onLine) event.respondWith(nothing());
  } else if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/") || request.destination === "image") event.respondWith(file(event));
});

// A page was left quickly (page.js): what is kept goes, as the answer of /leave/ would have it (docs/adr/0034-leave-quickly.md).
self.addEventListener("message", (event) => {
  left = event.data;
  event.waitUntil(erase());
});

async function erase() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
  await new Promise((resolve) => setTimeout(resolve, 1000)); // the page on its way is still ours to give
  await self.registration.unregister();
}

// What takes the place of a page that was left without a network: empty, under the same neutral title.
function nothing() {
  const title = (left ?? "").replace(/[<&]/g, "");
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'" };
  return new Response(`<!doctype html><title>${title}</title>`, { headers });
}

// The page that brought the worker was read before it: its copy comes from the browser's own cache, at no cost.
async function begin() {
  await self.clients.claim();
  await self.registration.navigationPreload?.enable();
  for (const { url } of await self.clients.matchAll({ type: "window" })) {
    const response = await fetch(url, { cache: "force-cache" }).catch(() => null);
    if (response) await keep(new URL(url), response);
  }
}

async function page(event, url) {
  const network = Promise.resolve(event.preloadResponse).then((early) => early || fetch(event.request));
  event.waitUntil(network.then((response) => keep(url, response.clone())).catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const response = await Promise.race([network, late]);
    if (response && (response.status < 502 || response.status > 504)) return response; // a proxy in front of a portal that is down
    return (await copy(url)) || (await network);
  } catch {
    return (await copy(url)) || (await instead(url)) || Response.error();
  }
}

async function file(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(put(FILES, event.request.url, response.clone()));
    return response;
  } catch {
    return (await caches.match(event.request.url, { ignoreVary: true })) || Response.error();
  }
}

// Only what the portal gives to everyone, at an address without a question. Sensitive pages say no-store.
async function keep(url, response) {
  if (url.search) return;
  const control = response.headers.get("Cache-Control") || "";
  const kind = response.headers.get("Content-Type") || "";
  const open = control.includes("public") && !control.includes("no-store") && !response.headers.has("X-Portal-Sensitive");
  if (response.status === 200 && !response.redirected && open && kind.startsWith("text/html")) await put(READ, url.pathname, response);
  else if (response.type === "basic" && response.status < 500 && (await caches.has(READ))) await (await caches.open(READ)).delete(url.pathname);
}

async function put(name, address, response) {
  if (left !== undefined) return;
  try {
    const cache = await caches.open(name);
    await cache.put(address, response);
    const keys = await cache.keys();
    for (const key of keys.slice(0, Math.max(0, keys.length - MOST[name]))) await cache.delete(key);
  } catch {
    // The disk is full, or nothing may be stored: the page itself is there.
  }
}

async function copy(url) {
  if (FOUND_BY_A_PACK.test(url.pathname)) {
    const found = await packed(url.pathname, `/${languageOf(url.pathname)}/offline/find/`);
    if (found) return finished(found);
  }
  const candidates = [url.search ? null : await read(url.pathname), await packed(url.pathname)].filter(Boolean);
  const newest = candidates.sort((a, b) => b.at - a.at)[0];
  return newest && finished(newest);
}

async function read(path) {
  if (!(await caches.has(READ))) return null;
  const response = await (await caches.open(READ)).match(path);
  return response && { html: await response.text(), at: new Date(response.headers.get("Date") || Date.now()), headers: response.headers };
}

// A page of a pack: what it holds, in the frame that all pages share. Sensitive pages, and the search that shows them, have one of their own,
// with the way out; without it they are not shown.
async function packed(path, shown = path, other = null) {
  const language = languageOf(path);
  const name = `pack/${language}`;
  if (!(await caches.has(name))) return null;
  const cache = await caches.open(name);
  const state = await (await cache.match(stored(language)))?.json();
  if (!state) return null;
  const delicate = state.parts.find(({ level }) => level === "sensitive");
  let content = other;
  let sensitive = delicate && shown.endsWith("/offline/find/");
  for (const part of state.parts) {
    if (content) break;
    const hidden = part.level === "sensitive";
    if (hidden || part.pages.includes(shown)) content = (await (await cache.match(part.address))?.json())?.pages[shown];
    if (hidden && content) sensitive = true;
  }
  const first = await cache.match((sensitive ? delicate : state.parts[0]).address);
  const { shell } = await first.clone().json();
  if (!content || !shell) return null;
  const filled = { title: content.t, path: path.split("/").slice(2).join("/"), main: content.m };
  const html = shell.replace(/\{\{(title|path|main)\}\}/g, (all, name) => filled[name]);
  return { html, at: new Date(state.saved), headers: first.headers, sensitive };
}

// A page that is not there: what is, in the same language, below the emergency numbers of a page that is.
async function instead(url) {
  const start = `/${languageOf(url.pathname)}/`;
  const cache = await caches.open(READ);
  const paths = (await cache.keys()).map((key) => new URL(key.url).pathname).filter((path) => path.startsWith(start));
  const pack = await packed(url.pathname, "", { t: "", m: "" });
  const frame = pack || (paths.length && (await read(paths.at(-1))));
  if (!frame) return null;
  const links = [];
  for (const path of [...(pack ? [start, `${start}offline/find/`] : []), ...paths.reverse()]) {
    const { html } = (await read(path)) || (await packed(path)) || { html: "" };
    const title = text(html, /<h1[^>]*>([\s\S]*?)<\/h1>/).replace(/<svg[\s\S]*?<\/svg>/, "") || path;
    links.push(`<li><a href="${path}" dir="auto">${title}</a></li>`);
  }
  const words = text(frame.html, / data-missing="([^"]*)"/);
  frame.html = frame.html
    .replace(/<title>[\s\S]*?<\/title>/, () => `<title>${words}</title>`)
    .replace(/(<main[^>]*>)[\s\S]*<\/main>/, (all, main) => `${main}<h1>${words}</h1><ul class="links">${links.join("")}</ul></main>`);
  return finished(frame);
}

// The same page as a copy: says so, of when it is, and what should have been checked since.
function finished({ html, at, headers, sensitive }) {
  const today = new Date().toLocaleDateString("sv"); // 2026-11-22
  const day = new Intl.DateTimeFormat(text(html, / data-copy="([^"]*)"/) || "en", { dateStyle: "long" }).format(at);
  const body = html
    .replace("<html ", '<html class="copy" ')
    .replace(/ hidden(="")? data-copy=/, " data-copy=")
    .replace(/\{date\}/, () => `<time dir="auto">${day}</time>`)
    .replace(/ hidden(?:="")? data-due="([\d-]+)"/g, (all, due) => (due < today ? ` data-due="${due}"` : all));
  const kept = ["Content-Security-Policy", "Referrer-Policy"].filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]);
  return new Response(body, { headers: [["Content-Type", "text/html; charset=utf-8"], ["Cache-Control", sensitive ? "no-store" : "no-cache"], ...kept] });
}
