// The phone's own dialog; where there is none, the link leads to the page with the ways to pass this on.
export default async function share(link) {
  const { text, address } = link.dataset;
  try {
    await navigator.share({ text, url: address });
  } catch (problem) {
    if (problem.name !== "AbortError") throw problem;
  }
}
