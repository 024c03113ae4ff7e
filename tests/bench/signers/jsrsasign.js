import jsrsasign from 'jsrsasign'
import { header } from './encoding.js'

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (pem, payload, passphrase) =>
  jsrsasign.KJUR.jws.JWS.sign('RS256', header, payload, jsrsasign.KEYUTIL.getKey(pem, passphrase))
