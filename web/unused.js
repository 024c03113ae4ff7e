// Replaces modules of js/core that the page does not use: the decoder of inlined modules, `schema`, `verify`, WebCrypto keys,
// and what error codes mean, for the reference.
const unused = () => undefined

export const [checkClaims, createSchema, decodeInlined, importKey, signCompact] = Array(5).fill(unused)
export const [errorMeanings, verifyMembers] = [{}, {}]
