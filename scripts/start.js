#!/usr/bin/env node
// Builds what is stale, starts the console with a sandbox on 127.0.0.1, checks it with one exchange, and serves:   npm start
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.js'
import { requireCommands, say } from './system.js'

const folder = 'build/demo'
const file = join(folder, 'connection.json')

/** Writes a connection file with a key made by OpenSSL, unless there is one from an earlier start. */
function makeDemo() {
  if (existsSync(file)) return
  mkdirSync(folder, { recursive: true })
  say('making a demo key and certificate with openssl')
  const request = [
    'req',
    '-x509',
    '-sha256',
    '-nodes',
    '-days',
    '365',
    '-newkey',
    'rsa:2048',
    '-subj',
    '/CN=imskit demo',
  ]
  const output = ['-keyout', join(folder, 'private.key'), '-out', join(folder, 'certificate_pub.crt')]
  execFileSync('openssl', [...request, ...output], { stdio: 'ignore' })
  const connection = {
    name: 'Demo',
    description: 'Made by npm start. It works with the sandbox only.',
    runtimeEnvironment: 'Demo Secure Agent',
    clientId: '0123456789abcdef0123456789abcdef',
    clientSecret: `p8e-${'demo'.repeat(8)}`,
    technicalAccountId: '0123456789ABCDEF01234567@techacct.adobe.com',
    organizationId: '89ABCDEF0123456789ABCDEF@AdobeOrg',
    privateKeyFile: 'private.key',
  }
  writeFileSync(`${file}.new`, `${JSON.stringify(connection, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

requireCommands({ openssl: 'openssl' })
await build()
makeDemo()

const { load } = await import('imskit')
const { requestToken } = await import('imskit/token')
const { startServer } = await import('../js/cli/serve.js')

const server = await startServer({ file, sandbox: true, port: Number(process.env.PORT ?? 8080) })
const ims = await load()
const { privateKeyFile, ...given } = JSON.parse(readFileSync(file, 'utf8'))
const demo = { ...given, privateKey: readFileSync(join(folder, privateKeyFile), 'utf8'), imsHost: server.sandboxUrl }

const { valid, issues } = ims.validate(demo)
if (!valid) throw new Error(`the demo connection is not valid: ${issues.map(({ message }) => message).join(' ')}`)
const jwt = ims.signJwt(demo)
const token = await requestToken(demo, { jwt })
console.log(`✓ validated  the demo connection ${file}`)
console.log(`✓ signed     a JWT of ${jwt.length} characters, in WebAssembly`)
console.log(`✓ exchanged  at the sandbox IMS; the access token expires ${token.expiresAt.toISOString()}`)
console.log(`\nThe console: ${server.url}   (press Ctrl+C to stop)`)
