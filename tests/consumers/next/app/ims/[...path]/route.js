// The token host below /ims as a route handler of Next, which sets x-forwarded-for, so the rate limit is per client.
import { createHost } from 'imskit/host'

/** Made at the first request: `next build` also runs this file, without the environment of the server. */
const make = () => createHost({ imsOrigins: [process.env.IMS_ORIGIN], basePath: '/ims' })
let host

function handle(request) {
  host ??= make()
  return host.fetch(request)
}

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as POST, handle as PUT }
