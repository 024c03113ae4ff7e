// The token host on Deno, which passes the client's address as the second argument.
import { createHost } from 'imskit/host'

const host = createHost({ imsOrigins: [Deno.env.get('IMS_ORIGIN')] })
const options = {
  hostname: '127.0.0.1',
  port: Number(Deno.env.get('PORT') ?? 3000),
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}
Deno.serve(options, host.fetch)
