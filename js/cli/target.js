// Files that commands write: never one that they read, and never half of one.
import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, readlinkSync } from 'node:fs'
import { lstat, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { filesRead, identify } from '../host/file.js'
import { UsageError } from './usage.js'

/** @type {Record<string, string>} */
const failures = {
  EEXIST: 'exists already; name a new file',
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
 * Writes a new file for its owner only, completely or not at all.
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
    throw new UsageError(`${file} is a file that this command reads; name another file`)
  }
  if (target.isDirectory()) throw new UsageError(`${file} is a directory, not a file`)
  if (target.isSymbolicLink()) throw new UsageError(`${file} is a symbolic link; name a regular file`)
  if (!target.isFile()) throw new UsageError(`${file} is a device or a pipe; name a regular file`)
}

/** Names this process in file names: the machine and its process namespace, in short, and the process ID. */
const machine = createHash('sha256').update(`${hostname()}\n${readNamespace()}`).digest('hex').slice(0, 8)

/** Containers can share a host name while their process IDs are separate. */
function readNamespace() {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** A name next to a file, unique to this call. @param {string} file @param {string} [ending] */
export const nameTemporary = (file, ending = 'tmp') =>
  join(dirname(file), `.${basename(file)}.${machine}-${process.pid}-${randomUUID().slice(0, 13)}.${ending}`)

/**
 * Whether the process that made a temporary name has certainly ended. Of other machines nothing is certain.
 * @param {string} name as `nameTemporary` makes it
 */
export function isAbandoned(name) {
  const [, owner, pid] = /\.([0-9a-f]{8})-(\d+)-[0-9a-f-]{13}\.\w+$/.exec(name) ?? []
  if (owner !== machine) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

/** A temporary file lives for milliseconds. What is older was left behind, on whatever machine. */
const longestLifeMs = 10 * 60_000

/**
 * Removes the temporary files that processes left behind when they were killed.
 * @param {string} file that they were to replace
 */
export async function removeLeftovers(file) {
  const folder = dirname(file)
  const names = await readdir(folder).catch(() => [])
  const own = new RegExp(`^\\.${escapeRegExp(basename(file))}\\.[0-9a-f]{8}-\\d+-[0-9a-f-]{13}\\.(tmp|lock)$`)
  for (const name of names.filter((name) => own.test(name))) {
    const path = join(folder, name)
    if (isAbandoned(name) || ageOf(path) > longestLifeMs) await rm(path, { force: true }).catch(() => {})
  }
}

/** @param {string} path @returns {number} milliseconds since it was changed */
function ageOf(path) {
  try {
    return Date.now() - lstatSync(path).mtimeMs
  } catch {
    return 0
  }
}

/** @param {string} text */
const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
