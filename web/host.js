// The host that serves this page, asked by relative addresses.

/**
 * What connections are checked against here, or undefined where the host does not say.
 * @returns {Promise<import('imskit').Context | undefined>}
 */
export const getContext = () => get('api/context')

/** The demo connection of the sandbox, where there is one. @returns {Promise<import('imskit').Connection | undefined>} */
export const getDemo = () => get('sandbox/demo.json')

/** @param {string} path */
async function get(path) {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(3000) })
    return response.status === 200 ? await response.json() : undefined
  } catch {
    return undefined
  }
}
