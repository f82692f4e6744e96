// Suggestions while typing. Without this script the form works as it is.
const field = document.querySelector("[data-suggest]");
const list = document.getElementById(field?.getAttribute("list") ?? "");
let waiting;

async function suggest() {
  if (field.value.trim().length < 2 || navigator.connection?.saveData) return;
  const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { cache: "no-store" });
  if (!answer.ok) return;
  const options = (await answer.json()).map((title) => Object.assign(document.createElement("option"), { value: title }));
  list.replaceChildren(...options);
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest().catch(() => {}), 250);
});
