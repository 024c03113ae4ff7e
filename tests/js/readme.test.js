import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

it('the examples of README.md, “Tokens”, run', () => {
  const script = fileURLToPath(new URL('support/readme.js', import.meta.url))
  assert.equal(execFileSync(process.execPath, [script, 'Tokens'], { timeout: 30_000 }).toString(), '3\n')
})

it('the examples of README.md, “The form in any page”, are those that tests/browser/frameworks runs', () => {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('\n## The form in any page\n')
  const files = [
    'html/index.html',
    'react/ConnectionForm.jsx',
    'vue/ConnectionForm.vue',
    'svelte/ConnectionForm.svelte',
  ]
  for (const path of files) {
    const text = readFileSync(`tests/browser/frameworks/${path}`, 'utf8')
    assert.ok(section.includes(`\n\`\`\`${path.split('.').at(-1)}\n${text}\`\`\`\n`), path)
  }
})
