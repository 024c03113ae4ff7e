// The token host below /ims in a Fastify application, with its logger.
import { getRequestListener } from '@hono/node-server'
import Fastify from 'fastify'
import { createHost } from 'imskit/host'

const app = Fastify({ logger: true, disableRequestLogging: true })
const host = createHost({ imsOrigins: [process.env.IMS_ORIGIN], basePath: '/ims', logger: app.log })
const listener = getRequestListener(host.fetch, { overrideGlobalObjects: false })

app.register(async (scope) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null)) // the host reads the body itself
  scope.all('/ims/*', (request, reply) => {
    reply.hijack()
    return listener(request.raw, reply.raw)
  })
})
app.get('/', async () => 'the application')

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
console.log(`http://127.0.0.1:${app.server.address().port}`)
