// The token host below /ims in an Express application.
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { createHost } from 'imskit/host'

const host = createHost({ imsOrigins: [process.env.IMS_ORIGIN] })

const app = express()
app.use('/ims', getRequestListener(host.fetch, { overrideGlobalObjects: false })) // before express.json(), which would read the body
app.use(express.json())
app.get('/', (_, response) => response.send('the application'))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
