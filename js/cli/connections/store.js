// Where the connections of an organization stand: in a file, or in memory alone.
import { realpath } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { ImsError } from '../../index.js'
import { readBytes, replaceFile } from '../files.js'

/**
 * @typedef {object} Store
 * @property {string | null} name of the file, without its folder
 * @property {string} folder that names of key files are relative to
 * @property {() => Promise<Buffer>} read
 * @property {(text: string) => Promise<void>} write wholly or not at all
 */

/**
 * A symbolic link is followed, so that it goes on naming the file. What is written is for the owner alone.
 * @param {string} file
 * @returns {Store} its errors do not tell the folder: ERR_FILE_UNREADABLE, ERR_FILE_UNWRITABLE
 */
export function fileStore(file) {
  const name = basename(file)
  return {
    name,
    folder: dirname(resolve(file)),
    read: () => readBytes(file, name),
    async write(text) {
      try {
        await replaceFile(await realpath(file).catch(() => file), text, name)
      } catch (error) {
        const { message } = /** @type {Error} */ (error)
        throw new ImsError('ERR_FILE_UNWRITABLE', `Nothing was saved: ${message}.`, {
          hint: 'The file is as it was. See to its rights and the disk, then try again.',
        })
      }
    },
  }
}

/** Gone when the process ends. @returns {Store} */
export function memoryStore() {
  let bytes = Buffer.from('[]')
  return {
    name: null,
    folder: '.',
    read: async () => bytes,
    async write(text) {
      bytes = Buffer.from(text)
    },
  }
}
