import { sign } from 'node:crypto'
import { signingInput } from './encoding.js'

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (pem, payload, passphrase) => {
  const input = signingInput(payload)
  const key = passphrase === undefined ? pem : { key: pem, passphrase }
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}
