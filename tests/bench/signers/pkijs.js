import { PrivateKeyInfo } from 'pkijs'
import { decodePem, signWithWebCrypto } from './encoding.js'

/** pkijs parses the key; WebCrypto signs. @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (pem, payload) =>
  signWithWebCrypto(PrivateKeyInfo.fromBER(decodePem(pem)).toSchema().toBER(), payload)
