import { decodePem, signWithWebCrypto } from './encoding.js'

/** @returns {Promise<import('../rivals.js').Signer>} */
export const prepare = async () => (pem, payload) => signWithWebCrypto(decodePem(pem), payload)
