// A page that signs, with the API and with the element. The key does not leave it.
import { load } from 'imskit'
import 'imskit/element'

const form = document.querySelector('form')
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const ims = await load()
  form.querySelector('output').textContent = ims.signJwt(JSON.parse(form.connection.value))
})
