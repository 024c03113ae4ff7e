// The token host on Bun, which passes its server as the second argument.
import { createHost } from 'imskit/host'

const host = createHost({ imsOrigins: [process.env.IMS_ORIGIN] })
const server = Bun.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT ?? 3000), fetch: host.fetch })
console.log(`http://127.0.0.1:${server.port}`)
