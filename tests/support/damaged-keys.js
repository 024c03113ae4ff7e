// Forms of a key and kinds of damage, for the tests and for tests/bench/keys.js.
import { openssl } from './openssl.js'

export const passphrase = 'correct horse'

/** Converts a key into plain and encrypted forms with OpenSSL. @param {string} file PKCS#8 @returns {Record<string, string>} PEM */
export function makeForms(file) {
  const convert = (...args) => openssl(...args, '-in', file, '-passout', `pass:${passphrase}`).toString()
  const forms = {
    'PKCS#8': openssl('pkcs8', '-topk8', '-nocrypt', '-in', file).toString(),
    'PKCS#1': openssl('rsa', '-in', file, '-traditional').toString(),
    'PBES1 3DES': convert('pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES'),
    'legacy AES-128': convert('rsa', '-traditional', '-aes128'),
    'legacy 3DES': convert('rsa', '-traditional', '-des3'),
  }
  for (const cipher of ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des3']) {
    for (const prf of ['SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512']) {
      forms[`PBES2 ${cipher} ${prf}`] = convert('pkcs8', '-topk8', '-v2', cipher, '-v2prf', `hmacWith${prf}`)
    }
  }
  return forms
}

export const mostUsed = ['PKCS#8', 'PKCS#1', 'PBES1 3DES', 'legacy AES-128', 'PBES2 aes-256-cbc SHA256']

/** @type {Record<string, (pem: string) => string>} */
export const damages = {
  CRLF: (pem) => pem.replaceAll('\n', '\r\n'),
  CR: (pem) => pem.replaceAll('\n', '\r'),
  'byte order mark': (pem) => `\ufeff${pem}`,
  'text around': (pem) => `Our key:\n\n${pem}\n-- \nSent from my phone\n`,
  'blank lines': (pem) => pem.replaceAll('\n', '\n\n'),
  indentation: (pem) => pem.replaceAll(/^/gm, '    '),
  'literal \\n': (pem) => pem.replaceAll('\n', '\\n'),
  'literal \\r\\n': (pem) => pem.replaceAll('\n', '\\r\\n'),
  quotes: (pem) => `'${pem}'`,
  'a JSON string': (pem) => JSON.stringify(pem),
  'an array of lines': (pem) => JSON.stringify(pem.split('\n'), null, 2),
  'one line': (pem) => pem.replaceAll('\n', ' '),
  'no BEGIN and END': (pem) => pem.replaceAll(/-----(BEGIN|END)[^-]*-----/g, ''),
  'base64 once more': (pem) => Buffer.from(pem).toString('base64'),
  'full-width dashes': (pem) => pem.replaceAll('-----', '\uff0d'.repeat(5)),
  'missing dashes': (pem) => pem.replaceAll('-----', '--'),
  'non-breaking spaces': (pem) => pem.replaceAll(' ', '\u00a0'),
  'zero-width spaces': (pem) => pem.replaceAll('\n', '\u200b\n'),
}
