// Ways in which people paste one sound, unencrypted key, for the tests and for tests/bench/keys.js. Each
// still holds every number of the key.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { makeCertificate, openssl } from './openssl.js'

/** @typedef {{ pem: string, file: string }} Key PKCS#8 with 64 characters a line, and the path of its file */

const linesOf = (/** @type {string} */ pem) => pem.trim().split('\n')
/** Rewrites each line. @param {string} pem @param {(line: string, index: number) => string} write */
const rows = (pem, write) => linesOf(pem).map(write).join('\n')
/** The base64 without markers and line breaks. @param {string} pem */
const bodyOf = (pem) => linesOf(pem).slice(1, -1).join('')
const base64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64')
/** Line breaks as the two characters \n. @param {string} pem */
const escaped = (pem) => pem.trim().replaceAll('\n', '\\n')
const jwkOf = (/** @type {string} */ pem) => createPrivateKey(pem).export({ format: 'jwk' })
const derOf = (/** @type {string} */ pem) => createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
const pkcs1Of = (/** @type {string} */ pem) => createPrivateKey(pem).export({ type: 'pkcs1', format: 'pem' }).toString()
const publicOf = (/** @type {string} */ pem) => createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString()

/** An RSA key as .NET's ToXmlString(true) writes it. @param {string} pem @param {string} [between] the elements */
function xmlOf(pem, between = '') {
  const jwk = jwkOf(pem)
  const names = { Modulus: 'n', Exponent: 'e', P: 'p', Q: 'q', DP: 'dp', DQ: 'dq', InverseQ: 'qi', D: 'd' }
  const elements = Object.entries(names).map(([tag, name]) => {
    const value = Buffer.from(String(jwk[name]), 'base64url').toString('base64')
    return `<${tag}>${value}</${tag}>`
  })
  return ['<RSAKeyValue>', ...elements, '</RSAKeyValue>'].join(between)
}

/** What xxd prints: offset, hexadecimal, text. @param {string} pem */
const dumpOf = (pem) =>
  pem.replaceAll(/[\s\S]{1,16}/g, (part, at) => {
    const hex = Buffer.from(part).toString('hex').replaceAll(/.{4}/g, '$& ')
    return `${at.toString(16).padStart(8, '0')}: ${hex.padEnd(41)}${part.replaceAll('\n', '.')}\n`
  })
