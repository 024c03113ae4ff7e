// Credential files as people have them, with invented values and a fresh key, for the tests and for
// tests/bench/credentials.js. `has` lists the credentials of the file with every value that an import should find.
import { randomBytes } from 'node:crypto'
import { makeKey } from './openssl.js'

/**
 * @typedef {object} Credential
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string} [technicalAccountId]
 * @property {string} [organizationId]
 * @property {string} [privateKey] PKCS#8, whatever the file makes of it
 * @property {string[]} [scopes]
 * @property {string[]} [metaScopes]
 */
/** @typedef {{ text: string, has: Credential[] }} Sample */

const hex = (/** @type {number} */ bytes) => randomBytes(bytes).toString('hex')

/** The values of an invented JWT credential. */
function invent() {
  const clientSecret = `p8e-${randomBytes(24).toString('base64url')}`
  const technicalAccountId = `${hex(12).toUpperCase()}@techacct.adobe.com`
  return { clientId: hex(16), clientSecret, technicalAccountId, organizationId: `${hex(12).toUpperCase()}@AdobeOrg` }
}

const json = (/** @type {unknown} */ value) => JSON.stringify(value, null, 2)
const base64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64')
/** @param {Record<string, string>} values @param {(name: string, value: string) => string} write @param {string} [between] */
const each = (values, write, between = '\n') =>
  Object.entries(values)
    .map(([name, value]) => write(name, value))
    .join(between)
/** @param {Record<string, string>} values @param {string} [prefix] */
const env = (values, prefix = '') => `${each(values, (name, value) => `${prefix}${name}=${value}`)}\n`
/** @param {string} text @param {number} by */
const indent = (text, by) => text.trim().replaceAll(/^/gm, ' '.repeat(by))

