// Runs in a child process: the size of the WebAssembly memory after a number of signatures. It never shrinks, so this is also
// the peak.
import { readFileSync } from 'node:fs'
import { instances, memoryOf } from '../support/instances.js'
import { answer, options } from './job.js'

const { signer, key, payload, counts } = options()
const pem = readFileSync(key, 'utf8')
const sign = await (await import(signer)).prepare()
const bytes = () => instances.reduce((sum, instance) => sum + memoryOf(instance).byteLength, 0)

if (bytes() === 0) throw new Error('there is no WebAssembly memory')
const measured = [{ signatures: 0, bytes: bytes() }]
for (let signatures = 1; signatures <= Math.max(...counts); signatures++) {
  sign(pem, payload)
  if (counts.includes(signatures)) measured.push({ signatures, bytes: bytes() })
}
answer(measured)
