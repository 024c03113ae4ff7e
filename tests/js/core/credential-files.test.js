// Credential files as people have them, with invented values: every syntax, and what must not be mixed or mistaken.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { makeCertificate, makeKey } from '../../support/openssl.js'

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

const [id, secret] = ['0123456789abcdef0123456789abcdef', 'p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345']
const [otherId, otherSecret] = ['f'.repeat(32), 's8e-zyxwvutsrqponmlkjihgfedcba987654']
const account = '0A1B2C3D4E5F60718293A4B5@techacct.adobe.com'
const email = '11111111-2222-3333-4444-555555555555@techacct.adobe.com'
const org = 'AABBCCDDEEFF001122334455@AdobeOrg'
const { pem, file } = makeKey(2048)
const certificate = makeCertificate(file)
const der = pem.replace(/-----[^-]+-----|\s/g, '')

const all = { clientId: id, clientSecret: secret, technicalAccountId: account, organizationId: org }
const oauth = { clientId: id, clientSecret: secret, organizationId: org }
const four = { CLIENT_ID: id, CLIENT_SECRET: secret, TECHNICAL_ACCOUNT_ID: account, ORG_ID: org }
const camel = { clientId: id, clientSecret: secret, technicalAccountId: account, orgId: org }
const snake = { client_id: id, client_secret: secret, technical_account_id: account, org_id: org }
const json = (/** @type {unknown} */ value) => JSON.stringify(value, null, 2)
/** @param {object} values @param {string} [prefix] @param {string} [separator] */
const lines = (values, prefix = '', separator = '=') =>
  `${Object.entries(values)
    .map(([name, value]) => `${prefix}${name}${separator}${value}`)
    .join('\n')}\n`
/** @param {string} text @param {number} [by] */
const indent = (text, by = 2) => text.trim().replace(/^/gm, ' '.repeat(by))
/** In one line of code. @param {object} values @param {string} separator @param {string} [quote] around names @param {string} [comma] */
const inline = (values, separator, quote = '', comma = ', ') =>
  Object.entries(values)
    .map(([name, value]) => `${quote}${name}${quote}${separator}"${value}"`)
    .join(comma)
const pemLines = pem.trim().split('\n')
const base64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64')

const jwt = {
  id: '5',
  name: 'My JWT',
  integration_type: 'service',
  jwt: {
    client_id: id,
    client_secret: secret,
    technical_account_email: email,
    technical_account_id: account,
    meta_scopes: ['ent_a'],
  },
}
const s2s = {
  id: '4',
  name: 'My S2S',
  integration_type: 'oauth_server_to_server',
  oauth_server_to_server: {
    client_id: otherId,
    client_secrets: [otherSecret],
    technical_account_email: email,
    technical_account_id: account,
    scopes: ['openid', 'AdobeID'],
  },
}
const web = {
  id: '1',
  name: 'web',
  integration_type: 'oauthweb',
  oauth2: { client_id: otherId, client_secret: otherSecret, redirect_uri: ['https://x.example'] },
}
const spa = {
  id: '3',
  name: 'spa',
  integration_type: 'oauthsinglepageapp',
  oauth_single_page_app: { client_id: otherId },
}
const apiKey = { id: '2', name: 'key', integration_type: 'apikey', api_key: { client_id: otherId } }
/** @param {object[]} credentials */
const workspace = (...credentials) =>
  json({
    project: {
      id: '1',
      name: 'P',
      org: { id: '25591412', name: 'O', ims_org_id: org },
      workspace: {
        id: '2',
        name: 'W',
        details: {
          credentials,
          services: [
            { code: 'a', name: 'A' },
            { code: 'b', name: 'B' },
          ],
        },
      },
    },
  })

/**
 * @typedef {object} Expected
 * @property {object} [has] values of the connection; default: the four of a JWT credential
 * @property {boolean} [key] the connection has a key that signs
 * @property {'jwt' | 'oauth_server_to_server'} [type]
 * @property {string[]} [labels] of all candidates
 * @property {string[]} [codes] all issues; default: not_in_file of the key, or none with a key or for OAuth
 * @property {RegExp} [says] what an issue says
 */

