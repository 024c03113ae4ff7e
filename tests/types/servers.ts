// Compiled, never run: servers and frameworks accept the host and the sandbox. With one version of TypeScript only, since the
// types of these packages need a recent one and the DOM library.
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createHost } from 'imskit/host'
import { createSandbox } from 'imskit/sandbox'

const host = createHost()
const sandbox = createSandbox({ clients: [] })
getRequestListener(host.fetch)
getRequestListener(sandbox.fetch)
new Hono().mount('/ims', host.fetch).mount('/sandbox', sandbox.fetch)
