// What the figures were taken on.
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { isRelaxedSimdOn } from '../support/relaxed-simd.js'

/** Whether this engine has relaxed SIMD without being asked. */
export const hasRelaxedSimd = isRelaxedSimdOn()

/** The options that give an engine relaxed SIMD which has it only when asked; undefined where it knows none. */
export function askForRelaxedSimd() {
  const options = ['--experimental-wasm-relaxed-simd']
  return spawnSync(process.execPath, [...options, '--version'], { stdio: 'ignore' }).status === 0 ? options : undefined
}

export const machine = {
  cpu: cpus()[0]?.model.trim() || process.arch,
  cores: availableParallelism(),
  node: process.versions.node,
  v8: process.versions.v8,
  openssl: process.versions.openssl,
  date: new Date().toISOString().slice(0, 10),
}
