// Relaxed SIMD in this process: Node 20 has it, but only when asked. A core that signs for the first time after this has
// both arithmetics.
import { setFlagsFromString } from 'node:v8'

// (module (func (param v128 v128 v128) (result v128) (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))
const relaxedModule = '0061736d0100000001080160037b7b7b017b030201000a0d010b00200020012002fd87020b'
export const isRelaxedSimdOn = () => WebAssembly.validate(Buffer.from(relaxedModule, 'hex'))

/** @param {boolean} on where this Node has it without being asked, it stays on @returns {boolean} whether it is on now */
export function setRelaxedSimd(on) {
  if (isRelaxedSimdOn() !== on) setFlagsFromString(`--${on ? '' : 'no-'}experimental-wasm-relaxed-simd`)
  return isRelaxedSimdOn()
}
