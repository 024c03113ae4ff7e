// In a bundle for a browser, this stands for imskit/host and imskit/sandbox: the condition `browser` in package.json.

/** @returns {never} */
const refuse = () => {
  throw new Error('imskit/host and imskit/sandbox run on a server, and this is a browser: import them there.')
}
export const createHost = refuse()
export const createSandbox = refuse()
