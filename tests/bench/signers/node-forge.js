import forge from 'node-forge'
import { signingInput } from './encoding.js'

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (pem, payload, passphrase) => {
  const { md, pki, util } = forge
  const key = passphrase === undefined ? pki.privateKeyFromPem(pem) : pki.decryptRsaPrivateKey(pem, passphrase)
  const input = signingInput(payload)
  const signature = util.encode64(key.sign(md.sha256.create().update(input)))
  return `${input}.${signature.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}
