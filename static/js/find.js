// The search over a saved pack: articles by their words, services by words, kind, town, distance and what is open now. Nothing leaves the phone.
const form = document.querySelector("[data-find]");
const { language, locale } = form.dataset;
const store = await import(form.dataset.store);
const letters = JSON.parse(form.dataset.letters);
const [articles, services] = [document.querySelector("[data-articles]"), document.querySelector("[data-services]")];
const words = services.dataset;
const MINUTE = 60000;
const MOST_ARTICLES = 12;
let here; // [latitude, longitude], never sent and never stored

const MARKS = /[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/g;
const fold = (text) => {
  const plain = [...text.normalize("NFKC").toLowerCase()].map((letter) => letters[letter] ?? letter).join("");
  return plain.normalize("NFD").replace(MARKS, "");
};
const split = (text) => fold(text).match(/[\p{L}\p{N}_]+/gu) ?? [];

// 3: as typed; 2: as typed, further in an Arabic word; 1: another form of a long word.
const grade = (typed, word) => {
  if (word.startsWith(typed)) return 3;
  if (typed.length > 2 && /\p{Script=Arabic}/u.test(typed) && word.includes(typed)) return 2;
  return typed.length > 5 && word.startsWith(typed.slice(0, -2)) ? 1 : 0;
};
const score = (typed, fields) =>
  typed.reduce((total, part) => {
    const best = Math.max(0, ...fields.map(([weight, known]) => weight * known.reduce((most, word) => Math.max(most, grade(part, word)), 0)));
    return total && best ? total + best : 0;
  }, 1);

const km = ([a, b], [c, d]) => {
  const rad = (value) => (value * Math.PI) / 180;
  const half = Math.sin(rad(c - a) / 2) ** 2 + Math.cos(rad(a)) * Math.cos(rad(c)) * Math.sin(rad(d - b) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(half));
};
const number = (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
const distance = (value) =>
  value < 1 ? words.metres.replace("{number}", number(Math.max(100, Math.round(value * 10) * 100))) : words.kilometres.replace("{number}", number(value));

// The doors of a service as one opening: the state now and the moment of the next change (portal/offline/listings.py writes them).
const STATES = { o: "open", c: "closed", a: "appointment", u: "unknown" };
const RANK = ["open", "appointment", "closed", "unknown"];
const opening = (written, from, until, at) => {
  if (at >= until) return { state: "over" };
  let moment = from * MINUTE;
  const changes = written.split(" ").map((change) => {
    moment += Number(change.slice(1)) * MINUTE;
    return { state: STATES[change[0]], moment };
  });
  const position = changes.findLastIndex((change) => change.moment <= at);
  const { state } = changes[position] ?? { state: "unknown" };
  const next = changes.slice(position + 1).find((change) => (state === "open" ? change.state !== "open" : change.state === "open"));
  return { state, next: next?.moment, always: state === "open" && changes.length === 1 };
};
const openingOf = (service, data, at) => {
  const today = new Date(at).toLocaleDateString("sv", { timeZone: data.zone });
  if (service.z && service.z >= today) return { state: "closed" };
  const end = new Date(`${data.until}T00:00:00Z`).getTime();
  const found = (service.h ?? []).map((door) => opening(data.doors[door], data.from, end, at));
  const later = ({ state, next }) => (state === "open" ? -(next ?? Infinity) : (next ?? Infinity));
  return found.sort((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state) || later(a) - later(b))[0] ?? { state: "unknown" };
};
const note = ({ state, next, always }, zone, at) => {
  if (state === "over") return words.call;
  if (state === "appointment") return words.appointment;
  if (state === "unknown") return words.unknown;
  if (always) return words.always;
  if (!next) return state === "open" ? words.open : words.closed;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const time = new Intl.DateTimeFormat(locale, clock).format(next);
  const day = (moment) => new Date(moment).toLocaleDateString("sv", { timeZone: zone });
  if (state === "open") return words.openUntil.replace("{time}", time);
  if (day(next) === day(at)) return words.today.replace("{time}", time);
  if (day(next) === day(at + 1440 * MINUTE)) return words.tomorrow.replace("{time}", time);
  const far = next - at > 6 * 1440 * MINUTE;
  const name = new Intl.DateTimeFormat(locale, { ...(far ? { dateStyle: "long" } : { weekday: "long" }), timeZone: zone }).format(next);
  return words.later.replace("{day}", name).replace("{time}", time);
};

const element = (tag, text = "", attributes = {}) => {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  return made;
};
const picture = (name) => {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};
const overdue = () => document.querySelector("[data-overdue]").content.cloneNode(true);

const serviceRow = ({ service, data, opened, far }, at) => {
  const [item, link, lines] = [element("li"), element("a", "", { href: service.p }), element("p")];
  const [, kind, icon] = data.categories.find(([slug]) => slug === service.c[0]);
  link.append(picture(icon), element("b", service.n, { lang: service.l, dir: "auto" }));
  if (far !== undefined) lines.append(element("b", distance(far)), " · ");
  lines.append(`${service.w} · ${kind}`, element("br"), element("span", note(opened, data.zone, at), { class: `door now ${opened.state}` }));
  if (service.v || service.d < new Date(at).toLocaleDateString("sv")) lines.append(" · ", overdue());
  item.append(link, lines);
  if (service.x) {
    const call = element("a", "", { href: service.x[1], class: "call" });
    call.append(element("bdi", service.x[0], { dir: "ltr" }));
    item.append(call);
  }
  return item;
};

const articleRow = ({ path, title, lead, lang }) => {
  const [item, link] = [element("li"), element("a", "", { href: path, lang, dir: "auto" })];
  link.append(element("b", title), element("span", lead));
  item.append(link);
  return item;
};

// What is saved, in a form to be searched.
const known = async () => {
  // What somebody may have to leave quickly shows where the way out is: on this page as the pack has it.
  const parts = await store.contents(language, ["essentials", "all", ...(document.getElementById("leave-status") ? ["sensitive"] : [])]);
  const pages = parts.flatMap((part) => Object.entries(part.pages));
  const lists = parts.filter((part) => part.services);
  const texts = new Map();
  const found = pages.map(([path, { m }]) => {
    const body = new DOMParser().parseFromString(m, "text/html");
    const article = body.querySelector("article");
    const title = body.querySelector("h1")?.textContent ?? "";
    const lead = body.querySelector(".lead")?.textContent ?? "";
    texts.set(path, split(body.body.textContent));
    return { path, title, lead, lang: article?.lang, fields: [[4, split(title)], [2, split(lead)], [1, texts.get(path)]], article };
  });
  return {
    articles: found.filter(({ path, article }) => article && !path.includes("/services/")),
    services: lists.flatMap((data) =>
      data.services.map((service) => {
        const kinds = service.c.map((slug) => data.categories.find((category) => category[0] === slug)).filter(Boolean);
        const upper = kinds.map((category) => category[3]);
        const about = [service.o, service.w, ...kinds.map((category) => category[1])].join(" ");
        const fields = [[4, split(service.n)], [2, split(about)], [1, texts.get(service.p) ?? []]];
        return { service, data, fields, kinds: [...service.c, ...upper] };
      }),
    ),
    lists,
  };
};

const towns = (lists) => [...new Map(lists.flatMap((data) => data.towns).map((town) => [town[0], town])).values()];

const fill = ({ lists }) => {
  const sorted = towns(lists).sort((a, b) => a[1].localeCompare(b[1], locale));
  form.elements.near.append(...sorted.map(([slug, name]) => element("option", name, { value: slug })));
  const kinds = new Map(lists.flatMap((data) => data.categories).map((category) => [category[0], category]));
  const inOrder = [...kinds.values()].filter((kind) => !kind[3]).flatMap((kind) => [kind, ...[...kinds.values()].filter((below) => below[3] === kind[0])]);
  form.elements.category.append(...inOrder.map(([slug, name, , upper]) => element("option", upper ? `– ${name}` : name, { value: slug })));
};

// What the address asks for, where this page stands in for the search or the list of services.
const ask = (places) => {
  const asked = new URLSearchParams(location.search);
  form.elements.q.value = asked.get("q") ?? "";
  form.elements.category.value = asked.get("category") ?? "";
  if (form.elements.category.selectedIndex < 0) form.elements.category.value = "";
  form.elements.open.checked = asked.get("open") === "1";
  const near = asked.get("near") || asked.get("town") || "";
  const point = near.split(",").map(Number);
  if (point.length === 2 && point.every(Number.isFinite)) locate(point);
  else if (near) form.elements.near.value = places.find(([slug, name]) => slug === near || fold(name).startsWith(fold(near)))?.[0] ?? "";
};

const locate = (point) => {
  here = point;
  form.elements.near.querySelector("[value=here]").hidden = false;
  form.elements.near.value = "here";
};

const search = (all) => {
  const at = Date.now();
  const typed = split(form.elements.q.value).slice(0, 8);
  const { near, category, open } = form.elements;
  const town = towns(all.lists).find(([slug]) => slug === near.value);
  const point = near.value === "here" ? here : town?.slice(2);
  const path = location.pathname;
  const texts = typed.length ? all.articles.map((item) => ({ ...item, worth: score(typed, item.fields) })).filter((item) => item.worth) : [];
  const found = all.services
    .filter(({ kinds }) => !category.value || kinds.includes(category.value))
    .map((item) => {
      const far = point && item.service.g ? Math.min(...item.service.g.map((place) => km(point, place))) : undefined;
      return { ...item, worth: score(typed, item.fields), opened: openingOf(item.service, item.data, at), far };
    })
    .filter((item) => item.worth && (!open.checked || item.opened.state === "open"));
  texts.sort((a, b) => b.worth - a.worth);
  if (point) found.sort((a, b) => (a.far ?? Infinity) - (b.far ?? Infinity));
  else found.sort((a, b) => b.worth - a.worth);
  const onlyServices = category.value || open.checked || point || path.endsWith("/services/");
  const shown = onlyServices && !typed.length ? [] : texts.slice(0, MOST_ARTICLES);
  articles.querySelector("ul").replaceChildren(...shown.map(articleRow));
  services.querySelector("ul").replaceChildren(...found.map((item) => serviceRow(item, at)));
  articles.hidden = !shown.length;
  services.hidden = !found.length;
  document.querySelector("[data-none]").hidden = Boolean(shown.length || found.length);
};

const start = async () => {
  const all = await known().catch(() => ({ lists: [] }));
  if (!all.lists.length) return;
  document.querySelector("[data-nothing]").hidden = true;
  form.hidden = false;
  fill(all);
  ask(towns(all.lists));
  const until = document.querySelector("[data-until]");
  until.textContent = until.textContent.replace("{date}", new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(all.lists[0].until)));
  search(all);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(all);
  });
  form.addEventListener("change", () => search(all));
  const button = form.querySelector("[data-locate]");
  if (!("geolocation" in navigator)) return;
  button.classList.add("usable");
  button.addEventListener("click", () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        locate([coords.latitude, coords.longitude]);
        search(all);
      },
      () => form.elements.near.focus(),
      { maximumAge: 600000, timeout: 15000 },
    ),
  );
};
await start();
form.dataset.ready = "";
