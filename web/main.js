import 'imskit/element'
import { getContext, getDemo } from './host.js'

const form = /** @type {import('imskit/element').ImsConnectionElement} */ (document.querySelector('ims-connection'))
const demoButton = /** @type {HTMLButtonElement} */ (document.getElementById('demo'))

const [context, demo] = await Promise.all([getContext(), getDemo()])
if (context) form.context = context
else document.getElementById('no-context')?.removeAttribute('hidden')
if (demo) {
  demoButton.hidden = false
  demoButton.addEventListener('click', () => {
    form.connection = demo
  })
}
