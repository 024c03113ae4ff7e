// The pages of the documentation: their examples run, and their links lead somewhere.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pack, run } from '../../support/installed.js'

const script = fileURLToPath(new URL('../../support/examples.js', import.meta.url))
/** Has the packed package. Other packages come from the repository, which is around it. */
const folder = resolve('build/docs')
const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

/** The number of examples of each page of the API reference, all of which run. */
const reference = {
  'docs/api/element.md': 17,
  'docs/api/host.md': 4,
  'docs/api/index.md': 19,
  'docs/api/jwt-auth.md': 1,
  'docs/api/sandbox.md': 3,
  'docs/api/token.md': 14,
}

/** The number of examples that run in each page. tests/consumers runs those of console.md and host.md, and the page of the README. */
const examples = {
  'README.md': 7,
  'docs/guides/bundlers.md': 1,
  'docs/guides/form.md': 7,
  'docs/guides/frameworks.md': 1,
  'docs/guides/script.md': 7,
  'docs/guides/services.md': 8,
  'docs/guides/testing.md': 4,
  'docs/guides/tokens.md': 8,
  'docs/operators.md': 4,
}

before(() => {
  const installed = join(folder, 'node_modules/imskit')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  // A package.json of its own, so that `imskit` is not the repository.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  run('tar', ['xzf', pack(folder), '--strip-components=1', '-C', installed], folder)
})

describe('the documentation', () => {
  for (const [page, count] of Object.entries({ ...examples, ...reference })) {
    it(`has ${count} examples in ${page} that run and print what they say`, () => {
      const output = execFileSync(process.execPath, [script, page, folder], { timeout: 60_000 }).toString()
      assert.equal(output.trim().split('\n').at(-1), String(count))
    })
  }

  it('has an example of every function in the API reference', () => {
    for (const page of Object.keys(reference)) {
      const sections = readFileSync(page, 'utf8')
        .split(/^(?=#+ .*\(\)$)/m)
        .slice(1)
      const lacking = sections
        .filter((section) => !/^#+ Example$/m.test(section))
        .map((section) => section.split('\n')[0])
      assert.deepEqual(lacking, [], page)
    }
  })

  it('has no example that no test runs', () => {
    const elsewhere = ['docs/guides/console.md', 'docs/guides/host.md', 'docs/element.md', 'CONTRIBUTING.md']
    const known = [...Object.keys(examples), ...elsewhere]
    const others = pages.filter((page) => /^ *```(js|sh)\n/m.test(readFileSync(page, 'utf8')) && !known.includes(page))
    assert.deepEqual(others, [])
  })

  it('links to files that exist and are in the package', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8'))
    const published = [...files, 'README.md', 'LICENSE', 'package.json']
    for (const page of pages) {
      for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?|mailto):/.test(target)) continue
        const [path = '', anchor] = target.split('#')
        const file = path ? join(dirname(page), path) : page
        assert.ok(existsSync(file), `${page} links to ${target}`)
        assert.ok(published.includes(/** @type {string} */ (file.split('/')[0])), `${file} is not in the package`)
        if (anchor) assert.ok(anchorsOf(file).includes(anchor), `${page} links to ${target}`)
      }
    }
  })
})

/** The anchors of a page's headings, as npm and GitHub make them. @param {string} page */
const anchorsOf = (page) => {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$|<a id="([^"]+)">/gm)].map(([, heading, id]) => {
    if (id) return id
    const anchor = (heading ?? '')
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  })
}

it('docs/guides/frameworks.md has the components that tests/browser/frameworks runs', () => {
  const page = readFileSync('docs/guides/frameworks.md', 'utf8')
  const files = [
    'html/index.html',
    'react/ConnectionForm.jsx',
    'vue/ConnectionForm.vue',
    'svelte/ConnectionForm.svelte',
  ]
  for (const path of files) {
    const text = readFileSync(`tests/browser/frameworks/${path}`, 'utf8')
    assert.ok(page.includes(`\n\`\`\`${path.split('.').at(-1)}\n${text}\`\`\`\n`), path)
  }
})

it('the API reference describes every member, parameter and result', () => {
  for (const page of Object.keys(reference)) {
    const lines = readFileSync(page, 'utf8').split('\n')
    let description = -1
    for (const [i, line] of lines.entries()) {
      const cells = line.replaceAll('\\|', '').split('|')
      const isHeader = /^\| (Property|Parameter|Name) \|/.test(line)
      if (isHeader) description = cells.indexOf(' Description ')
      if (/^\|/.test(line) && description !== -1) assert.notEqual(cells[description], ' - ', `${page}:${i + 1} ${line}`)
      if (isHeader) assert.notEqual(description, -1, `${page}:${i + 1} has no descriptions`)
      if (line === '') description = -1
    }
  }
})

it('the API reference names the types of exceptions, and has the options and events of TokenProvider', () => {
  const page = readFileSync('docs/api/token.md', 'utf8')
  assert.match(page, /###### Throws\n\n`TypeError` for a wrong option\n/)
  for (const name of ['store', 'refreshBeforeSeconds', 'storeTimeoutMs', 'leaseMs', 'logger', 'onEvent', 'causeCode'])
    assert.ok(page.includes(`\`${name}?\` |`), name)
})
