// Keeps secrets out of texts that someone else wrote.
import { encodeBase64 } from '../core/base64.js'

/** Characters in a row that a text may share with a secret by coincidence, and no more. */
const longestMatch = 7

/**
 * Replaces whatever a text contains of secrets: whole or in part, in capitals or small letters, percent-encoded once or
 * twice, escaped as in JSON, in base64 (also as in HTTP Basic authentication) or in hexadecimal.
 * @param {string} text
 * @param {readonly string[]} secrets
 * @returns {string} with an ellipsis in place of each word that contains something of a secret
 */
export function redact(text, secrets) {
  const written = secrets.filter((secret) => secret !== '').flatMap(spell)
  const whole = written.filter((form) => form.length <= longestMatch).map(lower)
  const pieces = new Set(written.flatMap((form) => cut(lower(form))))
  const comparable = lower(text)
  /** @type {[start: number, end: number][]} */
  const found = []
  for (let i = 0; i < comparable.length; i++) {
    const size = longestMatch + 1
    if (pieces.has(comparable.slice(i, i + size))) found.push([i, i + size])
    for (const form of whole) if (comparable.startsWith(form, i)) found.push([i, i + form.length])
  }
  return replaceWords(text, found)
}

/** The ways to write a secret that are searched for. @param {string} secret @returns {string[]} */
function spell(secret) {
  const bytes = new TextEncoder().encode(secret)
  // Base64 depends on where in its group of three a text begins.
  const inBase64 = [0, 1, 2].flatMap((skip) => {
    const aligned = bytes.subarray(skip, bytes.length - ((bytes.length - skip) % 3))
    const text = encodeBase64(aligned)
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const encoded = encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\ufffd'))
  return [
    secret,
    encoded,
    encodeURIComponent(encoded),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    ...inBase64,
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  ].filter((form) => form !== '')
}

/** In lower case, except letters whose lower case has another length. @param {string} text */
const lower = (text) =>
  text.replace(/\p{Lu}/gu, (letter) => {
    const small = letter.toLowerCase()
    return small.length === letter.length ? small : letter
  })

/** All pieces of one length. @param {string} form @returns {string[]} */
function cut(form) {
  const size = longestMatch + 1
  return Array.from({ length: Math.max(0, form.length - size + 1) }, (_, i) => form.slice(i, i + size))
}

/** @param {string} text @param {[start: number, end: number][]} places in order */
function replaceWords(text, places) {
  let out = ''
  let done = 0
  for (const [start, end] of places) {
    if (start < done) continue
    const before = text.slice(done, start)
    const [head = ''] = /[^\s"'<>(){}[\],;:=]*$/.exec(before) ?? []
    const [tail = ''] = /^[^\s"'<>(){}[\],;]*/.exec(text.slice(end)) ?? []
    out += `${before.slice(0, before.length - head.length)}…`
    done = end + tail.length
  }
  return out + text.slice(done)
}
