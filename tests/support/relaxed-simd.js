// Switches relaxed SIMD on or off in this process. Node 20 has it behind a flag. The core chooses its arithmetic at its first
// signature, so call this before it.
import { setFlagsFromString } from 'node:v8'

// (module (func (param v128 v128 v128) (result v128) (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))
const relaxedModule = '0061736d0100000001080160037b7b7b017b030201000a0d010b00200020012002fd87020b'
export const isRelaxedSimdOn = () => WebAssembly.validate(Buffer.from(relaxedModule, 'hex'))

/** @param {boolean} on no effect if it is on by default @returns {boolean} true if it is on */
export function setRelaxedSimd(on) {
  if (isRelaxedSimdOn() !== on) setFlagsFromString(`--${on ? '' : 'no-'}experimental-wasm-relaxed-simd`)
  return isRelaxedSimdOn()
}
