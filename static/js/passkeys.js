// Starts the passkey form of a sign-in page with django-allauth's scripts. Without JavaScript the form stays hidden.
const problem = document.querySelector('[data-passkey-problem]')
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  problem.hidden = false
})
const form = document.querySelector('form[data-passkey]')
if (form && window.PublicKeyCredential) {
  const button = form.querySelector('[data-passkey-button]').id
  const passwordless = form.querySelector('[name=passwordless]')
  const ids = { login: button, authenticate: button, add: button, credential: 'passkey-credential', data: 'js_data' }
  if (passwordless) ids.passwordless = passwordless.id
  form.addEventListener('submit', (event) => event.preventDefault()) // only the button's script sends it
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids })
  form.hidden = false
}
