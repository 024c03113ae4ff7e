// Signs one JWT outside the page's thread, so that a large or slowly encrypted key does not block the page.
import { openCore } from '../core/boundary.js'
import { stringify, toSeconds } from '../core/input.js'

addEventListener('message', ({ data: { module, connection } }) => {
  try {
    const core = openCore(module)
    postMessage({ jwt: core.ofConnection('signJwt', connection, core.allFields, stringify({ now: toSeconds() })) })
  } catch (error) {
    const { code, message, hint, issues } = /** @type {import('../core/errors.js').ImsError} */ (error)
    postMessage({ error: { code, message, hint, issues } })
  }
})
