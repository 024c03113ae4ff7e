// What the figures were taken on.
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'

// (module (func (param v128 v128 v128) (result v128) (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))
const relaxedModule = '0061736d0100000001080160037b7b7b017b030201000a0d010b00200020012002fd87020b'

/** Whether this engine has relaxed SIMD without being asked. */
export const hasRelaxedSimd = WebAssembly.validate(Buffer.from(relaxedModule, 'hex'))

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
