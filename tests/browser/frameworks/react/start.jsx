import { createRoot, hydrateRoot } from 'react-dom/client'
import ConnectionForm from './ConnectionForm.jsx'

const app = document.getElementById('app')
let props = await (await fetch('/props.json')).json()
const root = app.hasChildNodes()
  ? hydrateRoot(app, <ConnectionForm {...props} />, { onRecoverableError() {} }) // React renders again, because the element filled itself
  : createRoot(app)

globalThis.render = (given) => {
  props = { ...props, ...given }
  root.render(<ConnectionForm {...props} />)
}
globalThis.render()
