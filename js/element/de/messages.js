import { errors } from './errors.js'
import { files } from './files.js'
import { fixes } from './fixes.js'
import { issues } from './issues.js'
import { keys, repairs } from './keys.js'
import { words } from './words.js'

/** @type {import('../texts.js').Translations} */
export const messages = Object.freeze({ ...issues, ...keys, ...repairs, ...fixes, ...files, ...errors, ...words })
