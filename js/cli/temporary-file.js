// Temporary files next to a file that is replaced: their names, and what to do with those of a process that was killed.
import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, readlinkSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

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
 * Whether the process that made a temporary name has certainly ended. For a process on another machine, this is never certain.
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

/** A temporary file lives for milliseconds. An older one was left behind, perhaps by another machine. */
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
