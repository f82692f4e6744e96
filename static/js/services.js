// What a script adds to the pages of services: everything works without it.
const locate = document.querySelector("[data-locate]");
const near = document.getElementById("near");
const note = document.querySelector("[data-locate-note]");
if (locate && near) {
  const state = "geolocation" in navigator ? "usable" : "unusable";
  for (const part of [locate, note]) part?.classList.add(state);
  locate.addEventListener("click", () => {
    locate.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // About one kilometre: nothing finer leaves the device.
        near.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        near.form.requestSubmit();
      },
      () => {
        locate.disabled = false;
        near.focus();
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
}

const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => navigator.share({ title: document.title, url: location.href }).catch(() => {}));
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
