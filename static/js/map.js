// The map above the list of services. Whatever it shows is in the list too; without this file the list alone is there.
const L = window.L;
const box = document.querySelector(".map[data-places]");
const TOWNS_FROM_FAR = 6; // so many of the largest towns are named before one comes closer
const CLOSER = 9; // zoom at which all are
const rtl = document.documentElement.dir === "rtl";
const digits = new Intl.NumberFormat("en", { numberingSystem: box?.dataset.digits || "latn", useGrouping: false });

const load = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

const element = (tag, className, text = "") => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

// Leaflet names a marker for screen readers only where it is a picture.
const Named = L?.DivIcon.extend({
  createIcon(old) {
    const icon = L.DivIcon.prototype.createIcon.call(this, old);
    if (this.options.label) icon.setAttribute("aria-label", this.options.label);
    else icon.setAttribute("aria-hidden", "true");
    return icon;
  },
});

const picture = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};

const popup = ({ name, language, path, approximate }) => {
  const words = element("div", "");
  words.dir = document.documentElement.dir;
  const link = element("a", "", name);
  link.href = path;
  link.lang = language;
  link.dir = "auto";
  words.append(link);
  if (approximate) words.append(element("p", "", box.dataset.approximate));
  return words;
};

const placeMarker = ({ properties }, latlng) => {
  const className = properties.approximate ? "map-place approximate" : "map-place";
  const icon = new Named({ html: picture(properties.icon), className, iconSize: [38, 38], label: properties.name });
  return L.marker(latlng, { icon }).bindPopup(() => popup(properties), { minWidth: 140, maxWidth: 260 });
};

const manyIcon = (cluster) => {
  const number = digits.format(cluster.getChildCount());
  return new Named({
    html: element("span", "", number),
    className: "map-many",
    iconSize: [44, 44],
    label: `${box.dataset.many} ${number}`,
  });
};

const drawGround = (map, { features }) => {
  const outline = features.filter(({ geometry }) => geometry.type !== "Point");
  const towns = features.filter(({ geometry }) => geometry.type === "Point");
  towns.forEach(({ geometry, properties }, rank) => {
    const className = rank < TOWNS_FROM_FAR ? "map-town" : "map-town small";
    const icon = new Named({ html: element("span", "", properties.name), className, iconSize: [0, 0] });
    const [lng, lat] = geometry.coordinates;
    L.marker([lat, lng], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  });
  if (!outline.length) return L.latLngBounds(towns.map(({ geometry }) => [...geometry.coordinates].reverse()));
  return L.geoJSON(outline, { style: { className: "map-ground", fillOpacity: 1 }, interactive: false })
    .addTo(map)
    .getBounds();
};

const keyboard = (map) => {
  const container = map.getContainer();
  container.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    if (event.key === " " && event.target.matches(".leaflet-marker-icon")) {
      event.preventDefault();
      event.target.click();
      if (!document.contains(event.target)) container.focus();
    }
  });
  let pressed = false; // a mouse leaves the focus where it is
  container.addEventListener("keydown", () => (pressed = true), true);
  container.addEventListener("pointerdown", () => (pressed = false), true);
  map.on("popupopen", ({ popup: opened }) => {
    const close = opened.getElement().querySelector(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", box.dataset.close);
    if (pressed) opened.getElement().querySelector("a[lang]")?.focus({ preventScroll: true });
  });
  map.on("popupclose", ({ popup: closed }) => {
    if (pressed) closed._source?.getElement()?.focus({ preventScroll: true });
  });
};

const start = async () => {
  const { places, ground, tiles, near } = box.dataset;
  const [found, base] = await Promise.all([load(places), ground ? load(ground) : { features: [] }]);
  box.replaceChildren();
  const lively = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    attributionControl: false,
    fadeAnimation: lively,
    markerZoomAnimation: lively,
    maxZoom: 17,
    minZoom: 4,
    scrollWheelZoom: false,
    zoomAnimation: lively,
    zoomControl: false,
  });
  const zoom = { position: rtl ? "bottomleft" : "bottomright", zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out };
  L.control.zoom(zoom).addTo(map);
  map.on("zoomend", () => box.classList.toggle("close", map.getZoom() >= CLOSER));
  keyboard(map);
  const markers = L.geoJSON(found, { pointToLayer: placeMarker }).getLayers();
  const group = L.markerClusterGroup({
    animate: false,
    chunkedLoading: true,
    iconCreateFunction: manyIcon,
    maxClusterRadius: 44, // pixels: icons do not overlap
    showCoverageOnHover: false,
    spiderLegPolylineOptions: { className: "map-leg", weight: 1.5 },
  });
  const country = drawGround(map, tiles ? { features: [] } : base);
  const all = L.featureGroup(markers).getBounds();
  // Without tiles only the country's outline tells where one is, so it stays in view.
  const view = tiles && all.isValid() ? all : country.extend(all);
  if (near) map.setView(near.split(",").map(Number), tiles ? 13 : CLOSER);
  else if (view.isValid()) map.fitBounds(view, { maxZoom: 13, padding: [12, 12] });
  else map.fitWorld();
  if (tiles) L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  group.addLayers(markers).addTo(map);
  box.dataset.ready = "";
};

if (box && L) {
  start().catch(() => {
    const note = element("p", "", box.dataset.broken);
    note.dir = "auto";
    box.replaceChildren(note);
  });
}
