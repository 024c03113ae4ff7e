// Decodes JWTs more strictly than a client needs to.
/** @typedef {{ header: Record<string, unknown>, claims: Record<string, unknown>, signingInput: string, signature: Buffer }} Jwt */

/** Decodes a compact JWS (RFC 7515 section 7.1) strictly. @param {string} text @returns {Jwt | undefined} */
export function decode(text) {
  const parts = text.split('.')
  const [header, claims, signature] = parts.map(decodeBase64url)
  if (parts.length !== 3 || !header || !claims || !signature) return undefined
  try {
    const read = [header, claims].map((bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    if (read.some((value) => typeof value !== 'object' || value === null || Array.isArray(value))) return undefined
    return { header: read[0], claims: read[1], signingInput: `${parts[0]}.${parts[1]}`, signature }
  } catch {
    return undefined
  }
}

/** Node skips invalid characters; here they are errors (RFC 7515 section 2). @param {string} text */
function decodeBase64url(text) {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
