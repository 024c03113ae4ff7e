// Where the list of connections is kept: in a file, or in memory.
import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { decodeText, maxFileBytes, readBytes } from '../../host/read-file.js'
import { ImsError } from '../../index.js'
import { findPath } from '../input.js'
import { isAbandoned, nameTemporary, removeLeftovers } from '../temporary-file.js'
import { explainWriteFailure } from '../write-file.js'
import { withLock } from './lock.js'

/**
 * @typedef {object} Store
 * @property {string | null} name of the file, without its folder
 * @property {string} folder that names of key files are relative to
 * @property {() => Promise<Buffer>} read
 * @property {(bytes: Buffer, version: string) => Promise<void>} replace completely or not at all, and only if the content
 *   still has that version. Throws ERR_HOST_CHANGED with the new `version` otherwise
 * @property {() => Promise<void>} tidy removes what killed processes left behind
 */

/** Returns the version of the content: its hash. @param {Buffer} bytes */
export const versionOf = (bytes) => createHash('sha256').update(bytes).digest('base64url')

/** @param {string} version of the current content */
export const changed = (version) =>
  new ImsError('ERR_HOST_CHANGED', 'Not saved: the list has changed since this page loaded it.', {
    hint: 'Load the list again, then save again. The form keeps your edits.',
    version,
  })

/** The rename of a file that is itself a mount point, as with a bind mount of Docker. */
const mountPoint = 'EBUSY'

/**
 * A list in a file. A symbolic link is followed, so that it still names the file afterwards. Owner and mode of the file are
 * kept as far as the system allows; a file that everyone can read becomes its owner's only, since it may hold secrets.
 * @param {string} file
 * @returns {Store} its errors do not contain the folder: ERR_FILE_UNREADABLE, ERR_FILE_UNWRITABLE, ERR_HOST_CHANGED,
 *   ERR_HOST_TOO_LARGE
 */
export function fileStore(file) {
  const name = basename(file)

  return {
    name,
    folder: dirname(resolve(file)),
    read: () => readBytes(file, name),

    async replace(bytes, version) {
      if (bytes.length > maxFileBytes) {
        const message = `Not saved: ${name} would be larger than ${maxFileBytes / 1024 / 1024} MiB.`
        throw new ImsError('ERR_HOST_TOO_LARGE', message, { hint: 'Remove connections, or use a second file.' })
      }
      const path = await findPath(file)
      const temporary = nameTemporary(path)
      try {
        await writeLike(path, temporary, bytes)
        await withLock(path, (lock) => commit(path, temporary, bytes, version, lock))
        syncFolder(path)
      } catch (error) {
        if (error instanceof ImsError) throw error
        throw unwritable(name, error)
      } finally {
        await rm(temporary, { force: true }).catch(() => {})
      }
    },

    async tidy() {
      const path = await findPath(file)
      await removeLeftovers(path)
      await restoreBackup(path)
    },
  }
}

/** @param {string} name @param {unknown} error */
function unwritable(name, error) {
  const { code } = /** @type {NodeJS.ErrnoException} */ (error)
  if (code === 'ETIMEDOUT') {
    const hint = `Try again. If it happens again, and no other program is saving it, delete the file .${name}.lock next to it.`
    return new ImsError('ERR_FILE_UNWRITABLE', `Not saved: another program is saving ${name}.`, { hint })
  }
  return new ImsError('ERR_FILE_UNWRITABLE', `Not saved: ${name} ${explainWriteFailure(error)}.`, {
    hint: 'The file is unchanged. Check its permissions and the disk, then try again.',
  })
}

/** Writes the new content, with the owner and mode of the old file. @param {string} path @param {string} temporary @param {Buffer} bytes */
async function writeLike(path, temporary, bytes) {
  const { uid, gid, mode } = await stat(path)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.chown(uid, gid).catch(() => {}) // only root can give a file away
    await handle.chmod(mode & 0o007 ? 0o600 : mode & 0o777).catch(() => {})
    await handle.sync() // or a crash could leave the name with nothing behind it
  } finally {
    await handle.close()
  }
}

/**
 * Puts the new content in place of the old one if that is still the version. Other programs do not know the lock, so the file
 * is compared once more right before.
 * @param {string} path @param {string} temporary @param {Buffer} bytes @param {string} version
 * @param {import('./lock.js').Lock} lock
 */
function commit(path, temporary, bytes, version, lock) {
  const before = describe(path)
  const old = readFileSync(path)
  if (versionOf(old) !== version) throw changed(versionOf(old))
  if (describe(path) !== before) throw changed(versionOf(readFileSync(path)))
  if (!lock.isHeld()) throw Object.assign(new Error('taken over'), { code: 'ETIMEDOUT' })
  try {
    renameSync(temporary, path)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== mountPoint) throw error
    overwrite(path, old, bytes)
  }
}

/** Changes whenever the file does. @param {string} path */
function describe(path) {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
  return [dev, ino, size, mtimeNs, ctimeNs].join()
}

/** Overwrites a file whose name cannot be replaced. A backup exists until it is written. @param {string} path @param {Buffer} old @param {Buffer} bytes */
function overwrite(path, old, bytes) {
  const backup = nameTemporary(path, 'backup')
  writeSynced(backup, 'wx', old)
  try {
    writeSynced(path, 'r+', bytes)
  } catch (error) {
    writeSynced(path, 'r+', old)
    throw error
  } finally {
    rmSync(backup, { force: true })
  }
}

/** @param {string} file @param {'wx' | 'r+'} flag @param {Buffer} bytes */
function writeSynced(file, flag, bytes) {
  const descriptor = openSync(file, flag, 0o600)
  try {
    writeFileSync(descriptor, bytes)
    ftruncateSync(descriptor, bytes.length)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** So that the rename survives a power failure as well. Some systems cannot do it. @param {string} path */
function syncFolder(path) {
  try {
    const descriptor = openSync(dirname(path), 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // the content is on disk; the system writes the new name soon
  }
}

/** Undoes an `overwrite` in which its process was killed. @param {string} path */
async function restoreBackup(path) {
  const prefix = `.${basename(path)}.`
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix) && name.endsWith('.backup'))
  for (const name of names.filter(isAbandoned)) {
    const backup = join(dirname(path), name)
    await withLock(path, () => {
      if (!isJson(readFileSync(path))) writeSynced(path, 'r+', readFileSync(backup))
      rmSync(backup)
    })
  }
}

/** @param {Buffer} bytes */
function isJson(bytes) {
  try {
    JSON.parse(decodeText(bytes, '').text)
    return true
  } catch {
    return false
  }
}

/** A list that is gone when the process ends. @returns {Store} */
export function memoryStore() {
  /** @type {Buffer} */
  let bytes = Buffer.from('[]')
  return {
    name: null,
    folder: '.',
    read: async () => bytes,
    async replace(content, version) {
      if (versionOf(bytes) !== version) throw changed(versionOf(bytes))
      bytes = content
    },
    tidy: async () => {},
  }
}
