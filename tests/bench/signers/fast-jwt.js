import { createSigner } from 'fast-jwt'

const options = /** @type {const} */ ({ algorithm: 'RS256', noTimestamp: true })

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (key, payload, passphrase) =>
  createSigner({ ...options, key: passphrase === undefined ? key : { key, passphrase } })(payload)
