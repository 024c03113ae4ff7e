// A lock between processes, held by a file. It outlives neither its holder nor its lease.
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify } from '../../host/read-file.js'
import { isAbandoned, nameTemporary } from '../temporary-file.js'

/**
 * @typedef {object} Lock
 * @property {() => boolean} isHeld false after another process has taken the lock over, because this one was suspended
 *
 * @typedef {{ identity: string, owner: string }} Holder `owner`: the name that its process made with `nameTemporary`
 */

/** The work under a lock takes milliseconds. A holder that takes longer is presumed dead. */
const leaseMs = 10_000
/** How long to wait for the lock: longer than a lease. */
const patienceMs = 20_000
/** The file system has no hard links. */
const unsupported = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV']

/**
 * Runs work while no other process holds the lock of a file.
 *
 * The lock is a hard link, so it appears together with its owner's name or not at all. It is taken over at once if its
 * owner has died on this machine, and otherwise after 10 s without a change.
 * @template T
 * @param {string} file
 * @param {(lock: Lock) => T} work synchronous, so that nothing else of this process delays it
 * @returns {Promise<T>}
 * @throws {Error} with code ETIMEDOUT if the lock does not become free, or an error of the system
 */
export async function withLock(file, work) {
  const path = join(dirname(file), `.${basename(file)}.lock`)
  const mine = nameTemporary(file, 'lock')
  writeFileSync(mine, basename(mine), { flag: 'wx', mode: 0o600 })
  try {
    const identity = await take(path, mine)
    try {
      return work({ isHeld: () => readHolder(path)?.identity === identity })
    } finally {
      if (readHolder(path)?.identity === identity) rmSync(path, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** @param {string} path of the lock @param {string} mine @returns {Promise<string>} its identity */
async function take(path, mine) {
  const end = performance.now() + patienceMs
  const isStale = createWatch()
  for (;;) {
    if (create(path, mine)) return /** @type {Holder} */ (readHolder(path)).identity
    const holder = readHolder(path)
    if (holder && isStale(holder)) breakLock(path, holder, mine)
    else if (performance.now() > end) throw Object.assign(new Error('locked'), { code: 'ETIMEDOUT' })
    else await sleep(5 + Math.random() * 20)
  }
}

/** @param {string} path @param {string} mine @returns {boolean} false if there is a file already */
function create(path, mine) {
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'EEXIST') return false
    if (!unsupported.includes(code)) throw error
  }
  try {
    writeFileSync(path, basename(mine), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path @returns {Holder | undefined} undefined if no process holds it */
function readHolder(path) {
  try {
    const { dev, ino, birthtimeNs } = statSync(path, { bigint: true })
    return { identity: `${identify({ dev, ino })}:${birthtimeNs}`, owner: readFileSync(path, 'utf8') }
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/** By this process's own clock: those of two machines may differ. @returns {(holder: Holder) => boolean} */
function createWatch() {
  let seen = ''
  let since = 0
  return ({ identity, owner }) => {
    if (identity !== seen) [seen, since] = [identity, performance.now()]
    return isAbandoned(owner) || performance.now() - since > leaseMs
  }
}

/**
 * Removes a lock whose holder is gone. Of several processes that notice, one does it: otherwise the second could remove the
 * lock that a third has just taken.
 * @param {string} path @param {Holder} stale @param {string} mine
 */
function breakLock(path, stale, mine) {
  const turn = `${path}.break`
  if (!create(turn, mine)) {
    const breaker = readHolder(turn)
    const changedAt = statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (breaker && (isAbandoned(breaker.owner) || Date.now() - changedAt > leaseMs)) rmSync(turn, { force: true })
    return
  }
  try {
    if (readHolder(path)?.identity === stale.identity) rmSync(path, { force: true })
  } finally {
    rmSync(turn, { force: true })
  }
}
