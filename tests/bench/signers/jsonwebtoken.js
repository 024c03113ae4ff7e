import jwt from 'jsonwebtoken'

const options = /** @type {const} */ ({ algorithm: 'RS256', noTimestamp: true })

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (key, payload, passphrase) =>
  jwt.sign(payload, passphrase === undefined ? key : { key, passphrase }, options)
