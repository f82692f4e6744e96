// The script of a copy on a disk: a plain one, because browsers load no module and no data from a disk.
(() => {
  const today = new Date().toISOString().slice(0, 10);
  for (const notice of document.querySelectorAll("[data-old]")) notice.hidden = today < notice.dataset.old;

  const form = document.querySelector("form[data-copy-search]");
  if (!form) return;
  const fold = (text) => [...text.normalize("NFC")].map((letter) => window.copyIndex.letters[letter] ?? letter).join("");
  const list = form.parentNode.querySelector("ul");
  const none = form.parentNode.querySelector("[data-none]");

  // Every word must begin a word of the page; a word of its title counts more.
  const rate = (entry, asked) => {
    const [title, text] = [` ${entry[4]}`, ` ${entry[5]}`];
    let points = 0;
    for (const word of asked) {
      if (title.includes(` ${word}`)) points += 10;
      else if (text.includes(` ${word}`)) points += 1;
      else return 0;
    }
    return points;
  };

  const show = () => {
    const asked = fold(form.q.value).match(/[\p{L}\p{N}_]+/gu) ?? [];
    const found = asked.length ? window.copyIndex.entries.map((entry) => [rate(entry, asked), entry]).filter(([points]) => points) : [];
    found.sort((a, b) => b[0] - a[0]);
    list.replaceChildren(
      ...found.slice(0, 50).map(([, [file, title, summary, language]]) => {
        const item = document.createElement("li");
        const link = Object.assign(document.createElement("a"), { href: `../${file}` });
        const name = Object.assign(document.createElement("b"), { textContent: title, lang: language, dir: "auto" });
        link.append(name);
        if (summary) {
          const more = Object.assign(document.createElement("span"), { textContent: summary, lang: language, dir: "auto" });
          link.append(more);
        }
        item.append(link);
        return item;
      }),
    );
    none.hidden = !asked.length || found.length > 0;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  form.addEventListener("input", show);
  form.hidden = false;
})();
