// The one script of every page of a country site; everything works without it. What a press asks for is loaded then:
// <button hidden data-module="{% static 'js/print.js' %}"> runs that module's default function with the button and the event. A link
// with a module leads on where the module cannot help.
for (const element of document.querySelectorAll("[data-module]")) {
  element.hidden = false;
  element.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a link for another tab
    if (element.href) event.preventDefault();
    try {
      const module = await import(element.dataset.module);
      await module.default(element, event);
    } catch {
      if (element.href) location.href = element.href;
    }
  });
}

// Leaving a sensitive page quickly: by a press, or by Shift alone three times within five seconds (docs/adr/0034-leave-quickly.md).
const out = document.getElementById("leave-status");
if (out) {
  let presses = 0, alone = false, timer;
  const blank = () => document.body.replaceChildren(out);
  const say = (text, count = 0) => {
    presses = count;
    out.textContent = text;
    if (!count) clearTimeout(timer);
  };
  const leave = () => {
    blank();
    out.className = "unseen";
    say(out.dataset.gone);
    // The worker erases what is kept. It answers for a page that was itself a copy: there is no network to ask.
    navigator.serviceWorker?.controller?.postMessage(document.title);
    location.replace(document.documentElement.matches(".copy") ? "/leave/?copy" : "/leave/");
  };
  addEventListener("click", (event) => {
    if (event.target.closest("[data-leave]")) {
      event.preventDefault();
      leave();
    }
  });
  addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) say("");
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    if (presses === 2) leave();
    else if (presses) say(out.dataset.one, 2);
    else {
      say(out.dataset.two, 1);
      timer = setTimeout(() => {
        say(out.dataset.stay);
        timer = setTimeout(say, 5000, "");
      }, 5000);
    }
  });
  // What the browser keeps for Back is an empty page.
  addEventListener("pagehide", blank);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
document.documentElement.classList.add("scripted");
// What was read stays readable without a network (docs/developers/offline.md); the page itself comes first. A preview is none of it.
if (!out && !location.pathname.startsWith("/cms/")) addEventListener("load", () => navigator.serviceWorker?.register("/sw.js").catch(() => {}));
