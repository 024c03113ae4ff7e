// A page that signs, by hand and with the element, which is a form ready to use. The key stays in it.
import { load } from 'imskit'
import 'imskit/element'

const form = document.querySelector('form')
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const ims = await load()
  form.querySelector('output').textContent = ims.signJwt(JSON.parse(form.connection.value))
})
