// Compiled, never run: prepared contexts and providers in `using`.
import { load } from 'imskit'
import { TokenProvider } from 'imskit/token'

const ims = await load()
{
  using prepared = ims.prepare({ takenNames: ['Sales'] })
  await using tokens = new TokenProvider({})
  console.log(prepared.validate({}).valid, tokens)
}
