import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

it('the examples of README.md, “Tokens”, run', () => {
  const script = fileURLToPath(new URL('support/readme.js', import.meta.url))
  assert.equal(execFileSync(process.execPath, [script, 'Tokens'], { timeout: 30_000 }).toString(), '3\n')
})
