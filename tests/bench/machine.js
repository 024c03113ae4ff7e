// Describes the machine of a measurement.
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { isRelaxedSimdOn } from '../support/relaxed-simd.js'

/** True if this engine has relaxed SIMD by default. */
export const hasRelaxedSimd = isRelaxedSimdOn()

/** The flags that enable relaxed SIMD in this engine; undefined if it has none. */
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
