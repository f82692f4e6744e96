// Reads the page, or a card, aloud with a voice of the device itself: no network is asked. It starts on a press and ends on leaving.
const BLOCKS = "h1,h2,h3,p,li,dt,dd,th,td,summary,figcaption,blockquote";
const SKIPPED = ".tools,.contents,.crumbs,.sources,.showing,.player,.unseen,.src,nav,form,button,audio,video,svg,del,template,[hidden]";
const synthesis = window.speechSynthesis;
const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];
let player, queue, at, saying;
let rate = 1;
let turn = 0; // what an earlier turn still says is out of date

// Browsers name their voices late, some only after they were asked once.
const voices = async () => {
  const own = () => synthesis.getVoices().filter((voice) => voice.localService);
  if (synthesis && !own().length)
    await new Promise((done) => {
      synthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, 1500);
    });
  return synthesis ? own() : [];
};

const voiceFor = (tag, all) => {
  const fit = all.filter(({ lang }) => primary(lang) === primary(tag));
  return fit.find(({ lang }) => lang.replace("_", "-").toLowerCase() === tag.toLowerCase()) ?? fit[0];
};

// The words of each block, in order; another language inside it is a piece of its own.
const pieces = (root) => {
  const found = [];
  const all = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
  const walker = document.createTreeWalker(root, all, (node) =>
    node.nodeType === 1 && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType !== 3 || !node.data.trim()) continue;
    const parent = node.parentElement;
    const block = parent.closest(BLOCKS) ?? parent;
    const { lang } = parent.closest("[lang]");
    // Telephone numbers digit by digit.
    const text = parent.closest("a[href^='tel:'] bdi") ? [...node.data.replace(/\s/g, "")].join(" ") : node.data;
    const last = found.at(-1);
    if (last?.block === block && last.lang === lang) last.text += text;
    else {
      const step = block.matches("ol > li") && !found.some((piece) => piece.block === block);
      found.push({ block, lang, text: step ? `${[...block.parentElement.children].indexOf(block) + 1}. ${text}` : text });
    }
  }
  return found;
};

const sentences = ({ text, lang, ...rest }) => {
  const plain = text.replace(/\s+/g, " ").trim();
  const parts = window.Intl?.Segmenter ? [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(plain)] : [{ segment: plain }];
  return parts.map(({ segment }) => ({ ...rest, text: segment }));
};

const mark = (block) => {
  document.querySelector(".spoken")?.classList.remove("spoken");
  block?.classList.add("spoken");
  block?.scrollIntoView({ block: "nearest" });
};

const quiet = () => {
  turn += 1;
  synthesis?.cancel();
};

const stop = () => {
  quiet();
  mark();
  player?.remove();
};

const show = (state) => {
  player.dataset.state = state;
};

const go = () => {
  quiet();
  show("going");
  const mine = turn;
  const next = () => {
    if (mine !== turn) return;
    if (at >= queue.length) return stop();
    const { text, block, voice } = queue[at];
    mark(block);
    saying = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate });
    saying.onend = () => {
      if (mine !== turn) return;
      at += 1;
      next();
    };
    saying.onerror = () => mine === turn && show("none");
    synthesis.speak(saying);
  };
  next();
};

const pace = (factor) => {
  rate = Math.min(2, Math.max(0.5, rate * factor));
  if (player.dataset.state === "going") go();
};

const actions = {
  go,
  stop,
  // The pause of the browsers is deaf on Android: the sentence is begun anew.
  pause: () => {
    quiet();
    show("resting");
  },
  slower: () => pace(0.8),
  faster: () => pace(1.25),
};

export default async function listen(element) {
  stop();
  const root = element.closest(".showing")?.querySelector(".local") ?? document.querySelector("article") ?? document.querySelector("main");
  player = document.getElementById("player").content.firstElementChild.cloneNode(true);
  player.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());
  const all = await voices();
  queue = pieces(root)
    .map((piece) => ({ ...piece, voice: voiceFor(piece.lang, all) }))
    .filter(({ voice }) => voice)
    .flatMap(sentences);
  at = 0;
  document.body.append(player);
  if (voiceFor(root.closest("[lang]").lang, all) && queue.length) go();
  else show("none");
  player.focus({ preventScroll: true });
}

addEventListener("pagehide", stop);
