// Signs one JWT away from the page, which stays responsive however large the key and slow its encryption.
import { createApi } from '../core/api.js'

addEventListener('message', ({ data: { module, connection } }) => {
  try {
    postMessage({ jwt: createApi(module).signJwt(connection) })
  } catch (error) {
    const { code, message, hint, issues } = /** @type {import('../index.js').ImsError} */ (error)
    postMessage({ error: { code, message, hint, issues } })
  }
})