/** @returns {Record<string, Sample>} by what the file is */
export function makeSamples() {
  const { pem } = makeKey(2048)
  const escaped = pem.trim().replaceAll('\n', '\\n')
  const lines = pem.trim().split('\n')
  const email = `${hex(4)}-0000-4000-8000-${hex(6)}@techacct.adobe.com`
  const scopes = ['openid', 'AdobeID', 'read_organizations']
  const metaScopes = ['ent_analytics_bulk_ingest_sdk']

  const jwt = invent()
  const oauth = { ...invent(), organizationId: jwt.organizationId }
  const other = { ...invent(), organizationId: jwt.organizationId }
  const keyed = { ...jwt, privateKey: pem }
  const { clientId, clientSecret, technicalAccountId, organizationId } = jwt
  const upper = {
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    TECHNICAL_ACCOUNT_ID: technicalAccountId,
    ORG_ID: organizationId,
  }
  const snake = {
    client_id: clientId,
    client_secret: clientSecret,
    technical_account_id: technicalAccountId,
    ims_org_id: organizationId,
  }
  const camel = { clientId, clientSecret, technicalAccountId, orgId: organizationId }
  const otherUpper = {
    CLIENT_ID: other.clientId,
    CLIENT_SECRET: other.clientSecret,
    TECHNICAL_ACCOUNT_ID: other.technicalAccountId,
    ORG_ID: other.organizationId,
  }
  const serverToServer = {
    client_id: oauth.clientId,
    client_secrets: [oauth.clientSecret],
    technical_account_email: email,
    technical_account_id: oauth.technicalAccountId,
    scopes,
  }

  return {
    // The Developer Console and Adobe's tools
    'Developer Console, JWT': {
      text: json({
        CLIENT_SECRET: clientSecret,
        ORG_ID: organizationId,
        API_KEY: clientId,
        TECHNICAL_ACCOUNT_ID: technicalAccountId,
        TECHNICAL_ACCOUNT_EMAIL: email,
        PUBLIC_KEYS_WITH_EXPIRY: {},
      }),
      has: [jwt],
    },
    'Developer Console, OAuth Server-to-Server': {
      text: json({
        ORG_ID: organizationId,
        CLIENT_SECRETS: [clientSecret],
        CLIENT_ID: clientId,
        SCOPES: scopes,
        TECHNICAL_ACCOUNT_ID: technicalAccountId,
        TECHNICAL_ACCOUNT_EMAIL: email,
      }),
      has: [{ ...jwt, scopes }],
    },
    'Developer Console, page copied as text': {
      text: `Credential details\n\nClient ID\n${clientId}\n\nClient secret\n${clientSecret}\n\nTechnical account ID\n${technicalAccountId}\n\nTechnical account email\n${email}\n\nOrganization ID\n${organizationId}\n`,
      has: [jwt],
    },
    'workspace file, web, JWT and OAuth credentials': {
      text: json({
        project: {
          id: '4566206088344',
          name: 'Ingest',
          org: { id: '25591', name: 'Sales', ims_org_id: organizationId },
          workspace: {
            id: '4566206088345',
            name: 'Production',
            details: {
              credentials: [
                {
                  id: '1',
                  name: 'web',
                  integration_type: 'oauthweb',
                  oauth2: { client_id: hex(16), client_secret: 'x' },
                },
                {
                  id: '2',
                  name: 'ingest jwt',
                  integration_type: 'service',
                  jwt: {
                    client_id: clientId,
                    client_secret: clientSecret,
                    technical_account_email: email,
                    technical_account_id: technicalAccountId,
                    meta_scopes: metaScopes,
                  },
                },
                {
                  id: '3',
                  name: 'ingest oauth',
                  integration_type: 'oauth_server_to_server',
                  oauth_server_to_server: serverToServer,
                },
              ],
              services: [{ code: 'AnalyticsSDK', name: 'Adobe Analytics' }],
            },
          },
        },
      }),
      has: [
        { ...jwt, metaScopes },
        { ...oauth, scopes },
      ],
    },
    'AEM service credentials': {
      text: json({
        ok: true,
        integration: {
          imsEndpoint: 'ims-na1.adobelogin.com',
          metascopes: 'ent_aem_cloud_api,ent_cloudmgr_sdk',
          technicalAccount: { clientId, clientSecret },
          email,
          id: technicalAccountId,
          org: organizationId,
          privateKey: pem.replaceAll('\n', '\r\n'),
        },
        statusCode: 200,
      }),
      has: [{ ...keyed, metaScopes: ['ent_aem_cloud_api', 'ent_cloudmgr_sdk'] }],
    },
    'aio, .env with contexts': {
      text: env(
        {
          client__id: clientId,
          client__secrets: `["${clientSecret}"]`,
          technical__account__id: technicalAccountId,
          ims__org__id: organizationId,
          scopes: JSON.stringify(scopes),
        },
        'AIO_ims_contexts_ingest_',
      ),
      has: [{ ...jwt, scopes }],
    },
    'aio, .aio (Hjson)': {
      text: `{\n  ims: {\n    contexts: {\n      ingest: {\n${indent(
        each(snake, (name, value) => `${name}: ${value}`),
        8,
      )}\n        meta_scopes: [\n          ${metaScopes[0]}\n        ]\n      }\n    }\n  }\n}\n`,
      has: [{ ...jwt, metaScopes }],
    },
    'aio, JSON with the key as lines': {
      text: json({ ims: { contexts: { ingest: { ...snake, meta_scopes: metaScopes, private_key: lines } } } }),
      has: [{ ...keyed, metaScopes }],
    },
    '@adobe/jwt-auth, JSON': {
      text: json({ ...camel, privateKey: pem, metaScopes, ims: 'https://ims-na1.adobelogin.com' }),
      has: [{ ...keyed, metaScopes }],
    },
    'user sync tool, YAML with the key': {
      text: `enterprise:\n  org_id: "${organizationId}"\n  client_id: "${clientId}" # API key\n  client_secret: "${clientSecret}"\n  tech_acct_id: "${technicalAccountId}"\n  priv_key_data: |\n${indent(pem, 4)}\n`,
      has: [keyed],
    },
    'Postman environment': {
      text: json({
        id: hex(8),
        name: 'Adobe I/O',
        values: Object.entries({ ...upper, PRIVATE_KEY: pem, ACCESS_TOKEN: '' }).map(([key, value]) => ({
          key,
          value,
          type: 'text',
          enabled: true,
        })),
        _postman_variable_scope: 'environment',
      }),
      has: [keyed],
    },
    // .env
    '.env': { text: `# Adobe\n${env(upper)}\nPORT=3000\n`, has: [jwt] },
    '.env with a byte order mark and CRLF': { text: `\ufeff${env(upper).replaceAll('\n', '\r\n')}`, has: [jwt] },
    '.env, export, quotes and comments': {
      text: each(upper, (name, value) => `export ${name}='${value}'  # from "Ingest"`),
      has: [jwt],
    },
    '.env, key over several lines in quotes': { text: `${env(upper)}PRIVATE_KEY="${pem.trim()}"\n`, has: [keyed] },
    '.env, key over several lines without quotes': {
      text: `PRIVATE_KEY=${pem.trim()}\n${env(upper)}`,
      has: [keyed],
    },
    '.env, key in one line with \\n': { text: `${env(upper)}PRIVATE_KEY="${escaped}"\n`, has: [keyed] },
    '.env, key in one line with \\n, without quotes': { text: `${env(upper)}PRIVATE_KEY=${escaped}\n`, has: [keyed] },
    '.env, key in base64': { text: `${env(upper)}PRIVATE_KEY_BASE64=${base64(pem)}\n`, has: [keyed] },
    '.env, JSON in one variable': { text: `NODE_ENV=production\nADOBE=${JSON.stringify(snake)}\n`, has: [jwt] },
    '.env of two environments': {
      text: `${env(otherUpper, 'STAGE_')}${env(upper, 'PROD_')}`,
      has: [jwt, other],
    },
    '.env with references': {
      text: `ADOBE_ID=${clientId}\nCLIENT_ID=\${ADOBE_ID}\n${env(upper).split('\n').slice(1).join('\n')}`,
      has: [jwt],
    },
    // Other configuration
    'ini with sections and DEFAULT': {
      text: `[DEFAULT]\norg_id = ${organizationId}\n\n[ingest]\nclient_id = ${clientId}\nclient_secret = ${clientSecret}\ntech_id = ${technicalAccountId}\n`,
      has: [jwt],
    },
    'Java properties, key in continued lines': {
      text: `${each(camel, (name, value) => `adobe.${name}: ${value}`)}\nadobe.privateKey=${lines.join('\\n\\\n  ')}\n`,
      has: [keyed],
    },
    TOML: {
      text: `title = "ingest"\n\n[adobe]\n${each(snake, (name, value) => `${name} = "${value}"`)}\nscopes = ${JSON.stringify(scopes)}\nprivate_key = """\n${pem}"""\n`,
      has: [{ ...keyed, scopes }],
    },
    'Terraform variables': {
      text: `${each(snake, (name, value) => `${name} = "${value}"`)}\nprivate_key = <<-EOT\n${indent(pem, 2)}\n  EOT\n`,
      has: [keyed],
    },
    'YAML with anchors': {
      text: `shared: &shared\n  ims_org_id: ${organizationId}\ningest:\n  <<: *shared\n${each({ client_id: clientId, client_secret: clientSecret, technical_account_id: technicalAccountId }, (name, value) => `  ${name}: ${value}`)}\n`,
      has: [jwt],
    },
    'Kubernetes secret': {
      text: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: adobe\ndata:\n${each({ ...upper, PRIVATE_KEY: pem }, (name, value) => `  ${name}: ${base64(value)}`)}\n`,
      has: [keyed],
    },
    'Kubernetes secret, stringData with a file': {
      text: `kind: Secret\nstringData:\n  .env: |\n${indent(env(upper), 4)}\n`,
      has: [jwt],
    },
    'Docker Compose': {
      text: `services:\n  app:\n    image: node:24\n    environment:\n${each(upper, (name, value) => `      - ${name}=${value}`)}\n`,
      has: [jwt],
    },
    'appsettings.json, with comments and a trailing comma': {
      text: `{\n  // see the wiki\n  "Logging": { "LogLevel": { "Default": "Warning" } },\n  "Adobe": {\n${each(camel, (name, value) => `    "${name}": "${value}",`)}\n  },\n}\n`,
      has: [jwt],
    },
    'App.config': {
      text: `<configuration>\n  <appSettings>\n${each(camel, (name, value) => `    <add key="Adobe:${name}" value="${value}" />`)}\n  </appSettings>\n</configuration>\n`,
      has: [jwt],
    },
    'AWS Secrets Manager': {
      text: json({ Name: 'adobe', VersionId: hex(8), SecretString: JSON.stringify({ ...snake, private_key: pem }) }),
      has: [keyed],
    },
    'JSON, the credential as text in a value': { text: json({ config: { adobe: json(camel) } }), has: [jwt] },
    'Kubernetes secret, kubectl': {
      text: `kubectl create secret generic adobe \\\n${each(upper, (name, value) => `  --from-literal=${name}='${value}'`, ' \\\n')}\n`,
      has: [jwt],
    },
    CloudFormation: {
      text: `Resources:\n  Ingest:\n    Properties:\n      Environment:\n        Variables:\n${each(upper, (name, value) => `          ${name}: !Sub '${value}'`)}\n`,
      has: [jwt],
    },
    'Spring, YAML with defaults': {
      text: `adobe:\n${each(upper, (name, value) => `  ${name.toLowerCase().replaceAll('_', '-')}: \${${name}:${value}}`)}\n`,
      has: [jwt],
    },
    'systemd unit': {
      text: `[Service]\n${each(upper, (name, value) => `Environment="${name}=${value}"`)}\nExecStart=/usr/bin/ingest\n`,
      has: [jwt],
    },
    'Apache Felix .config, with types': {
      text: `${each(camel, (name, value) => `${name}=T"${value}"`)}\n`,
      has: [jwt],
    },
    Heroku: {
      text: `=== ingest Config Vars\n\n${each(upper, (name, value) => `${`${name}:`.padEnd(24)}${value}`)}\n`,
      has: [jwt],
    },
    'spreadsheet, CSV with semicolons': {
      text: `Name;Value\n${each(upper, (name, value) => `${name};"${value}"`)}\n`,
      has: [jwt],
    },
    'JSON file in base64': { text: `${base64(json(snake))}\n`, has: [jwt] },
    // Commands and source code
    PowerShell: { text: each(upper, (name, value) => `$env:${name} = "${value}"`, '\r\n'), has: [jwt] },
    'Windows batch file': {
      text: `@echo off\r\n${each(upper, (name, value) => `set ${name}=${value}`, '\r\n')}\r\n`,
      has: [jwt],
    },
    'docker run': {
      text: `docker run --rm \\\n${each(upper, (name, value) => `  -e ${name}=${value} \\`)}\n  ingest\n`,
      has: [jwt],
    },
    curl: {
      text: `curl -X POST 'https://ims-na1.adobelogin.com/ims/token/v3' \\\n  -H 'Content-Type: application/x-www-form-urlencoded' \\\n  -d 'grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}&scope=openid,AdobeID'\n`,
      has: [{ clientId, clientSecret, scopes: ['openid', 'AdobeID'] }],
    },
    'JavaScript module': {
      text: `// config.js\nmodule.exports = {\n${each(camel, (name, value) => `  ${name}: '${value}',`)}\n  privateKey: \`${pem}\`,\n}\n`,
      has: [keyed],
    },
    'PHP configuration': {
      text: `<?php\nreturn [\n${each(snake, (name, value) => `    '${name}' => '${value}',`)}\n    'private_key' => <<<EOT\n${pem}EOT,\n];\n`,
      has: [keyed],
    },
    'Python module': {
      text: `import os\n\n${each(upper, (name, value) => `${name} = "${value}"`)}\nPRIVATE_KEY = """${pem}"""\n`,
      has: [keyed],
    },
    'Python dictionary': {
      text: `config = {\n${each(snake, (name, value) => `    '${name}': '${value}',  # ${name.length}`)}\n    'verify': True,\n}\n`,
      has: [jwt],
    },
  }
}
