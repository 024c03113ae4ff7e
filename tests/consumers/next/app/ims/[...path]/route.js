// The token host below /ims as a route handler of Next. A handler is not told who is connected, so the rate limit is one for
// all, unless a proxy in front says it: rateLimit: { addressHeader: 'x-real-ip' }.
import { Hono } from 'hono'
import { createHost } from 'imskit/host'

/** Made at the first request: `next build` runs this file, too, and knows nothing of the environment that it will run in. */
const make = () => new Hono().mount('/ims', createHost({ imsOrigins: [process.env.IMS_ORIGIN] }).fetch)
let host

function handle(request) {
  host ??= make()
  return host.fetch(request)
}

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as POST, handle as PUT }