/** @type {Record<string, [text: string, expected?: Expected]>} */
const read = {
  // ---- .env and shells
  '.env': [lines(four)],
  '.env with CRLF and a byte order mark': [`\ufeff${lines(four).replaceAll('\n', '\r\n')}`],
  '.env with CR only': [lines(four).replaceAll('\n', '\r')],
  '.env with quotes and spaces': [lines(Object.fromEntries(Object.entries(four).map(([k, v]) => [k, ` "${v}" `])))],
  '.env with single quotes and comments': [
    Object.entries(four)
      .map(([k, v]) => `${k} = '${v}'   # comment with = and 'quotes'`)
      .join('\n'),
  ],
  '.env with backticks': [
    Object.entries(four)
      .map(([k, v]) => `${k}=\`${v}\``)
      .join('\n'),
  ],
  '.env with typographic quotes': [
    Object.entries(four)
      .map(([k, v]) => `${k}=“${v}”`)
      .join('\n'),
  ],
  '.env with other values between': [
    `SECRET=session\nAPI_KEY=stripe\nID=5\nORG=acme\n${lines(four)}NAME=x\nSECRET_KEY=y\n`,
  ],
  'the last of several': [`${lines({ CLIENT_ID: otherId, CLIENT_SECRET: otherSecret })}${lines(four)}`],
  'commented-out values': [`#CLIENT_ID=${otherId}\n# CLIENT_SECRET=${otherSecret}\n;ORG_ID=x\n${lines(four)}`],
  'an apostrophe before': [`TITLE=it's mine\n${lines(four)}OTHER=that's it\n`],
  'an unclosed quote': [`TITLE="broken\n${lines(four)}`],
  export: [lines(four, 'export ')],
  'export with quotes': [
    Object.entries(four)
      .map(([k, v]) => `export ${k}='${v}'`)
      .join('\n'),
  ],
  'declare -x': [
    Object.entries(four)
      .map(([k, v]) => `declare -x ${k}="${v}"`)
      .join('\n'),
  ],
  set: [lines(four, 'set ').replaceAll('\n', '\r\n')],
  'set with quotes around both': [
    Object.entries(four)
      .map(([k, v]) => `@set "${k}=${v}"`)
      .join('\r\n'),
  ],
  setx: [
    Object.entries(four)
      .map(([k, v]) => `setx ${k} "${v}"`)
      .join('\r\n'),
  ],
  '$env:': [
    Object.entries(four)
      .map(([k, v]) => `$env:${k} = "${v}"`)
      .join('\n'),
  ],
  fish: [
    Object.entries(four)
      .map(([k, v]) => `set -gx ${k} ${v}`)
      .join('\n'),
  ],
  'variables before a command': [
    `${Object.entries(four)
      .map(([k, v]) => `${k}=${v}`)
      .join(' ')} node app.js\n`,
  ],
  'R in one line': [`Sys.setenv(${inline(four, ' = ')})\n`],
  'R in one line, names in quotes': [`Sys.setenv(${inline(four, ' = ', '"')})\n`],
  'a list of R': [`creds <- list(${inline(snake, ' = ')}) # not client_id = "x"\n`],
  'a call of Python in one line': [`client = Adobe(${inline(snake, '=', '', ',')})\n`],
  'an array of PHP in one line': [`$c = [${inline(snake, ' => ', "'")}];\n`],
  'array() of PHP in one line': [`$c = array(${inline(snake, ' => ', "'")});\n`],
  'a hash of Perl in one line': [`my %c = (${inline(snake, ' => ')});\n`],
  'a hash of PowerShell in one line': [`$c = @{ ${inline(camel, ' = ', '', '; ')} }\n`],
  'a struct of Go in one line': [`cfg := Config{${inline(camel, ': ')}}\n`],
  'an object of C# in one line': [`var c = new Config { ${inline(camel, ' = ')} };\n`],
  'a table of Lua in one line': [`return { ${inline(snake, ' = ')} }\n`],
  'JavaScript in one line': [
    `export default { ${inline(camel, ': ')}, scopes: ["openid"] }\n`,
    { has: { ...all, scopes: ['openid'] } },
  ],
  supervisord: [`[program:a]\nenvironment=${inline(four, '=', '', ',')}\n`],
  'withEnv of Jenkins': [
    `withEnv([${Object.entries(four)
      .map(([k, v]) => `'${k}=${v}'`)
      .join(', ')}]) {\n`,
  ],
  'two calls in one line': [
    `clients = [A(${inline({ client_id: id, client_secret: secret }, '=')}), B(${inline({ client_id: otherId, client_secret: otherSecret }, '=')})]\n`,
    { has: { clientId: id, clientSecret: secret }, labels: ['clients = [A', 'B'], codes: undefined },
  ],
  'a call after another bracket': [`print("{}"); f(${inline(snake, '=')}, extra={"a": 1})\n`],
  'values with and without quotes in one line': [
    `export CLIENT_ID=${id} CLIENT_SECRET="${secret}" ORG_ID=${org} TECHNICAL_ACCOUNT_ID='${account}'\n`,
  ],
  'a joined text in a call': [
    `f(client_id="${id}", client_secret="${secret.slice(0, 9)}" + "${secret.slice(9)}", org_id="${org}")\n`,
    { has: oauth, codes: undefined },
  ],
  'a comment with other values in the line': [
    `CLIENT_ID="${id}" # CLIENT_SECRET="${otherSecret}"\nORG_ID=${org} // CLIENT_ID=${otherId}\n`,
    { has: { clientId: id, organizationId: org, clientSecret: undefined }, codes: undefined },
  ],
  'a comparison': [
    `assert client_id == "${otherId}", client_secret == "${otherSecret}"\nCLIENT_SECRET=${secret}\n`,
    { has: { clientSecret: secret, technicalAccountId: undefined }, codes: undefined },
  ],
  'several exports in a line': [
    Object.entries(four)
      .map(([k, v]) => `export ${k}=${v}`)
      .join('; '),
  ],
  'several set of cmd in a line': [
    Object.entries(four)
      .map(([k, v]) => `set ${k}=${v}`)
      .join('&& '),
  ],
  'names and values in one line': [
    Object.entries(camel)
      .map(([k, v]) => `${k}: ${v}`)
      .join(', '),
  ],
  'docker run': [
    `docker run \\\n${Object.entries(four)
      .map(([k, v]) => `  -e ${k}=${v} \\`)
      .join('\n')}\n  image\n`,
  ],
  Dockerfile: [
    `FROM node\n${lines(four, 'ENV ')}${Object.entries(four)
      .map(([k, v]) => `ENV ${k} ${v}`)
      .join('\n')}\n`,
  ],
  'a prefix': [lines(four, 'ADOBE_')],
  'a prefix of the project': [lines(four, 'MYSHOP_')],
  'several prefixes of Adobe': [
    lines({ ADOBE_CLIENT_ID: id, OAUTH_CLIENT_SECRET: secret, IMS_ORG_ID: org, AEM_TECHNICAL_ACCOUNT_ID: account }),
  ],
  'TECHNICAL_ACCOUNT_…': [
    lines({
      TECHNICAL_ACCOUNT_CLIENT_ID: id,
      TECHNICAL_ACCOUNT_CLIENT_SECRET: secret,
      TECHNICAL_ACCOUNT_ID: account,
      ORG_ID: org,
    }),
  ],
  'a prefix with dots': [
    lines({
      'aep.connection.auth.client_id': id,
      'aep.connection.auth.client_secret': secret,
      'aep.connection.auth.tech_id': account,
      'aep.connection.auth.orgid': org,
    }),
  ],
  'an environment behind': [
    lines({ CLIENT_ID_PROD: id, CLIENT_SECRET_PROD: secret, TECHNICAL_ACCOUNT_ID_PROD: account, ORG_ID_PROD: org }),
  ],
  'names of all kinds': [lines({ 'x-api-key': id, ClientSecret: secret, techAccountId: account, imsOrg: org })],
  'lower-case names in one word': [lines({ clientid: id, clientsecret: secret, techacctid: account, imsorgid: org })],
  'GOOGLE_CLIENT_ID beside': [
    `GOOGLE_CLIENT_ID=1-a.apps.googleusercontent.com\nGOOGLE_CLIENT_SECRET=GOCSPX-x\nGITHUB_CLIENT_ID=Iv1.0123456789abcdef\nGITHUB_CLIENT_SECRET=${'0'.repeat(40)}\n${lines(four)}`,
  ],
  'Azure beside': [
    `AZURE_CLIENT_ID=11111111-2222-3333-4444-555555555555\nAZURE_TENANT_ID=x\nAZURE_CLIENT_SECRET=abc~def\nAWS_ACCESS_KEY_ID=AKIAX\nAWS_SECRET_ACCESS_KEY=abc\n${lines(four)}`,
  ],
  'two environments': [
    `${lines({ CLIENT_ID: otherId, CLIENT_SECRET: otherSecret, TECHNICAL_ACCOUNT_ID: account }, 'STAGE_')}${lines(four, 'PROD_')}`,
    { labels: ['PROD', 'STAGE'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'two environments and what they share': [
    `IMS_ORG_ID=${org}\n${lines({ CLIENT_ID: id, CLIENT_SECRET: secret, TECHNICAL_ACCOUNT_ID: account }, 'A_')}${lines({ CLIENT_ID: otherId, CLIENT_SECRET: otherSecret, TECHNICAL_ACCOUNT_ID: account }, 'B_')}`,
    { labels: ['A', 'B'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'JWT_ and OAUTH_': [
    `${lines({ CLIENT_ID: otherId, CLIENT_SECRET: otherSecret, ORG_ID: org, SCOPES: 'openid' }, 'OAUTH_')}${lines(four, 'JWT_')}`,
    { labels: ['JWT', 'OAUTH'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'contexts of aio': [
    `${lines({ client__id: id, client__secret: secret, technical__account__id: account, ims__org__id: org, meta__scopes: '["ent_a"]' }, 'AIO_ims_contexts_my__ctx_')}${lines({ client__id: otherId, client__secrets: `["${otherSecret}"]`, ims__org__id: org, scopes: '["openid"]' }, 'AIO_ims_contexts_other_')}AIO_ims_config_current=my_ctx\nAIO_runtime_auth=x:y\nAIO_runtime_namespace=n\n`,
    {
      has: { ...all, metaScopes: ['ent_a'] },
      labels: ['my_ctx', 'other'],
      codes: ['several_credentials', 'not_in_file'],
    },
  ],
  'IMS_OAUTH_S2S as JSON in quotes': [
    `IMS_OAUTH_S2S='${JSON.stringify({ client_id: id, client_secret: secret, org_id: org, scopes: ['openid'] })}'\n`,
    { has: { ...oauth, scopes: ['openid'] }, type: 'oauth_server_to_server' },
  ],
  'a file of the Console in one variable': [
    `ADOBE_CONFIG=${JSON.stringify({ API_KEY: id, CLIENT_SECRET: secret, ORG_ID: org, TECHNICAL_ACCOUNT_ID: account })}\nX=1\n`,
  ],
  'scopes with commas and with spaces': [
    `${lines({ ...four, TECHNICAL_ACCOUNT_ID: '' })}SCOPES=openid, AdobeID read_organizations\n`,
    { has: { ...oauth, scopes: ['openid', 'AdobeID', 'read_organizations'] }, type: 'oauth_server_to_server' },
  ],
  'metascopes under the name of scopes': [
    `${lines(four)}SCOPES=ent_a,ent_b\n`,
    { has: { ...all, metaScopes: ['ent_a', 'ent_b'] } },
  ],
  // ---- keys in .env
  'a key in double quotes': [`${lines(four)}PRIVATE_KEY="${pem.trim()}"\nX=1\n`, { key: true }],
  'a key in single quotes': [`${lines(four)}PRIVATE_KEY='${pem.trim()}'\nX=1\n`, { key: true }],
  'a key without quotes': [`PRIVATE_KEY=${pem.trim()}\n${lines(four)}`, { key: true }],
  'a key in one line with \\n': [`PRIVATE_KEY="${pem.trim().replaceAll('\n', '\\n')}"\n${lines(four)}`, { key: true }],
  'the same without quotes': [`PRIVATE_KEY=${pem.trim().replaceAll('\n', '\\n')}\n${lines(four)}`, { key: true }],
  'a key in base64': [`PRIVATE_KEY_BASE64=${base64(pem)}\n${lines(four)}`, { key: true }],
  aio_encoded_pkcs8: [`aio_encoded_pkcs8=${der}\n${lines(four)}`, { key: true }],
  'a key under another name': [`SIGNING_CERT="${pem.trim()}"\n${lines(four)}`, { key: true }],
  'a key that follows': [`${lines(four)}\n${pem}`, { key: true }],
  'a here-document': [`${lines(four)}PRIVATE_KEY=$(cat <<'EOF'\n${pem}EOF\n)\n`, { key: true }],
  'a key with its passphrase': [
    `${lines(four)}PRIVATE_KEY="${pem.trim()}"\nPASSPHRASE=' a b '\n`,
    { has: { ...all, passphrase: ' a b ' }, key: true, codes: [] },
  ],
  // ---- key files
  ...Object.fromEntries(
    [
      'pathToKey',
      'private_key_file',
      'priv_key_path',
      'key_path',
      'PRIVATE_KEY_PATH',
      'privateKeyFile',
      'path_to_private_key',
      'keyFile',
    ].map((name) => [
      `a key file as ${name}`,
      [json({ ...snake, [name]: './keys/private.key' }), { codes: ['key_in_file'], says: /\.\/keys\/private\.key/ }],
    ]),
  ),
  'a path in place of the key': [
    json({ ...camel, privateKey: 'private.key' }),
    { codes: ['key_in_file'], says: /private\.key/ },
  ],
  'a key that a program reads': [
    `const config = {\n  clientId: '${id}',\n  clientSecret: '${secret}',\n  technicalAccountId: '${account}',\n  orgId: '${org}',\n  privateKey: fs.readFileSync('./private.key', 'utf8'),\n}\n`,
    { codes: ['key_in_file'], says: /\.\/private\.key/ },
  ],
  'a key that a shell reads': [
    `${lines(four)}PRIVATE_KEY="$(cat private.key)"\n`,
    { codes: ['key_in_file'], says: /: private\.key/ },
  ],
  // ---- ini, properties, TOML
  'ini with one section': [
    `[default]\n${lines({ apiKey: id, secret, orgId: org, technicalAccountId: account, metascopes: 'ent_a' }, '', ' = ')}`,
    { has: { ...all, metaScopes: ['ent_a'] } },
  ],
  'ini with sections': [
    `[stage]\nclientId=${otherId}\nclientSecret=${otherSecret}\n[prod]\n${lines(camel)}`,
    { labels: ['prod', 'stage'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'ini with DEFAULT': [
    `[DEFAULT]\norg_id = ${org}\n[a]\nclient_id = ${id}\nclient_secret = ${secret}\ntech_acct_id = ${account}\n`,
  ],
  'ini with a key over lines': [
    `[enterprise]\n${lines(snake)}private_key =\n${indent(pem, 4)}\n[other]\nx=1\n`,
    { key: true },
  ],
  'ini of something else beside': [
    `[database]\nsecret=abc\nid=5\n[adobe]\n${lines(snake)}[stripe]\napi_key=sk_live_1\nsecret=whsec_1\n`,
  ],
  'properties with colons': [lines({ apiKey: id, secret, orgId: org, technicalAccountId: account }, '', ': ')],
  'properties with colons and without spaces': [lines(camel, '', ':')],
  'properties with a prefix': [
    lines({
      'adobe.client.id': id,
      'adobe.client.secret': secret,
      'adobe.technical.account.id': account,
      'adobe.ims.org.id': org,
    }),
  ],
  'properties with a continued key': [`${lines(camel)}privateKey=${pemLines.join('\\n\\\n')}\n`, { key: true }],
  'properties with escaped colons': [`${lines(camel)}imsHost=https\\://ims-na1.adobelogin.com\n`, { has: all }],
  TOML: [
    `title = "x"\n[adobe]\nclient_id = "${id}"\nclient_secret = '${secret}' # mine\ntechnical_account_id = "${account}"\norg_id = "${org}"\nscopes = ["openid", "AdobeID"]\nprivate_key = """\n${pem}"""\n[other]\nname = "y"\n`,
    { key: true, has: { ...all, scopes: ['openid', 'AdobeID'] } },
  ],
  "TOML with '''": [
    `[a]\n${Object.entries(snake)
      .map(([k, v]) => `${k} = "${v}"`)
      .join('\n')}\nprivate_key = '''\n${pem}'''\n`,
    { key: true },
  ],
  'TOML with an inline table': [
    `adobe = { client_id = "${id}", client_secret = "${secret}", technical_account_id = "${account}", org_id = "${org}" }\n`,
  ],
  // ---- YAML
  'YAML, nested': [`# c\nadobe:\n  ims:\n${indent(lines(snake, '', ': '), 4)}\n  other: 1\nname: x\n`],
  'YAML with quotes and comments': [
    `enterprise:\n${Object.entries(snake)
      .map(([k, v]) => `  ${k}: "${v}" # c`)
      .join('\n')}\n`,
  ],
  'YAML with a key, |': [
    `a:\n${indent(lines(snake, '', ': '), 2)}\n  private_key: |\n${indent(pem, 4)}\n  x: 1\n`,
    { key: true },
  ],
  'YAML with a key, |-': [`private_key: |-\n${indent(pem, 2)}\n${lines(snake, '', ': ')}`, { key: true }],
  'YAML with a key, >-': [`private_key: >-\n${indent(pem, 2)}\n${lines(snake, '', ': ')}`, { key: true }],
  'YAML with a key in quotes': [
    `private_key: "${pem.trim().replaceAll('\n', '\\n')}"\n${lines(snake, '', ': ')}`,
    { key: true },
  ],
  'YAML with a key over lines in quotes': [
    `private_key: "${pemLines.join('\n  ')}"\n${lines(snake, '', ': ')}`,
    { key: true },
  ],
  'YAML with lists': [
    `a:\n${indent(lines(snake, '', ': '), 2)}\n  meta_scopes:\n    - ent_a\n    - "ent_b"\n`,
    { has: { ...all, metaScopes: ['ent_a', 'ent_b'] } },
  ],
  'YAML with lists at the same indentation': [
    `a:\n${indent(lines(snake, '', ': '), 2)}\n  meta_scopes:\n  - ent_a\n  - ent_b\n  z: 1\n`,
    { has: { ...all, metaScopes: ['ent_a', 'ent_b'] } },
  ],
  'YAML with flow style': [
    `adobe: { client_id: ${id}, client_secret: "${secret}", technical_account_id: ${account}, org_id: ${org}, meta_scopes: [ent_a, ent_b] }\n`,
    { has: { ...all, metaScopes: ['ent_a', 'ent_b'] } },
  ],
  'YAML with a list of credentials': [
    `credentials:\n  - name: one\n    client_id: ${otherId}\n    client_secret: ${otherSecret}\n  - name: two\n${indent(lines(snake, '', ': '), 4)}\n`,
    { labels: ['two', 'one'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'YAML documents': [`---\n${lines(snake, '', ': ')}...\n`],
  'user-sync': [
    `enterprise:\n  org_id: "${org}"\n  client_id: "${id}"\n  client_secret: "${secret}"\n  tech_acct_id: "${account}"\n  priv_key_path: "private.key"\n`,
    { codes: ['key_in_file'] },
  ],
  'Kubernetes, stringData': [
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: adobe\ntype: Opaque\nstringData:\n${indent(lines(four, '', ': '))}\n`,
  ],
  'Kubernetes, data': [
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: adobe\ndata:\n${Object.entries({ ...four, PRIVATE_KEY: pem })
      .map(([k, v]) => `  ${k}: ${base64(v)}`)
      .join('\n')}\n`,
    { key: true },
  ],
  'Kubernetes, a file in data': [`kind: Secret\ndata:\n  config.json: ${base64(json(camel))}\n`],
  'Kubernetes, a file in stringData': [`kind: Secret\nstringData:\n  .env: |\n${indent(lines(four), 4)}\n`],
  'Kubernetes, env of a container': [
    `spec:\n  containers:\n    - name: app\n      image: x\n      env:\n${Object.entries(four)
      .map(([k, v]) => `        - name: ${k}\n          value: "${v}"`)
      .join('\n')}\n`,
  ],
  'docker compose, list': [
    `services:\n  app:\n    environment:\n${Object.entries(four)
      .map(([k, v]) => `      - ${k}=${v}`)
      .join('\n')}\n`,
  ],
  'docker compose, map': [`services:\n  app:\n    image: x\n    environment:\n${indent(lines(four, '', ': '), 6)}\n`],
  'GitHub Actions': [
    `jobs:\n  a:\n    steps:\n      - name: Run\n        run: node x\n        env:\n${indent(lines(four, '', ': '), 10)}\n`,
  ],
  // ---- JSON and its relatives
  'JSON of the Console, JWT': [
    json({
      CLIENT_SECRET: secret,
      ORG_ID: org,
      API_KEY: id,
      TECHNICAL_ACCOUNT_ID: account,
      TECHNICAL_ACCOUNT_EMAIL: email,
      PUBLIC_KEYS_WITH_EXPIRY: { ['A'.repeat(40)]: '01/02/2099' },
    }),
    { type: 'jwt' },
  ],
  'JSON of the Console, OAuth': [
    json({
      ORG_ID: org,
      CLIENT_SECRETS: [secret, otherSecret],
      CLIENT_ID: id,
      SCOPES: ['openid'],
      TECHNICAL_ACCOUNT_ID: account,
      TECHNICAL_ACCOUNT_EMAIL: email,
    }),
    { has: { ...all, scopes: ['openid'] }, type: 'oauth_server_to_server' },
  ],
  'workspace: OAuth before JWT': [
    workspace(web, s2s, apiKey, jwt),
    {
      has: { ...all, metaScopes: ['ent_a'] },
      type: 'jwt',
      labels: ['My JWT', 'My S2S'],
      codes: ['several_credentials', 'not_in_file'],
    },
  ],
  'workspace: web, single-page and API key before OAuth': [
    workspace(web, spa, apiKey, s2s),
    {
      has: { clientId: otherId, clientSecret: otherSecret, organizationId: org, scopes: ['openid', 'AdobeID'] },
      type: 'oauth_server_to_server',
      labels: ['My S2S'],
    },
  ],
  'workspace in migration': [
    workspace({
      id: '4',
      name: 'm',
      integration_type: 'oauth_server_to_server_migrate',
      oauth_server_to_server_migrate: {
        client_id: id,
        client_secrets: [secret],
        technical_account_email: email,
        technical_account_id: account,
        meta_scopes: ['ent_a'],
        scopes: ['openid'],
      },
    }),
    { has: { ...all, metaScopes: ['ent_a'], scopes: ['openid'] }, type: 'oauth_server_to_server', labels: ['m'] },
  ],
  'workspace in migration, with both objects': [
    workspace({
      id: '4',
      name: 'm',
      integration_type: 'oauth_server_to_server_migrate',
      jwt: jwt.jwt,
      oauth_server_to_server: { ...jwt.jwt, client_secrets: [secret], scopes: ['openid'] },
    }),
    { has: { ...all, scopes: ['openid'] }, labels: ['m'], codes: undefined },
  ],
  'two projects': [
    json([JSON.parse(workspace({ ...s2s, name: 'x' })), JSON.parse(workspace({ ...jwt, name: 'y' }))]),
    { labels: ['y', 'x'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'credentials of one name': [
    workspace({ ...s2s, name: 'n' }, { ...jwt, name: 'n' }),
    { labels: ['n', 'n (2)'], codes: ['several_credentials', 'not_in_file'] },
  ],
  AEM: [
    json({
      ok: true,
      integration: {
        imsEndpoint: 'ims-na1.adobelogin.com',
        metascopes: 'ent_a,ent_b',
        technicalAccount: { clientId: 'cm-p1-e2-integration-3', clientSecret: secret },
        email,
        id: account,
        org,
        privateKey: pem.replaceAll('\n', '\r\n'),
        publicKey: certificate,
        certificateExpirationDate: '2030-01-01T00:00:00.000Z',
      },
      statusCode: 200,
    }),
    {
      has: {
        clientId: 'cm-p1-e2-integration-3',
        clientSecret: secret,
        technicalAccountId: account,
        organizationId: org,
        metaScopes: ['ent_a', 'ent_b'],
        imsHost: 'ims-na1.adobelogin.com',
      },
      key: true,
    },
  ],
  'jwt-auth': [
    json({
      ...camel,
      privateKey: pem,
      passphrase: '',
      metaScopes: ['https://ims-na1.adobelogin.com/s/ent_a'],
      ims: 'https://ims-na1.adobelogin.com',
    }),
    { has: { ...all, metaScopes: ['ent_a'], imsHost: 'https://ims-na1.adobelogin.com' }, key: true },
  ],
  'contexts in JSON': [
    json({
      ims: {
        contexts: {
          cm: { ...snake, meta_scopes: ['ent_a'], private_key: pem },
          $cli: { access_token: { token: 'x', expiry: 1 } },
        },
        config: { current: 'cm' },
      },
    }),
    { key: true, labels: ['cm'] },
  ],
  'prod and stage': [
    json({ stage: { clientId: otherId, clientSecret: otherSecret, technicalAccountId: account }, prod: camel }),
    { labels: ['prod', 'stage'], codes: ['several_credentials', 'not_in_file'] },
  ],
  'other services around': [
    json({
      stripe: { apiKey: 'sk', secret: 'x' },
      google: { clientId: '1', clientSecret: 'y', privateKey: pem },
      adobe: camel,
      db: { secret: 'z', org: 'q' },
    }),
  ],
  'appsettings.json': [
    `{\n  // settings\n  "Logging": { "LogLevel": { "Default": "Information" } },\n  "Adobe": { "ClientId": "${id}", "ClientSecret": "${secret}", "TechnicalAccountId": "${account}", "OrganizationId": "${org}", },\n}\n`,
  ],
  'ARM parameters': [
    json({ $schema: 'x', parameters: Object.fromEntries(Object.entries(camel).map(([k, v]) => [k, { value: v }])) }),
  ],
  'Azure app settings': [json(Object.entries(four).map(([name, value]) => ({ name, value, slotSetting: false })))],
  'ECS task': [
    json({
      containerDefinitions: [
        { name: 'a', environment: Object.entries(four).map(([name, value]) => ({ name, value })) },
      ],
    }),
  ],
  'docker inspect': [json([{ Config: { Env: Object.entries(four).map(([k, v]) => `${k}=${v}`) } }])],
  Postman: [
    json({
      name: 'e',
      values: [
        ...Object.entries(four).map(([key, value]) => ({ key, value, enabled: true })),
        { key: 'CLIENT_ID', value: otherId, enabled: false },
      ],
      _postman_variable_scope: 'environment',
    }),
  ],
  'Terraform, tfvars': [
    Object.entries(snake)
      .map(([k, v]) => `${k.padEnd(24)} = "${v}"`)
      .join('\n'),
  ],
  'Terraform, a heredoc': [
    `${Object.entries(snake)
      .map(([k, v]) => `${k} = "${v}"`)
      .join('\n')}\nprivate_key = <<-EOT\n${indent(pem, 4)}\nEOT\n`,
    { key: true },
  ],
  'Terraform, variables': [
    Object.entries(snake)
      .map(([k, v]) => `variable "${k}" {\n  type    = string\n  default = "${v}"\n}\n`)
      .join(''),
  ],
  'Terraform, locals': [
    `locals {\n${Object.entries(snake)
      .map(([k, v]) => `  ${k} = "${v}"`)
      .join('\n')}\n}\n`,
  ],
  CommonJS: [
    `'use strict'\nconst x = require('x')\nmodule.exports = {\n  clientId: '${id}', // c\n  clientSecret: "${secret}",\n  technicalAccountId: \`${account}\`,\n  orgId: '${org}',\n  metaScopes: ['ent_a'],\n  privateKey: \`${pem}\`,\n};\n`,
    { key: true, has: { ...all, metaScopes: ['ent_a'] } },
  ],
  'an ES module': [
    `export default {\n  adobe: { clientId: '${id}', clientSecret: '${secret}', technicalAccountId: '${account}', orgId: '${org}' },\n}\n`,
  ],
  'TypeScript constants': [
    `export const clientId: string = '${id}';\nexport const clientSecret = "${secret}" as const;\nconst technicalAccountId = '${account}';\nlet orgId: string = "${org}";\n`,
  ],
  'a key joined by +': [
    `const config = {\n${Object.entries(camel)
      .map(([k, v]) => `  ${k}: '${v}',`)
      .join('\n')}\n  privateKey: ${pemLines.map((line) => `'${line}\\n'`).join(' +\n    ')},\n}\n`,
    { key: true },
  ],
  'a key joined from a list': [
    `module.exports = {\n${Object.entries(camel)
      .map(([k, v]) => `  ${k}: '${v}',`)
      .join('\n')}\n  privateKey: [\n${pemLines.map((line) => `    '${line}',`).join('\n')}\n  ].join('\\n'),\n}\n`,
    { key: true },
  ],
  'Python, constants': [
    Object.entries(four)
      .map(([k, v]) => `${k} = '${v}'`)
      .join('\n'),
  ],
  'Python, a dict': [
    `config = {\n${Object.entries(snake)
      .map(([k, v]) => `    '${k}': '${v}',`)
      .join('\n')}\n    'scopes': None,\n    "private_key": """${pem}""",\n}\n`,
    { key: true },
  ],
  'Python, strings side by side': [
    `${Object.entries(four)
      .map(([k, v]) => `${k} = "${v}"`)
      .join('\n')}\nPRIVATE_KEY = (\n${pemLines.map((line) => `    "${line}\\n"`).join('\n')}\n)\n`,
    { key: true },
  ],
  'Java constants': [
    Object.entries(four)
      .map(([k, v]) => `    private static final String ${k} = "${v}";`)
      .join('\n'),
  ],
  hjson: [
    `{\n  # mine\n  client_id: ${id}\n  client_secret: ${secret}\n  technical_account_id: ${account}\n  org_id: ${org}\n  meta_scopes: [\n    ent_a\n    ent_b\n  ]\n  private_key:\n    '''\n${indent(pem, 4)}\n    '''\n}\n`,
    { key: true, has: { ...all, metaScopes: ['ent_a', 'ent_b'] } },
  ],
  'JSON Lines': [
    `${JSON.stringify({ clientId: otherId, clientSecret: otherSecret })}\n${JSON.stringify(camel)}\n`,
    { codes: ['several_credentials', 'not_in_file'] },
  ],
  'JSON in Markdown': [`\`\`\`json\n${json(camel)}\n\`\`\`\n`],
  'JSON in a text': [json({ config: JSON.stringify(camel) })],
  jwt_payload: [
    json({
      client_id: id,
      client_secret: secret,
      jwt_payload: {
        exp: 1,
        iss: org,
        sub: account,
        'https://ims-na1.adobelogin.com/s/ent_a': true,
        'https://ims-na1.adobelogin.com/s/ent_b': true,
        aud: `https://ims-na1.adobelogin.com/c/${id}`,
      },
    }),
    { has: { ...all, metaScopes: ['ent_a', 'ent_b'] } },
  ],
  'siblings of one credential': [
    json({
      client_credentials: { client_id: id, client_secret: secret },
      service_account_credentials: { organization_id: org, account_id: account, private_key_file: 'private.key' },
    }),
    { codes: ['key_in_file'] },
  ],
  'a raw line end in a text': [
    `{\n  "clientId": "${id}",\n  "clientSecret": "${secret}",\n  "technicalAccountId": "${account}",\n  "orgId": "${org}",\n  "privateKey": "${pem}"\n}`,
    { key: true, codes: ['syntax_repaired'], says: /line 6, column 17/ },
  ],
  'a missing comma': [
    `{\n  "clientId": "${id}"\n  "clientSecret": "${secret}",\n  "technicalAccountId": "${account}",\n  "orgId": "${org}"\n}`,
    { codes: ['syntax_repaired', 'not_in_file'], says: /line 2/ },
  ],
  // ---- copied from the page
  'labels with colons': [
    `Client ID: ${id}\nClient Secret: ${secret}\nTechnical Account ID: ${account}\nTechnical Account Email: ${email}\nOrganization ID: ${org}\n`,
  ],
  'labels with tabs': [
    `Client ID\t${id}\nClient Secret\t${secret}\nTechnical Account ID\t${account}\nOrganization ID\t${org}\n`,
  ],
  'labels with spaces': [
    `Client ID ${id}\nClient Secret ${secret}\nTechnical Account ID ${account}\nOrganization ID ${org}\n`,
  ],
  'labels with commas': [
    `Client ID,${id}\nClient Secret,${secret}\nTechnical Account ID,${account}\nOrganization ID,${org}\n`,
  ],
  'labels above the values': [
    `Credential details\nClient ID\n${id}\nCopy\nClient secret\n${secret}\nTechnical account ID\n${account}\nTechnical account email\n${email}\nOrganization ID\n${org}\n`,
  ],
  'labels with colons above the values': [
    `API Key (Client ID):\n${id}\n\nClient secret:\n\n${secret}\n\nTechnical account ID:\n${account}\nOrganization ID:\n${org}\n`,
  ],
  bullets: [
    `Here you are:\n- Client ID: ${id}\n- Client Secret: ${secret}\n- Technical Account ID: ${account}\n- Org ID: ${org}\n`,
  ],
  'bullets with *': [
    `* Client ID: ${id}\n* Client Secret: ${secret}\n* Technical Account ID: ${account}\n* Org ID: ${org}\n`,
  ],
  'a Markdown table': [
    `| Name | Value |\n| --- | --- |\n| Client ID | ${id} |\n| Client Secret | ${secret} |\n| Technical Account ID | ${account} |\n| Organization ID | ${org} |\n`,
  ],
  'bold labels with code': [
    `**Client ID:** \`${id}\`\n**Client Secret:** \`${secret}\`\n**Technical Account ID:** \`${account}\`\n**Organization ID:** \`${org}\`\n`,
  ],
  'CSV with a header': [`client_id,client_secret,technical_account_id,org_id\n${id},${secret},${account},${org}\n`],
  'a query': [`client_id=${id}&client_secret=${secret}&technical_account_id=${account}&org_id=${org}`],
  'a connection string': [`ClientId=${id};ClientSecret=${secret};TechnicalAccountId=${account};OrgId=${org}`],
  // ---- values that cannot be right
  'a number for the organization': [
    lines({ ...four, ORG_ID: '25591412' }),
    {
      has: { ...all, organizationId: undefined },
      codes: ['unusable_in_file', 'not_in_file'],
      says: /Organization ID.*number/,
    },
  ],
  'a number beside the organization': [
    lines({ ORG_ID: '25591412', IMS_ORG_ID: org, CLIENT_ID: id, CLIENT_SECRET: secret, TECHNICAL_ACCOUNT_ID: account }),
  ],
  'the email for the account': [
    lines({ ...four, TECHNICAL_ACCOUNT_ID: email }),
    { has: { ...all, technicalAccountId: undefined }, codes: ['unusable_in_file', 'not_in_file'], says: /email/ },
  ],
  'a masked secret': [
    lines({ ...four, CLIENT_SECRET: '••••••••' }),
    { has: { ...all, clientSecret: undefined }, codes: ['masked', 'not_in_file'] },
  ],
  'a placeholder': [
    lines({ ...four, CLIENT_SECRET: '<your client secret>' }),
    { has: { ...all, clientSecret: undefined }, codes: ['placeholder', 'not_in_file'] },
  ],
  'secrets of GitHub': [
    `env:\n${Object.keys(four)
      .map((k) => `  ${k}: \${{ secrets.${k} }}`)
      .join('\n')}\n`,
    { has: {}, codes: ['placeholder', 'placeholder', 'placeholder', 'placeholder', 'not_in_file'] },
  ],
  'process.env': [
    `module.exports = {\n  clientId: '${id}',\n  clientSecret: process.env.SECRET,\n  technicalAccountId: '${account}',\n  orgId: '${org}',\n}\n`,
    { has: { ...all, clientSecret: undefined }, codes: ['placeholder', 'not_in_file'] },
  ],
}

describe('a credential file', () => {
  for (const [name, [text, { has = all, key, type, labels, says, ...rest }]] of Object.entries(read).map(
    ([name, [text, expected = {}]]) => /** @type {[string, [string, Expected]]} */ ([name, [text, expected]]),
  )) {
    it(name, async () => {
      const { source, connection, candidates, issues } = await ims.importCredentials(text)
      const told = issues.map(({ field, code }) => `${code} ${field}`).join(', ')
      assert.ok(source, told)
      for (const [field, value] of Object.entries(has)) {
        assert.deepEqual(connection[/** @type {'name'} */ (field)], value, `${field}; ${told}`)
      }
      const [first] = candidates
      if (type) assert.equal(first?.type, type)
      if (labels)
        assert.deepEqual(
          candidates.map(({ label }) => label),
          labels,
        )
      else
        assert.equal(
          candidates.length > 1,
          issues.some(({ code }) => code === 'several_credentials'),
          told,
        )
      if (key) assert.ok(ims.sign({ payload: {}, privateKey: connection.privateKey ?? '' }))
      else assert.equal(connection.privateKey, undefined)
      const codes = issues.map(({ code }) => code)
      const usual = key || first?.type === 'oauth_server_to_server' ? [] : ['not_in_file']
      if (!('codes' in rest)) assert.deepEqual(codes, usual, told)
      else if (rest.codes) assert.deepEqual(codes, rest.codes, told)
      if (says) assert.match(issues.map(({ message }) => message).join('\n'), says)
      const shown = JSON.stringify([issues, candidates.map(({ label }) => label), candidates.map((one) => one.issues)])
      for (const value of [secret, otherSecret, pemLines[1] ?? '', pemLines[9] ?? '']) assert.ok(!shown.includes(value))
    })
  }
})

/** @type {Record<string, [text: string, code: string, says?: RegExp]>} */
const refused = {
  'a Google service account': [
    json({
      type: 'service_account',
      project_id: 'p',
      private_key_id: '1',
      private_key: pem,
      client_email: 'a@b.example',
      client_id: '123',
      token_uri: 'https://x.example',
    }),
    'other_product',
    /Google service account/,
  ],
  'a Google OAuth client': [
    json({
      web: { client_id: '1-a.apps.googleusercontent.com', auth_uri: 'x', token_uri: 'y', client_secret: 'GOCSPX-z' },
    }),
    'other_product',
    /Google/,
  ],
  'a Firebase configuration': [
    json({ apiKey: 'AIza', authDomain: 'x.firebaseapp.com', projectId: 'x', appId: '1' }),
    'other_product',
    /Firebase/,
  ],
  'a GitHub App': [
    lines({
      APP_ID: '123',
      PRIVATE_KEY: `"${pem.trim()}"`,
      WEBHOOK_SECRET: 'x',
      GITHUB_CLIENT_ID: 'Iv1.0',
      GITHUB_CLIENT_SECRET: 'y',
    }),
    'other_product',
    /GitHub/,
  ],
  'an access key of AWS': [
    '[default]\naws_access_key_id = AKIA0\naws_secret_access_key = abc\n',
    'other_product',
    /AWS/,
  ],
  'a service principal of Azure': [
    json({ appId: 'x', displayName: 'y', password: 'z', tenant: 't' }),
    'other_product',
    /Azure/,
  ],
  'a Salesforce token': [
    json({ access_token: 'x', instance_url: 'https://x.my.salesforce.com', token_type: 'Bearer' }),
    'other_product',
    /Salesforce/,
  ],
  'a token response': [
    json({ token_type: 'bearer', access_token: 'ey', expires_in: 86399992 }),
    'other_product',
    /token/,
  ],
  'an error response': [json({ error: 'invalid_client', error_description: 'x' }), 'other_product', /error/],
  'a package.json': [
    json({ name: 'x', version: '1.0.0', scripts: { a: 'b' }, dependencies: {} }),
    'other_product',
    /package\.json/,
  ],
  'a JSON Web Key': [json({ kty: 'RSA', n: 'x', e: 'AQAB' }), 'other_product', /JSON Web Key/],
  'a Box app': [
    json({
      boxAppSettings: {
        clientID: 'x',
        clientSecret: 'y',
        appAuth: { publicKeyID: 'z', privateKey: pem, passphrase: 'p' },
      },
      enterpriseID: '1',
    }),
    'other_product',
    /Box/,
  ],
  'only web credentials': [workspace(web, spa, apiKey), 'unsupported_credential'],
  'a web credential': [
    json({ CLIENT_ID: id, CLIENT_SECRET: secret, REDIRECT_URI: 'https://x.example' }),
    'unsupported_credential',
  ],
  'a missing colon': [
    `{\n  "clientId": "${id}",\n  "clientSecret" "${secret}"\n}\n`,
    'syntax_error',
    /line 3, column 18/,
  ],
  'a missing quotation mark': [
    `{\n  "clientId": "${id},\n  "clientSecret": "${secret}"\n}\n`,
    'syntax_error',
    /line 2, column 15/,
  ],
  'a missing value': [`{\n  "clientId": ,\n  "clientSecret": "${secret}"\n}\n`, 'syntax_error', /line 2/],
  'a file that is cut off': [json(camel).slice(0, -30), 'syntax_error', /line 5/],
  'a brace too many': [`${json(camel)}\n}`, 'syntax_error', /line 7/],
  text: ['remember the milk', 'unknown_credentials'],
  'a key': [pem, 'unknown_credentials'],
  nothing: ['', 'unknown_credentials'],
}

describe('not a credential file', () => {
  for (const [name, [text, code, says]] of Object.entries(refused)) {
    it(name, async () => {
      const { source, connection, candidates, issues } = await ims.importCredentials(text)
      assert.deepEqual([source, connection, candidates, issues.map((issue) => issue.code)], [null, {}, [], [code]])
      if (says) assert.match(issues[0]?.message ?? '', says)
      assert.ok(!JSON.stringify(issues).includes(secret))
    })
  }
})
