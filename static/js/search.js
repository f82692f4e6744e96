// Suggestions while typing, from the first press in the field on. Without this script the form works as it is.
let waiting;

async function suggest(field, list) {
  if (field.value.trim().length < 2 || navigator.connection?.saveData) return;
  const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { cache: "no-store" });
  if (!answer.ok) return;
  const options = (await answer.json()).map((title) => Object.assign(document.createElement("option"), { value: title }));
  list.replaceChildren(...options);
}

export default function begin(field) {
  if (waiting !== undefined) return;
  waiting = 0;
  const list = document.getElementById(field.getAttribute("list"));
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(field, list).catch(() => {}), 250);
  });
}
