// In wagtail-localize's translation editor: the language and direction of both sides, and the terms of the glossary.
//
// The editor draws itself into .js-translation-editor from its data-props; it knows neither direction. What it draws again is marked
// again. Remove what marks directions when wagtail-localize sets lang and dir itself.
const editor = document.querySelector(".js-translation-editor");

const spoken = (element, { tag, direction }) => {
  if (element.lang !== tag) element.lang = tag;
  if (element.dir !== direction) element.dir = direction;
};

// A text is a list item: its source in a paragraph, then its translation, or the box to write it in.
const marking = (source, target) => () => {
  editor.querySelectorAll("section li > p").forEach((text) => spoken(text, source));
  editor.querySelectorAll("section li > p ~ div > p, section li textarea").forEach((text) => spoken(text, target));
};

const item = ({ term, word, note }, source, target) => {
  const row = document.createElement("div");
  for (const [kind, text, side] of [["dt", term, source], ["dd", word, target], ["dd", note, null]]) {
    if (!text) continue;
    const cell = document.createElement(kind);
    cell.textContent = text;
    if (side) spoken(cell, side);
    row.append(cell);
  }
  return row;
};

const panel = ({ heading, terms, source, target }) => {
  const section = document.createElement("details");
  section.className = "board-terms";
  section.open = true;
  const title = document.createElement("summary");
  title.textContent = `${heading} (${terms.length})`;
  const list = document.createElement("dl");
  list.append(...terms.map((found) => item(found, source, target)));
  section.append(title, list);
  return section;
};

const start = async () => {
  const number = editor.dataset.props.match(/localize\/translate\/(\d+)\//)?.[1];
  if (!number) return;
  const answer = await fetch(`${JSON.parse(editor.dataset.props).adminBaseUrl}translations/terms/${number}/`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  const mark = marking(found.source, found.target);
  new MutationObserver(mark).observe(editor, { childList: true, subtree: true });
  mark();
  if (found.terms.length) editor.before(panel(found));
};

if (editor) start();
