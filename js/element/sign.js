import { ImsError } from '../core/errors.js'

/**
 * Signs in a worker that ends after the signature, together with the memory that held the key. If no worker starts (offline,
 * or a script of another origin), the page signs.
 * @param {import('../core/types.js').Ims} ims @param {import('../core/types.js').Connection} connection
 * @returns {Promise<string>} the JWT
 * @throws {ImsError} as `signJwt`
 */
export function signApart(ims, connection) {
  return new Promise((resolve, reject) => {
    const signHere = () => {
      try {
        resolve(ims.signJwt(connection))
      } catch (error) {
        reject(error)
      }
    }
    /** @type {Worker} */
    let worker
    try {
      if (typeof Worker === 'undefined') return signHere()
      worker = new Worker(new URL('./sign-worker.js', import.meta.url), { type: 'module' })
    } catch {
      return signHere()
    }
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      worker.terminate()
      signHere()
    })
    worker.addEventListener('message', ({ data: { jwt, error } }) => {
      worker.terminate()
      if (error) reject(new ImsError(error.code, error.message, error))
      else resolve(jwt)
    })
    worker.postMessage({ module: ims.module, connection })
  })
}
