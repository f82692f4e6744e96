// The page of packs: what can be saved, how large it is, what is saved.
const form = document.querySelector("[data-offline]");
const { language, locale } = form.dataset;
const store = await import(form.dataset.store);
const list = document.querySelector("[data-saved]");
const bar = form.querySelector("progress");
const submit = form.querySelector("[type=submit]");
let pack;

const size = (bytes) => {
  const large = bytes >= 1e6;
  const unit = { style: "unit", unit: large ? "megabyte" : "kilobyte", maximumFractionDigits: large ? 1 : 0 };
  return new Intl.NumberFormat(locale, unit).format(bytes / (large ? 1e6 : 1e3));
};
const day = (moment) => new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(moment);

const levels = () => {
  const all = form.elements.level.value === "all";
  return ["essentials", ...(all ? ["all"] : []), ...(form.elements.sensitive?.checked ? ["sensitive"] : [])];
};

const say = (name) => {
  for (const message of form.querySelectorAll("[data-message]")) message.hidden = message.dataset.message !== name;
};

const choose = (wanted) => {
  form.elements.level.value = wanted.includes("all") ? "all" : "essentials";
  if (form.elements.sensitive) form.elements.sensitive.checked = wanted.includes("sensitive");
};

const sizes = () => {
  for (const place of form.querySelectorAll("[data-size]")) {
    const parts = store.chosen(pack, place.dataset.size.split(" "));
    place.textContent = size(store.weight(parts));
  }
};

const button = (text, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button plain-button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
};

const row = (name, code, detail, buttons) => {
  const item = document.createElement("li");
  const [title, small] = [document.createElement("b"), document.createElement("small")];
  title.textContent = name;
  if (code) [title.lang, title.dir] = [code, "auto"];
  small.textContent = detail;
  item.append(title, " ", small, " ", ...buttons);
  return item;
};

const show = async () => {
  const { packs, pages } = await store.everything();
  const rows = packs.map((found) =>
    row(found.name, found.language, `${day(found.saved)} · ${size(store.weight(found.parts))}`, [
      button(list.dataset.update, () => run(found.language, found.levels)),
      button(list.dataset.delete, async () => {
        await store.forget(found.language);
        await show();
      }),
    ]),
  );
  if (pages) rows.push(row(list.dataset.pages, "", new Intl.NumberFormat(locale).format(pages), []));
  list.querySelector("ul").replaceChildren(...rows);
  list.hidden = !rows.length;
};

const run = async (of, wanted) => {
  submit.disabled = true;
  bar.hidden = false;
  say("busy");
  try {
    await store.save(of, wanted, (there, whole) => {
      bar.max = whole;
      bar.value = there;
    });
    say("done");
  } catch (error) {
    say(error.message);
  }
  bar.hidden = true;
  submit.disabled = false;
  await show();
};

const start = async () => {
  if (!(await store.usable())) return say("forbidden");
  await show();
  const [state, wish] = [await store.saved(language), await store.wanted(language)];
  choose(wish?.levels ?? state?.levels ?? ["essentials"]);
  if (wish) say("broken");
  submit.disabled = false;
  pack = await store.offer(language).catch(() => null);
  if (pack) sizes();
  return undefined;
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run(language, levels());
});
list.querySelector("[data-all]").addEventListener("click", async () => {
  await store.forgetAll();
  say("");
  await show();
});
await start();
form.dataset.ready = "";
