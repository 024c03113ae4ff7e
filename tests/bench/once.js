// Runs in a child process: from import to the first JWT. Without a signer it measures the start of Node.
import { readFileSync } from 'node:fs'
import { answer, options } from './job.js'

const { signer, key, payload } = options()
const pem = readFileSync(key, 'utf8')
if (signer) {
  const started = performance.now()
  const { prepare } = await import(signer)
  const imported = performance.now() - started
  const sign = await prepare()
  const ready = performance.now() - started
  const jwt = await sign(pem, payload)
  answer({ imported, ready, signed: performance.now() - started, jwt })
} else {
  answer({})
}
