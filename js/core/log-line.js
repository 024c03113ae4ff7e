// How an event reads in a log for people.

/**
 * @param {string} message @param {object} fields
 * @returns {string} message and fields on one line, as `name=value`
 */
export function writeLogLine(message, fields) {
  const values = Object.entries(fields).filter(([, value]) => value !== undefined)
  return [message, ...values.map(([name, value]) => `${name}=${value}`)].join('  ')
}

/** Logs to the console. @type {{ info: (fields: object, message: string) => void, warn: (fields: object, message: string) => void }} */
export const consoleLogger = {
  info: (fields, message) => console.info(writeLogLine(message, fields)),
  warn: (fields, message) => console.warn(writeLogLine(message, fields)),
}
