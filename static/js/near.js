// Finds services near the reader. About one kilometre: nothing finer leaves the device.
export default function near(button) {
  const field = document.getElementById("near");
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      field.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
      field.form.requestSubmit();
    },
    () => {
      button.disabled = false;
      field.focus();
    },
    { maximumAge: 600000, timeout: 15000 },
  );
}
