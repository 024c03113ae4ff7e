/**
 * German for `<ims-connection>`: the language, and the properties with its texts.
 * @example
 * import 'imskit/element'
 * import * as german from 'imskit/element/de'
 * Object.assign(document.querySelector('ims-connection'), german)
 * @module
 */
export { fieldTexts } from './de/fields.js'
export { messages } from './de/messages.js'
export { texts } from './de/texts.js'

/** For screen readers, hyphenation, dates and times. */
export const lang = 'de'
