// The same core with the unmodified arithmetic of Mbed TLS, as the baseline. `npm run bench` builds it.
import { readFile } from 'node:fs/promises'
import { openChannel } from '../../../js/core/channel.js'
import { instantiate } from '../../../js/core/instance.js'

const built = new URL('../../../build/wasm/core_stock', import.meta.url)

/** @returns {Promise<import('../rivals.js').Signer>} */
export async function prepare() {
  const { default: createCore } = await import(`${built}.js`)
  const module = await WebAssembly.compile(await readFile(new URL(`${built}.wasm`)))
  const { text } = openChannel(() => instantiate(createCore, module))
  return (pem, payload, passphrase = '') => text('sign', '', JSON.stringify(payload), pem, passphrase)
}
