#!/usr/bin/env node
// Builds the release: the tarball, its software bill of materials (CycloneDX) and their SHA-256 sums.   npm run package
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.js'

const folder = 'build/package'

/** @param {string[]} args @param {string} [cwd] */
function npm(args, cwd) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/** @param {string} file */
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

await build()
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const tarball = join(folder, npm(['pack', '--silent', '--pack-destination', folder]))

const { versions } = await import('../dist/versions.js')
/** The libraries inside core.wasm, which npm cannot list. */
const libraries = [
  {
    name: 'mbedtls',
    version: versions.mbedtls,
    description: 'RSA, ASN.1, hashes, ciphers and base64 of core.wasm',
    licenses: [{ expression: 'Apache-2.0 OR GPL-2.0-or-later' }],
    purl: `pkg:github/Mbed-TLS/mbedtls@mbedtls-${versions.mbedtls}`,
    cpe: `cpe:2.3:a:arm:mbed_tls:${versions.mbedtls}:*:*:*:*:*:*:*`,
  },
  {
    name: 'nlohmann-json',
    version: versions.nlohmannJson,
    description: 'the JSON parser of core.wasm',
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:github/nlohmann/json@v${versions.nlohmannJson}`,
    cpe: `cpe:2.3:a:json-for-modern-cpp_project:json-for-modern-cpp:${versions.nlohmannJson}:*:*:*:*:*:*:*`,
  },
  {
    name: 'emscripten',
    version: versions.emscripten,
    description: 'the compiler of core.wasm, with its C and C++ libraries and the glue in core.js',
    licenses: [{ expression: 'MIT OR NCSA' }],
    purl: `pkg:github/emscripten-core/emscripten@${versions.emscripten}`,
  },
].map((library) => ({ 'bom-ref': library.purl, type: 'library', scope: 'required', ...library }))

// Remove the development dependencies by hand: `npm sbom --omit dev` also omits runtime packages that they share.
const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'))
const [{ devDependencies: _, workspaces: __, ...manifest }, lock] = [read('package.json'), read('package-lock.json')]
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).filter(([path, { dev, link }]) => !dev && !link && !path.startsWith('scripts/')),
)
lock.packages[''] = manifest
const bare = join(folder, 'bare')
mkdirSync(bare)
writeFileSync(join(bare, 'package.json'), JSON.stringify(manifest))
writeFileSync(join(bare, 'package-lock.json'), JSON.stringify(lock))
const list = JSON.parse(
  npm(['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'], bare),
)
rmSync(bare, { recursive: true })

const self = list.metadata.component
Object.assign(self, { name: 'imskit', hashes: [{ alg: 'SHA-256', content: sha256(tarball) }] })
list.components.push(...libraries)
list.dependencies
  .find((/** @type {{ ref: string }} */ { ref }) => ref === self['bom-ref'])
  .dependsOn.push(...libraries.map(({ purl }) => purl))
list.dependencies.push(...libraries.map(({ purl }) => ({ ref: purl, dependsOn: [] })))
const sbom = join(folder, 'sbom.cdx.json')
writeFileSync(sbom, `${JSON.stringify(list, null, 2)}\n`)

for (const file of [tarball, sbom, 'dist/core.wasm']) console.log(`${sha256(file)}  ${file}`)