/** Each paste by what it is. @type {Record<string, (key: Key) => string | Uint8Array>} */
export const pastes = {
  // From configuration
  'the value of a JSON file, quotes included': ({ pem }) => JSON.stringify(pem),
  'a line of a JSON file': ({ pem }) => `  "privateKey": ${JSON.stringify(pem)},`,
  'a whole JSON file': ({ pem }) => JSON.stringify({ issuer: 'me', private_key: pem, expires: 3600 }, null, 2),
  'JSON inside JSON': ({ pem }) => JSON.stringify(JSON.stringify({ privateKey: pem })),
  'a JSON array of lines': ({ pem }) => JSON.stringify(linesOf(pem), null, 4),
  '.env, over several lines in quotes': ({ pem }) => `PRIVATE_KEY="${pem.trim()}"`,
  '.env, one line with \\n': ({ pem }) => `PRIVATE_KEY="${escaped(pem)}"\n`,
  '.env, without quotes': ({ pem }) => `PRIVATE_KEY=${escaped(pem)}`,
  '.env, base64 in one line without markers': ({ pem }) => `PRIVATE_KEY=${bodyOf(pem)}`,
  'YAML block (|)': ({ pem }) => `privateKey: |\n${rows(pem, (line) => `  ${line}`)}\n`,
  'YAML folded (>-)': ({ pem }) => `key: >-\n${rows(pem, (line) => `    ${line}`)}\nother: 1\n`,
  'a Kubernetes secret': ({ pem }) => `apiVersion: v1\nkind: Secret\ndata:\n  tls.key: ${base64(pem)}\n`,
  'TOML, three quotes': ({ pem }) => `private_key = """\n${pem}"""\n`,
  'Java properties, continued lines': ({ pem }) => `private.key=${linesOf(pem).join('\\n\\\n    ')}`,
  'Terraform here-document': ({ pem }) => `private_key = <<-EOT\n${rows(pem, (line) => `    ${line}`)}\n  EOT\n`,
  'an answer of AWS Secrets Manager': ({ pem }) =>
    JSON.stringify({ Name: 'adobe', SecretString: JSON.stringify({ privateKey: pem }) }, null, 4),
  'a CSV cell': ({ pem }) => `name,key\nadobe,"${pem.trim()}"\n`,
  // From shells
  'export in double quotes': ({ pem }) => `export PRIVATE_KEY="${pem.trim()}"`,
  "export with $'…'": ({ pem }) => `export KEY=$'${escaped(pem)}'`,
  'a here-document': ({ pem }) => `cat > private.key <<'EOF'\n${pem}EOF\n`,
  'echo and a redirection': ({ pem }) => `echo "${pem.trim()}" > /tmp/private.key`,
  'PowerShell here-string': ({ pem }) => `$key = @"\n${pem}"@`,
  'PowerShell `n': ({ pem }) => `$key = "${pem.trim().replaceAll('\n', '`n')}"`,
  'cat with its prompt': ({ pem }) => `$ cat private.key\n${pem}$ `,
  'openssl output before the key': ({ pem }) => `writing RSA key\n${pkcs1Of(pem)}`,
  'terminal colors': ({ pem }) => rows(pem, (line) => `\u001b[32m${line}\u001b[0m`),
  '^M at line ends, as cat -v prints it': ({ pem }) => rows(pem, (line) => `${line}^M`),
  'openssl rsa -text without the PEM': ({ file }) => openssl('rsa', '-text', '-noout', '-in', file).toString(),
  'lines of a log': ({ pem }) => rows(pem, (line) => `2026-03-01T10:00:00Z INFO key: ${line}`),
  // From source code
  'JavaScript template literal': ({ pem }) => `const privateKey = \`${pem}\`;`,
  'JavaScript array with join': ({ pem }) => `[\n${rows(pem, (line) => `  '${line}',`)}\n].join('\\n')`,
  'Java, lines joined by a leading +': ({ pem }) =>
    `String key = ${linesOf(pem)
      .map((line) => `"${line}\\n"`)
      .join('\n    + ')};`,
  'Java text block': ({ pem }) => `var key = """\n${rows(pem, (line) => `        ${line}`)}\n        """;`,
  'C#, verbatim string': ({ pem }) => `private const string Key = @"${pem.trim()}";`,
  'C# with Environment.NewLine': ({ pem }) => rows(pem, (line) => `"${line}" + Environment.NewLine +`),
  'Python, three quotes': ({ pem }) => `PRIVATE_KEY = """${pem}"""`,
  'Python bytes in parentheses': ({ pem }) => `key = (\n${rows(pem, (line) => `    b"${line}\\n"`)}\n)`,
  'C array of DER bytes': ({ pem }) =>
    `{ ${[...derOf(pem)].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')} };`,
  'JSON of PHP, which escapes slashes': ({ pem }) => JSON.stringify(pem).replaceAll('/', '\\/'),
  'JSON of a Node Buffer': ({ pem }) => JSON.stringify(Buffer.from(pem)),
  SQL: ({ pem }) => `INSERT INTO connections (id, private_key) VALUES (7, '${pem.trim()}');`,
  // From editors and reviews
  'line numbers': ({ pem }) => rows(pem, (line, i) => `${i + 1} ${line}`),
  'line numbers of cat -n': ({ pem }) => rows(pem, (line, i) => `${String(i + 1).padStart(6)}\t${line}`),
  'line numbers and a bar': ({ pem }) => rows(pem, (line, i) => `${String(i + 1).padStart(3)} | ${line}`),
  'line numbers of grep -n': ({ pem }) => rows(pem, (line, i) => `${i + 1}:${line}`),
  'a diff': ({ pem }) => `@@ -0,0 +1,${linesOf(pem).length} @@\n${rows(pem, (line) => `+${line}`)}`,
  // From mail, chat and wikis
  'a quoted email (>)': ({ pem }) => rows(pem, (line) => `> ${line}`),
  'text and a signature around': ({ pem }) => `Hi,\nhere is the key you wanted:\n\n${pem}\nBest,\nKim\n`,
  'quoted-printable': ({ pem }) => pem.replaceAll('=', '=3D').replaceAll(/^(.{50})(.+)$/gm, '$1=\n$2'),
  bullets: ({ pem }) => rows(pem, (line) => `• ${line}`),
  'a Markdown fence': ({ pem }) => `\`\`\`pem\n${pem}\`\`\`\n`,
  'a Markdown table cell': ({ pem }) => rows(pem, (line) => `| ${line} |`),
  'HTML with <br>': ({ pem }) => `<p>${pem.trim().replaceAll('\n', '<br>\n')}</p>`,
  'HTML with <br/> and entities': ({ pem }) =>
    pem.trim().replaceAll('\n', '<br/>').replaceAll('+', '&#43;').replaceAll('=', '&#x3D;'),
  '&#10; for line breaks': ({ pem }) => pem.replaceAll('\n', '&#10;'),
  '&nbsp; for spaces': ({ pem }) => pem.replaceAll(' ', '&nbsp;'),
  'dashes made long by an editor': ({ pem }) => pem.replaceAll('-----', '——-'),
  'non-breaking spaces': ({ pem }) => rows(pem, (line) => `\u00a0\u00a0${line.replaceAll(' ', '\u00a0')}`),
  'zero-width spaces and soft hyphens': ({ pem }) =>
    rows(pem, (line) => `${line.slice(0, 30)}\u00ad${line.slice(30)}\u200b`),
  tabs: ({ pem }) => rows(pem, (line) => `\t${line}\t`),
  '<pre> of a web page': ({ pem }) => `<pre class="key"><code>${pem}</code></pre>`,
  RTF: ({ pem }) =>
    `{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Courier;}}\n\\f0\\fs20 ${linesOf(pem).join('\\par\n')}\\par\n}`,
  'page numbers of a PDF': ({ pem }) =>
    rows(pem, (line, i) => (i % 10 === 9 ? `${line}\n\nPage ${i + 1} of 30\n` : line)),
  'a chat with times': ({ pem }) => rows(pem, (line) => `[10:31] Kim: ${line}`),
  // Line breaks
  'literal \\n': ({ pem }) => escaped(pem),
  'literal \\\\n': ({ pem }) => pem.replaceAll('\n', '\\\\n'),
  'literal \\n, its backslash lost': ({ pem }) => pem.trim().replaceAll('\n', 'n'),
  'literal \\r\\n and real line breaks': ({ pem }) => pem.replaceAll('\n', '\\r\\n\n'),
  'spaces for line breaks': ({ pem }) => pem.trim().replaceAll('\n', ' '),
  'one long line without any': ({ pem }) => linesOf(pem).join(''),
  'an empty line after each': ({ pem }) => pem.replaceAll('\n', '\r\n\r\n'),
  'wrapped at 40 columns': ({ pem }) => pem.replaceAll(/.{40}(?=.)/g, '$&\n'),
  // Markers
  'no BEGIN line': ({ pem }) => linesOf(pem).slice(1).join('\n'),
  'no END line': ({ pem }) => linesOf(pem).slice(0, -1).join('\n'),
  'only the base64': ({ pem }) => bodyOf(pem),
  'lower-case markers': ({ pem }) => pem.replaceAll(/-----.*-----/g, (marker) => marker.toLowerCase()),
  'misspelled markers': ({ pem }) => pem.replace('BEGIN', 'BEGN').replace('END PRIVATE', 'END PRIVTE'),
  'PKCS#8 under BEGIN RSA PRIVATE KEY': ({ pem }) => pem.replaceAll('PRIVATE', 'RSA PRIVATE'),
  'under BEGIN CERTIFICATE': ({ pem }) => pem.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
  // More than the key
  'the certificate and the key': ({ pem, file }) => makeCertificate(file) + pem,
  'the key and its public key': ({ pem }) => pem + publicOf(pem),
  'bag attributes of PKCS#12': ({ pem }) =>
    `Bag Attributes\n    localKeyID: 01 02 03 04\n    friendlyName: adobe\nKey Attributes: <No Attributes>\n${pem}`,
  // Encodings and formats
  'a byte order mark': ({ pem }) => `\ufeff${pem}`,
  'UTF-16, as bytes': ({ pem }) => Buffer.from(`\ufeff${pem}`, 'utf16le'),
  'UTF-16 read as Latin-1': ({ pem }) => Buffer.from(`\ufeff${pem}`, 'utf16le').toString('latin1'),
  'URL-encoded': ({ pem }) => encodeURIComponent(pem),
  'a form field': ({ pem }) => new URLSearchParams({ private_key: pem, name: 'adobe' }).toString(),
  'URL-encoded twice': ({ pem }) => encodeURIComponent(encodeURIComponent(pem)),
  'base64 of the file': ({ pem }) => base64(pem),
  'base64 of the file, in lines of 76': ({ pem }) => base64(pem).replaceAll(/.{76}/g, '$&\n'),
  base64url: ({ pem }) =>
    rows(pem, (line) => (line.startsWith('-') ? line : line.replaceAll('+', '-').replaceAll('/', '_'))),
  'hexadecimal DER': ({ pem }) => derOf(pem).toString('hex'),
  'a hex dump of the file (xxd -p)': ({ pem }) => Buffer.from(pem).toString('hex').replaceAll(/.{60}/g, '$&\n'),
  'a hex dump with offsets (xxd)': ({ pem }) => dumpOf(pem),
  'gzip in base64': ({ pem }) => gzipSync(pem).toString('base64'),
  DER: ({ pem }) => derOf(pem),
  'DER read as Latin-1': ({ pem }) => derOf(pem).toString('latin1'),
  'a .NET RSAKeyValue': ({ pem }) => xmlOf(pem),
  'a JWK': ({ pem }) => JSON.stringify(jwkOf(pem), null, 2),
  'a JWKS with its public key': ({ pem }) =>
    JSON.stringify({ keys: [createPublicKey(pem).export({ format: 'jwk' }), jwkOf(pem)] }),
}
