import { load } from '../../../js/index.js'

/** @returns {Promise<import('../rivals.js').Signer>} */
export async function prepare() {
  const ims = await load()
  return (privateKey, payload, passphrase) => ims.sign({ payload, privateKey, passphrase })
}
