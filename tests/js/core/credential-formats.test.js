// Credentials in markup, commands, source code and YAML with anchors: the same four values, in the ways that people keep them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { load } from '../../../js/index.js'

const ims = await load()
const id = '0123456789abcdef0123456789abcdef'
const secret = 'p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345'
const account = '0A1B2C3D4E5F60718293A4B5@techacct.adobe.com'
const org = 'AABBCCDDEEFF001122334455@AdobeOrg'
const all = { clientId: id, clientSecret: secret, technicalAccountId: account, organizationId: org }
const pair = { clientId: id, clientSecret: secret }
const names = /** @type {[string, string][]} */ ([
  ['clientId', id],
  ['clientSecret', secret],
  ['technicalAccountId', account],
  ['orgId', org],
])
/** @param {(name: string, value: string) => string} write @param {string} [between] */
const each = (write, between = '\n') => names.map(([name, value]) => write(name, value)).join(between)
const json = JSON.stringify({ client_id: id, client_secret: secret, technical_account_id: account, ims_org_id: org })

/** @type {[string, string, Record<string, string>?][]} */
const files = [
  ['a file in base64', Buffer.from(json).toString('base64').replace(/.{76}/g, '$&\n')],
  ['a .env file in base64', Buffer.from(each((name, value) => `${name}=${value}`)).toString('base64')],
  ['JSON with the entities of HTML', json.replaceAll('"', '&quot;')],
  ['JSON with typographic quotation marks', json.replace(/"([^"]*)"/g, '“$1”')],
  ['Environment= of systemd', `[Service]\n${each((name, value) => `Environment="${name}=${value}"`)}`],
  [
    'Environment= of systemd, on one line',
    `[Service]\nEnvironment=${each((name, value) => `"${name}=${value}"`, ' ')}`,
  ],
  ['flags without a command', each((name, value) => `--${name} ${value}`, ' ')],
  ['symbols of Ruby', `{ ${each((name, value) => `:${name} => "${value}"`, ', ')} }`],
  ['a query with percent-encoding', each((name, value) => `${name}=${encodeURIComponent(value)}`, '&')],
  ['XML elements', `<?xml version="1.0"?>\n<adobe>${each((name, value) => `<${name}>${value}</${name}>`)}</adobe>`],
  [
    'XML with CDATA and a comment',
    `<a><!-- <clientId>old</clientId> -->${each((name, value) => `<${name}><![CDATA[${value}]]></${name}>`)}</a>`,
  ],
  ['XML entities', `<a>${each((name, value) => `<${name}>${value.replace('@', '&#x40;')}</${name}>`)}</a>`],
  [
    '.NET appSettings',
    `<configuration><appSettings>${each((name, value) => `<add key="Adobe:${name}" value="${value}" />`)}</appSettings></configuration>`,
  ],
  [
    'entries of Java properties',
    `<properties>${each((name, value) => `<entry key="${name}">${value}</entry>`)}</properties>`,
  ],
  [
    'a property list of Apple',
    `<plist><dict>${each((name, value) => `<key>${name}</key><string>${value}</string>`)}</dict></plist>`,
  ],
  [
    'an entry of KeePass',
    `<Entry>${each((name, value) => `<String><Key>${name}</Key><Value>${value}</Value></String>`)}</Entry>`,
  ],
  ['attributes', `<adobe ${each((name, value) => `${name}="${value}"`, ' ')}/>`],
  ['a table of HTML', `<table>${each((name, value) => `<tr><td>${name}</td><td>${value}</td></tr>`)}</table>`],
  ['setters of Java', each((name, value) => `config.set${name[0]?.toUpperCase()}${name.slice(1)}("${value}");`)],
  ['a builder', `Config.builder()\n${each((name, value) => `    .${name}("${value}")`)}\n    .build();`],
  ['define of PHP', `<?php\n${each((name, value) => `define('${name}', '${value}');`)}`],
  ['PowerShell', each((name, value) => `[Environment]::SetEnvironmentVariable("${name}", "${value}", "User")`)],
  ['Rust', each((name, value) => `const ${name}: &'static str = "${value}";`)],
  ['defaults of JavaScript', each((name, value) => `const ${name} = process.env.X || '${value}';`)],
  ['flags of a command', `tool ${each((name, value) => `--${name} ${value}`, ' ')}`],
  [
    'a Markdown table',
    `| ${each((name) => name, ' | ')} |\n| ${each(() => '---', ' | ')} |\n| ${each((_, value) => value, ' | ')} |`,
  ],
  ['escaped properties', each((name, value) => `${name}=${value.replace('@', '\\u0040')}`)],
  ['URL-encoded values', each((name, value) => `${name}=${value.replace('@', '%40')}`)],
  ['a call around an object', `callback(${json});`],
  ['JSON as a text of JSON', JSON.stringify(json)],
  ['JSON in base64', `ADOBE=${Buffer.from(json).toString('base64')}`],
  ['curl, each value in quotes', `curl -X POST https://x \\\n${each((name, value) => `  -d '${name}=${value}' \\`)}`],
  ['curl with a query', `curl https://x -d 'grant_type=y&client_id=${id}&client_secret=${secret}&scope=openid'`, pair],
  [
    'the body of a request',
    `POST /ims/exchange/jwt HTTP/1.1\n\nclient_id=${id}&client_secret=${secret}&jwt_token=eyJ`,
    pair,
  ],
  [
    'YAML aliases',
    `x: &x ${id}\nadobe:\n  client_id: *x\n${each((name, value) => `  ${name}: ${value}`)
      .split('\n')
      .slice(1)
      .join('\n')}`,
  ],
  [
    'YAML merge keys',
    `a: &a\n  orgId: ${org}\nb: &b\n  technicalAccountId: ${account}\nc:\n  <<: [*a, *b]\n  clientId: ${id}\n  clientSecret: ${secret}`,
  ],
]

describe('credentials', () => {
  for (const [title, text, expected = all] of files) {
    it(`are read from ${title}`, async () => {
      const { connection } = await ims.importCredentials(text)
      for (const [name, value] of Object.entries(expected))
        assert.equal(connection[/** @type {'name'} */ (name)], value)
    })
  }

  it('of several documents or tables of the same name are never mixed', async () => {
    const other = { clientId: 'f'.repeat(32), clientSecret: `s8e-${'z'.repeat(32)}` }
    const second = Object.entries(other)
    for (const [head, mark] of [
      ['---', ': '],
      ['[[adobe]]', ' = '],
    ]) {
      const text = `${head}\n${each((name, value) => `${name}${mark}${value}`)}\n${head}\n${second.map(([name, value]) => `${name}${mark}${value}`).join('\n')}\n`
      const { candidates } = await ims.importCredentials(text)
      assert.equal(candidates.length, 2)
      assert.deepEqual([candidates[0]?.connection, candidates[1]?.connection], [all, other])
    }
  })

  it('report a client ID in place of the secret', async () => {
    const { connection, issues } = await ims.importCredentials(
      `CLIENT_ID=${secret}\nCLIENT_SECRET=${id}\nORG_ID=${org}`,
    )
    assert.deepEqual(connection, { organizationId: org })
    assert.equal(issues.filter(({ code }) => code === 'unusable_in_file').length, 2)
  })
})
