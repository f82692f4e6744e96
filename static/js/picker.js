// Picks a point on a map in the admin; the two inputs remain the way without a mouse, and what is saved.
//
// <div data-map-picker data-latitude-input="id_latitude" data-longitude-input="id_longitude" data-outline="/cms/services/outline/MD.json"
//      data-outside="..." data-swapped="..." data-tiles=""></div>, with Leaflet's script and stylesheet and css/map.css on the page.
// data-tiles asks the host of the tiles for the surroundings of the point: never give it for a place that is not shown exactly.
const L = window.L;
const DECIMALS = 5; // about a metre
const WORDS = {
  outside: "This point lies outside the country.",
  swapped: "Latitude and longitude look swapped.",
};

const number = (input) => {
  const value = input.value.trim().replace(",", ".");
  return value === "" ? NaN : Number(value);
};

const problem = (bounds, lat, lng) => {
  if (!bounds?.isValid() || bounds.contains([lat, lng])) return "";
  return bounds.contains([lng, lat]) ? "swapped" : "outside";
};

const town = ({ properties }, latlng) => {
  const name = document.createElement("span");
  name.textContent = properties.name;
  return L.circleMarker(latlng, { radius: 3, interactive: false, className: "map-dot" }).bindTooltip(name, { permanent: true, direction: "top" });
};

const start = async (box) => {
  const latitude = document.getElementById(box.dataset.latitudeInput);
  const longitude = document.getElementById(box.dataset.longitudeInput);
  if (!latitude || !longitude) return;
  box.classList.add("map-picker");
  const warning = document.createElement("p");
  warning.className = "map-picker-warning";
  warning.setAttribute("role", "status");
  box.after(warning);

  const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, minZoom: 3, maxZoom: 18, worldCopyJump: true });
  map.fitWorld();
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
  new ResizeObserver(() => map.invalidateSize()).observe(box); // shown later, in a tab or a panel

  let bounds = null;
  const icon = L.divIcon({ className: "map-pin", iconSize: [26, 26] });
  const marker = L.marker([0, 0], { icon, draggable: true, keyboard: false });

  const write = ({ lat, lng }) => {
    latitude.value = lat.toFixed(DECIMALS);
    longitude.value = lng.toFixed(DECIMALS);
    for (const input of [latitude, longitude]) {
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const show = () => {
    const [lat, lng] = [number(latitude), number(longitude)];
    const possible = Math.abs(lat) <= 90 && Math.abs(lng) <= 180; // false for NaN
    const found = possible ? problem(bounds, lat, lng) : "";
    warning.textContent = found ? box.dataset[found] || WORDS[found] : "";
    if (possible) {
      marker.setLatLng([lat, lng]).addTo(map);
      if (!map.getBounds().contains([lat, lng])) map.panTo([lat, lng], { animate: false });
    } else marker.remove();
  };

  map.on("click", ({ latlng }) => write(latlng.wrap()));
  marker.on("dragend", () => write(marker.getLatLng().wrap()));
  for (const input of [latitude, longitude]) input.addEventListener("input", show);

  if (box.dataset.outline) {
    const answer = await fetch(box.dataset.outline).catch(() => null);
    if (answer?.ok) {
      const { features } = await answer.json();
      const style = { className: "map-ground", fillOpacity: box.dataset.tiles ? 0 : 1 };
      const [outline, towns] = [false, true].map((point) =>
        L.geoJSON(features.filter(({ geometry }) => (geometry.type === "Point") === point), { style, pointToLayer: town, interactive: false }).addTo(map),
      );
      bounds = outline.getBounds();
      const all = L.latLngBounds([]).extend(bounds).extend(towns.getBounds());
      if (all.isValid()) map.fitBounds(all, { animate: false });
    }
  }
  show();
  box.dataset.ready = "";
};

if (L) document.querySelectorAll("[data-map-picker]").forEach(start);
