// Copies an address and says so.
export default async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.address);
  button.querySelector("[role=status]").textContent = button.dataset.done;
}
