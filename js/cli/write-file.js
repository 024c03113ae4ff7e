// Writes files: completely or not at all, and never over a file that the command reads.
import { lstat, open, rename, rm, stat } from 'node:fs/promises'
import { filesRead, identify } from '../host/read-file.js'
import { nameTemporary } from './temporary-file.js'
import { UsageError } from './usage-error.js'

/** @type {Record<string, string>} */
const failures = {
  EEXIST: 'already exists; choose another name',
  ENOENT: 'cannot be written: its folder does not exist',
  ENOTDIR: 'cannot be written: its folder does not exist',
  EISDIR: 'is a directory, not a file',
  EACCES: 'cannot be written: permission denied',
  EPERM: 'cannot be written: permission denied',
  EROFS: 'cannot be written: the file system is read-only',
  ENOSPC: 'cannot be written: the disk is full',
  EDQUOT: 'cannot be written: the disk quota is used up',
}

/** What went wrong with writing, in words. @param {unknown} error of the system */
export function explainWriteFailure(error) {
  const { code = 'unknown error' } = /** @type {NodeJS.ErrnoException} */ (error)
  return failures[code] ?? `cannot be written (${code})`
}

/**
 * Writes a new file for its owner only. If writing fails, the file is removed; if the process is killed meanwhile, a part of
 * it may remain.
 * @param {string} file @param {string} content
 * @throws {UsageError} if the file exists or cannot be written
 */
export async function writeNewFile(file, content) {
  /** @param {unknown} error @returns {never} */
  const refuse = (error) => {
    throw new UsageError(`${file} ${explainWriteFailure(error)}`)
  }
  const handle = await open(file, 'wx', 0o600).catch(refuse)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } catch (error) {
    await rm(file, { force: true })
    refuse(error)
  } finally {
    await handle.close()
  }
}

/**
 * Replaces a file, for its owner only: a reader finds the old content or the new, never a part.
 * @param {string} file @param {string} content
 * @throws {UsageError} if it is not a regular file, was read by this command, or cannot be written
 */
export async function replaceFile(file, content) {
  await requireReplaceable(file)
  const temporary = nameTemporary(file)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync() // or a crash could leave the new name with nothing behind it
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw new UsageError(`${file} ${explainWriteFailure(error)}`)
  }
}

/**
 * Checks that a file may be replaced. A file has one device and inode, whatever path, hard link or linked folder leads to
 * it.
 * @param {string} file
 * @throws {UsageError}
 */
export async function requireReplaceable(file) {
  const target = await lstat(file).catch(() => undefined)
  if (!target) return
  // As they are now: the inode of a file that has been replaced may be that of another file by now.
  const read = await Promise.all(Array.from(filesRead, (path) => stat(path).then(identify, () => '')))
  const reached = target.isSymbolicLink() ? await stat(file).catch(() => undefined) : target
  if (reached && read.includes(identify(reached))) {
    throw new UsageError(`${file} is a file that this command reads; choose another name`)
  }
  if (target.isDirectory()) throw new UsageError(`${file} is a directory, not a file`)
  if (target.isSymbolicLink()) throw new UsageError(`${file} is a symbolic link; choose a regular file`)
  if (!target.isFile()) throw new UsageError(`${file} is a device or a pipe; choose a regular file`)
}
