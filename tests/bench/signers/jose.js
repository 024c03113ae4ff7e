import { importPKCS8, SignJWT } from 'jose'
import { header } from './encoding.js'

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => async (pem, payload) =>
  new SignJWT(payload).setProtectedHeader(header).sign(await importPKCS8(pem, 'RS256'))
