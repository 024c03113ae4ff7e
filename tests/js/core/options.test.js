import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  callback,
  findNearest,
  findProblems,
  list,
  object,
  oneOf,
  parseObject,
  required,
  requireOptions,
  requireValue,
  string,
  text,
  wholeNumber,
} from '../../../js/core/options.js'

const members = {
  clientId: required(text),
  retries: wholeNumber(0, 20),
  timeoutMs: wholeNumber(1),
  grant: oneOf(['jwt', 'client_credentials']),
  fetch: callback,
  clients: list(object({ name: required(string) })),
}

/** @param {unknown} options */
const messageOf = (options) => {
  try {
    requireOptions(/** @type {object} */ (options), members)
  } catch (error) {
    assert.ok(error instanceof TypeError)
    return error.message
  }
  return undefined
}

describe('the option checker', () => {
  it('accepts what fits and treats undefined as absent', () => {
    const options = { clientId: 'a', retries: 0, grant: undefined, clients: [{ name: '' }] }
    assert.equal(requireOptions(options, members), options)
  })

  it('names the nearest known option of an unknown one', () => {
    assert.equal(messageOf({ clientId: 'a', retrys: 3 }), 'options has no option retrys. Did you mean retries?')
    assert.equal(messageOf({ clientId: 'a', timeout: 3 }), 'options has no option timeout. Did you mean timeoutMs?')
    assert.equal(messageOf({ clientid: 'a' }), 'options has no option clientid. Did you mean clientId?')
  })

  it('lists the known options if none is near', () => {
    const known = 'clientId, retries, timeoutMs, grant, fetch, clients'
    assert.equal(messageOf({ clientId: 'a', color: 1 }), `options has no option color. Known: ${known}`)
    const long = 'x'.repeat(1000)
    assert.equal(
      messageOf({ clientId: 'a', [long]: 1 }),
      `options has no option ${long.slice(0, 40)}…. Known: ${known}`,
    )
    assert.match(messageOf({ clientId: 'a', ['__proto__']: 1 }) ?? '', /no option __proto__/)
    assert.match(messageOf({ clientId: 'a', toString: 1 }) ?? '', /no option toString/)
  })

  it('says what a value must be without quoting it', () => {
    assert.equal(messageOf({}), 'options.clientId is missing; it must be a non-empty string')
    assert.equal(messageOf({ clientId: '' }), 'options.clientId must be a non-empty string')
    assert.equal(messageOf({ clientId: 'a', retries: 21 }), 'options.retries must be a whole number from 0 to 20')
    assert.equal(messageOf({ clientId: 'a', timeoutMs: 0.5 }), 'options.timeoutMs must be a whole number of at least 1')
    assert.equal(messageOf({ clientId: 'a', grant: 'secret' }), 'options.grant must be one of jwt, client_credentials')
    assert.equal(messageOf({ clientId: 'a', fetch: null }), 'options.fetch must be a function')
    assert.equal(
      messageOf({ clientId: 'a', clients: [{ name: 'a' }, undefined] }),
      'options.clients[1] is missing; it must be an object',
    )
    assert.equal(messageOf({ clientId: 'a', clients: [{ name: 5 }] }), 'options.clients[0].name must be a string')
    for (const options of [null, 5, 'a', [], undefined])
      assert.match(messageOf(options) ?? '', /^options (must be|is missing; it must be) an object/)
  })

  it('finds everything at once, with paths from the root', () => {
    const problems = findProblems({ retries: -1, feth: 1, clients: [{}, 5] }, object(members), '')
    assert.deepEqual(
      problems.map(({ place, code, nearest }) => [place, code, nearest]),
      [
        ['feth', 'unknown_member', 'fetch'],
        ['clientId', 'missing_member', undefined],
        ['retries', 'invalid_value', undefined],
        ['clients[0].name', 'missing_member', undefined],
        ['clients[1]', 'invalid_value', undefined],
      ],
    )
  })

  it('checks single values', () => {
    assert.equal(requireValue('a', text, 'jwt'), 'a')
    assert.throws(
      () => requireValue(undefined, text, 'jwt'),
      new TypeError('jwt is missing; it must be a non-empty string'),
    )
  })

  it('suggests no name that is too different', () => {
    assert.equal(findNearest('ab', ['abcdef', 'xy']), undefined)
    assert.equal(findNearest('meta_scopes', ['scopes', 'metaScopes']), 'metaScopes')
    assert.equal(findNearest('', ['a']), undefined)
  })

  it('parses objects only', () => {
    assert.deepEqual(parseObject('{"a":1}'), { a: 1 })
    for (const json of ['[]', 'null', '5', '{', '']) assert.equal(parseObject(json), undefined)
  })
})
