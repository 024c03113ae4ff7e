// The log of `imskit serve`, as text or as JSON.
import { writeLogLine } from '../core/log-line.js'
import { err, harmless } from './output.js'

/** Whether an event is about a file of the page. These are not logged; changes to the list log themselves. @param {object} fields */
const isPage = (fields) =>
  'route' in fields && fields.route === 'other' && 'status' in fields && Number(fields.status) < 400

/** One line each on standard error, for people. @type {import('../host.js').Logger} */
export const textLogger = {
  info(fields, message) {
    if (!isPage(fields)) err.write(writeLine(fields, message))
  },
  warn: (fields, message) => err.write(err.paint('yellow', writeLine(fields, message))),
}

/** The same in JSON, for programs. @type {import('../host.js').Logger} */
export const jsonLogger = {
  info(fields, message) {
    if (!isPage(fields)) err.write(JSON.stringify({ level: 'info', message, ...fields }))
  },
  warn: (fields, message) => err.write(JSON.stringify({ level: 'warn', message, ...fields })),
}

/** @param {object} fields @param {string} message */
const writeLine = (fields, message) =>
  harmless(`${new Date().toTimeString().slice(0, 8)}  ${writeLogLine(message, fields)}`)
