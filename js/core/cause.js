// What may be reported of an exception that a caller's function threw.

/**
 * @typedef {object} Cause
 * @property {string} [cause] name of the exception, for example `TypeError`
 * @property {string} [causeCode] its `code`, for example `ECONNREFUSED`
 * @property {string} [at] where it was thrown: function, file, line and column
 */

/** A value of another form is left out, since it may be anything. */
export const causeForms = {
  cause: /^[A-Z][A-Za-z]{0,39}$/,
  causeCode: /^[A-Z][A-Z0-9_]{1,39}$/,
  at: /^[\w$.<>[\] #]{0,80}\(?[\w/.@+:\\-]{1,307}:\d{1,7}:\d{1,7}\)?$/,
}

/**
 * What an operator may read about an exception of the caller's functions: its name, its code and where it was thrown.
 * Never its message, which may contain a secret.
 * @param {unknown} error
 * @returns {Cause} empty if it is not an `Error`, or cannot be read
 */
export function describeCause(error) {
  try {
    if (!(error instanceof Error)) return {}
    const { name, code } = /** @type {{ name: unknown, code?: unknown }} */ (error)
    const at = findFrame(error)
    return {
      ...(typeof name === 'string' && causeForms.cause.test(name) && { cause: name }),
      ...(typeof code === 'string' && causeForms.causeCode.test(code) && { causeCode: code }),
      ...(at !== undefined && { at }),
    }
  } catch {
    return {}
  }
}

/** The first place with a file: JSON.parse and other functions of the engine have none. @param {Error} error */
function findFrame({ message, stack = '' }) {
  const start = stack.indexOf(message)
  if (start < 0) return undefined // where the message ends is unknown
  const frames = stack.slice(start + message.length).matchAll(/^ {4}at (?:async )?(.+)$/gm)
  return [...frames].map(([, frame = '']) => frame).find((frame) => causeForms.at.test(frame))
}
