#!/usr/bin/env node
// Writes the API reference, docs/api, from the JSDoc comments of the entry points:   npm run docs [-- --check]
// With --check, changes nothing and fails if the reference is stale.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from './system.js'

const folder = 'docs/api'

const contents = `# API reference

| import | what it has |
| --- | --- |
| \`imskit\` | [\`load\`, the core and all types](index.md): validation, keys, JWTs, credential files |
| \`imskit/token\` | [access tokens](token.md): \`requestToken\`, \`TokenProvider\`, stores, explanations of errors |
| \`imskit/host\` | [the token host](host.md) for a page, and \`readConnections\` |
| \`imskit/sandbox\` | [a fake IMS](sandbox.md) for tests and for trying things out |
| \`imskit/element\` | [\`<ims-connection>\`](element.md), a form |
| \`imskit/element/react\`, \`/vue\`, \`/svelte\` | its types for templates of [frameworks](../guides/frameworks.md) |
| \`imskit/element/de\` | \`texts\`, \`messages\` and \`fieldTexts\` in German, for the properties of [the element](../element.md) with these names |
| \`imskit/jwt-auth\` | [a drop-in for \`@adobe/jwt-auth\` 2](jwt-auth.md) |
| \`imskit/versions\` | \`versions\`: of \`imskit\`, \`mbedtls\`, \`nlohmannJson\` and \`emscripten\`, and the SHA-256 of the two WebAssembly modules as \`wasmSha256\` and \`credentialsWasmSha256\`, in hex |
| \`imskit/core.wasm\`, \`imskit/credentials.wasm\` | the WebAssembly modules as files, for [\`load({ wasm })\`](index.md#load) and [bundlers](../guides/bundlers.md) |

[Issues, errors and repairs](../reference.md) lists every code and message.
`

/** The first lines of each page, by the name that TypeDoc gives it. @type {Record<string, string>} */
const introductions = {
  index:
    'Validates connections, inspects and repairs private keys, signs and verifies JWTs, and imports credential files.',
  token: 'Requests, caches, renews, shares and explains access tokens on a server.',
  host: 'The token host: the server that has the client secret and gets tokens for a page.',
  sandbox: 'A fake Adobe IMS for tests and for trying things out.',
  element: 'The element `<ims-connection>`: a form that validates a connection, signs and gets a token.',
  'jwt-auth': 'A drop-in replacement for `@adobe/jwt-auth` 2.',
}

/** @param {string} out folder for the pages */
function write(out) {
  const typedoc = 'scripts/typedoc/node_modules/typedoc/bin/typedoc'
  const { status } = spawnSync(process.execPath, [typedoc, '--options', 'scripts/typedoc/typedoc.json', '--out', out], {
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error('typedoc failed; see the lines above')
  for (const [name, introduction] of Object.entries(introductions)) {
    const page = join(out, `${name}.md`)
    const title = name === 'index' ? 'imskit' : `imskit/${name}`
    const text = readFileSync(page, 'utf8')
      .replace(/^# .*\n/, `# ${title}\n\n${introduction}\n`)
      .replace(/^```ts\ntype \w+ = object;\n```\n\n/gm, '') // a table of properties follows
    writeFileSync(page, text)
  }
  writeFileSync(join(out, 'README.md'), contents)
}

/** @param {string} from @returns {Record<string, string>} name → text of each page */
const read = (from) =>
  Object.fromEntries(readdirSync(from).map((name) => [name, readFileSync(join(from, name), 'utf8')]))

if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'imskit-docs-'))
  try {
    write(fresh)
    const [expected, actual] = [read(fresh), read(folder)]
    const stale = Object.keys({ ...expected, ...actual }).filter((name) => expected[name] !== actual[name])
    if (stale.length > 0) throw new Error(`${folder} is stale: ${stale.join(', ')}. Run npm run docs`)
  } finally {
    rmSync(fresh, { recursive: true })
  }
} else {
  write(folder)
  say(`wrote ${folder}`)
}
