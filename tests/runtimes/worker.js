// Runs the suite in a Worker, through `workerd test`.
import { createHost } from 'imskit/host'
import { createSandbox } from 'imskit/sandbox'
import * as fixture from './fixture.js'
import { runSuite } from './suite.js'

export default {
  async test() {
    const sandbox = createSandbox({ clients: [fixture.client] })
    const result = await runSuite(fixture, sandbox.fetch, createHost)
    console.log(JSON.stringify(result))
  },
}
