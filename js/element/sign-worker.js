// Signs one JWT outside the page's thread, so that a large or slowly encrypted key does not block the page.
import { createApi } from '../core/api.js'

addEventListener('message', ({ data: { module, connection } }) => {
  try {
    postMessage({ jwt: createApi(module).signJwt(connection) })
  } catch (error) {
    const { code, message, hint, issues } = /** @type {import('../index.js').ImsError} */ (error)
    postMessage({ error: { code, message, hint, issues } })
  }
})
