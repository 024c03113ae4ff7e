// Compares secrets, for the sandbox and for `imskit serve`.
import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Compares secrets in a time that does not depend on where they differ.
 * @param {string} a
 * @param {string} b
 */
export const isSameSecret = (a, b) => timingSafeEqual(digest(a), digest(b))

/** `timingSafeEqual` takes inputs of one length only. @param {string} text */
const digest = (text) => createHash('sha256').update(text).digest()
