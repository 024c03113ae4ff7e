// Times each step from the import to the first JWT in a page: what js/index.js does in load() and sign().
import fused from '../../dist/fused.js'
import core from '../../dist/wasm.js'
import { createApi } from '../../js/core/api.js'
import { decodeInlined } from '../../js/core/inlined.js'

/** @param {string} privateKey @param {import('imskit').JsonObject} payload @returns {Promise<Record<string, number>>} milliseconds */
export async function timeSteps(privateKey, payload) {
  /** @type {Record<string, number>} */
  const steps = {}
  let last = performance.now()
  /** Records the time since the previous step. @param {string} step */
  const end = (step) => {
    const now = performance.now()
    steps[step] = now - last
    last = now
  }
  const bytes = decodeInlined(core)
  end('unpack')
  const module = await WebAssembly.compile(bytes)
  end('compile')
  const ims = createApi(module, { fused, credentials: () => import('../../js/core/credentials-inlined.js') })
  end('set up')
  ims.sign({ payload, privateKey })
  end('first JWT')
  ims.sign({ payload, privateKey })
  end('second JWT')
  return steps
}
