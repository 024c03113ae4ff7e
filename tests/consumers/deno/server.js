// The token host on Deno, which passes the address of the client beside each request.
import { createHost } from 'imskit/host'

const host = createHost({ imsOrigins: [Deno.env.get('IMS_ORIGIN')] })
const options = {
  hostname: '127.0.0.1',
  port: Number(Deno.env.get('PORT') ?? 3000),
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}
Deno.serve(options, host.fetch)
