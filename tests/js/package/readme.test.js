import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../support/examples.js', import.meta.url))

// tests/consumers does it with docs/guides/console.md, and with the host in Express.
for (const [page, count] of Object.entries({ 'README.md': 7, 'docs/guides/script.md': 5, 'docs/guides/form.md': 7 })) {
  it(`the examples of ${page} run, and print what they say`, () => {
    const output = execFileSync(process.execPath, [script, page], { timeout: 60_000 }).toString()
    assert.equal(output.trim().split('\n').at(-1), String(count))
  })
}

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
