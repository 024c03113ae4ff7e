// Runs the suite in Node, Deno and Bun.
import { createHost } from 'imskit/host'
import { createSandbox } from 'imskit/sandbox'
import * as fixture from './fixture.js'
import { runSuite } from './suite.js'

const sandbox = createSandbox({ clients: [fixture.client] })
const result = await runSuite(fixture, sandbox.fetch, createHost)
console.log(JSON.stringify(result))
