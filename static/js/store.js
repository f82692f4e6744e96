// Packs in Cache Storage: one cache for each language, with its parts under their addresses and a record of what it holds.
// A pack counts as saved once its record is written; parts that arrived before a break wait for the next try.
const WAITS = 20; // for a pack that the server is just making

export const cacheOf = (language) => `pack/${language}`;
const record = (language) => `/${language}/offline/state.json`;
const wish = (language) => `/${language}/offline/wanted.json`;

// Why saving ended: "broken" (connection), "full" (no space), "forbidden" (the browser stores nothing).
export class Ended extends Error {}

export async function usable() {
  try {
    if (!navigator.serviceWorker) return false;
    await caches.has(cacheOf("")); // throws where storage is forbidden
    return Boolean(await navigator.serviceWorker.register("/sw.js"));
  } catch {
    return false;
  }
}

const read = async (language, address) => {
  const name = cacheOf(language);
  if (!(await caches.has(name))) return undefined;
  return (await (await caches.open(name)).match(address))?.json();
};
export const saved = (language) => read(language, record(language));
export const wanted = (language) => read(language, wish(language));

export async function contents(language, levels) {
  const state = await saved(language);
  const found = await Promise.all((state ? chosen(state, levels) : []).map(({ address }) => read(language, address)));
  return found.filter(Boolean);
}

export async function everything() {
  const names = (await caches.keys()).filter((name) => name.startsWith(cacheOf("")));
  const packs = await Promise.all(names.map((name) => saved(name.slice(cacheOf("").length))));
  const pages = (await caches.has("read")) ? (await (await caches.open("read")).keys()).length : 0;
  return { packs: packs.filter(Boolean), pages };
}

// What the server offers now.
export async function offer(language) {
  for (let tries = 0; tries < WAITS; tries += 1) {
    const answer = await load(`/${language}/offline/pack.json`);
    if (answer.status === 200) return answer.json().catch(broken);
    if (answer.status !== 503) break;
    const seconds = Number(answer.headers.get("Retry-After")) || 3;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
  return broken();
}

export const chosen = (pack, levels) => pack.parts.filter(({ level }) => levels.includes(level));
export const weight = (parts) => parts.reduce((total, part) => total + part.bytes, 0);

// Loads what is not there yet. `tell` hears the bytes that are there and those that there will be.
export async function save(language, levels, tell) {
  const before = await saved(language);
  const had = new Set((before?.parts ?? []).map(({ address }) => address));
  let parts = [];
  try {
    const pack = await offer(language);
    parts = chosen(pack, levels);
    const cache = await caches.open(cacheOf(language));
    await put(cache, wish(language), { levels });
    let there = 0;
    for (const part of parts) {
      tell(there, weight(parts));
      if (!(await cache.match(part.address))) await fetchPart(cache, part);
      there += part.bytes;
    }
    for (const address of pack.assets) await cache.put(address, await load(address));
    await put(cache, record(language), { ...pack, parts, levels, saved: Date.now() });
    await tidy(cache, [record(language), ...parts.map(({ address }) => address), ...pack.assets]);
    tell(there, there);
    await navigator.storage?.persist?.();
  } catch (error) {
    if (error instanceof Ended) throw error;
    if (error.name !== "QuotaExceededError") throw new Ended("forbidden");
    // What was saved before stays; what came now gives its space back.
    const cache = await caches.open(cacheOf(language));
    await tidy(cache, before ? [record(language), ...had, ...before.assets] : []);
    if (!before) await caches.delete(cacheOf(language));
    throw new Ended("full");
  }
}

async function fetchPart(cache, part) {
  const answer = await load(part.address);
  if (answer.status !== 200) broken(); // of the past: the next try asks what there is now
  const body = await answer.arrayBuffer().catch(broken);
  if ((await digest(body)) !== part.hash) broken();
  const policy = answer.headers.get("Content-Security-Policy");
  await cache.put(part.address, new Response(body, { headers: { "Content-Type": "application/json", "Content-Security-Policy": policy } }));
}

const broken = () => {
  throw new Ended("broken");
};
const load = (address) => fetch(address, { cache: "no-store" }).catch(broken);
const put = (cache, address, data) => cache.put(address, new Response(JSON.stringify(data), { headers: { "Content-Type": "application/json" } }));

async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function tidy(cache, keep) {
  for (const key of await cache.keys()) if (!keep.includes(new URL(key.url).pathname)) await cache.delete(key);
}

export const forget = (language) => caches.delete(cacheOf(language));

export async function forgetAll() {
  for (const name of await caches.keys()) await caches.delete(name);
}
