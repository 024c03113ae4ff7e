// German is complete: every text of the English tables, with the same placeholders, and nothing else.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import * as german from 'imskit/element/de'
import { refusals } from '../../../js/element/files/refusals.js'
import { createTranslate, defaultTexts } from '../../../js/element/texts.js'

/** Errors that no form meets: those of other programs, and of functions that the form does not call. */
const elsewhere = /^ERR_(ARGUMENT|JWT|PROVIDER|FILE|SERVE|USAGE|CLI)/

/** Fields whose hints the form shows under “Where do I find these?”, with texts of its own, or not at all. */
const withoutHint = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId', 'passphrase']

/** The placeholders of a text; those of nouns that agree with a number by their name only. @param {string} text */
const placeholders = (text) => [...new Set([...text.matchAll(/\{(\w+)[}:]/g)].map(([, name]) => name))].sort()

/** The commands of a hint. @param {string} hint */
const commands = (hint) => hint.split('\n').slice(1)

/** @param {unknown} made */
const both = (made) => {
  const { message, hint = '' } = typeof made === 'string' ? { message: made } : /** @type {any} */ (made)
  return { message, hint }
}

/** Words in quotation marks that the core puts into messages. */
function findWords() {
  const folder = 'src/connection/'
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpp'))
  const source = files.map((name) => readFileSync(folder + name, 'utf8')).join('\n')
  const patterns = [
    /\{Shape::\w+, "([^"]+)"/g,
    /Fit::wrong, "([^"]+)"/g,
    /\{0x\w+, "([^"]+)"\}/g,
    /\{replacement_character, "([^"]+)"\}/g,
    /std::unexpected\("([^"]+)"\)/g,
    /\{"reason", "([^"]+)"\}/g,
    /\bfail\((?:\w+, )?"([^"]+)"\)/g,
    /missing = "([^"]+)"/g,
    /missing : "([^"]+)"/g,
    /\? "(a [A-Z][^"]+)" : "(\w+)"/g,
    /\{"(an? [^"]+)", \{"/g,
  ]
  return new Set(patterns.flatMap((pattern) => [...source.matchAll(pattern)].flatMap(([, ...words]) => words)))
}

describe('German', () => {
  /** @type {import('imskit').Ims} */
  let ims
  before(async () => {
    ims = await load()
  })

  it('has the texts of the element', () => {
    assert.deepEqual(Object.keys(german.texts).sort(), Object.keys(defaultTexts).sort())
    for (const [key, text] of Object.entries(defaultTexts)) {
      assert.deepEqual(placeholders(german.texts[key] ?? ''), placeholders(text), key)
      assert.deepEqual(commands(german.texts[key] ?? ''), commands(text), key)
    }
  })

  it('has the messages of the core, of files and of the host', () => {
    const { issues, repairs, fixes, errors } = ims.tables
    const english = [
      ...[...issues, ...repairs, ...refusals],
      ...fixes.map(({ code, title }) => ({ code: `fix.${code}`, message: title })),
    ]
    const shown = errors.filter(({ code }) => !elsewhere.test(code))
    const words = [...findWords(), ...['text', 'a number', 'a list', 'a list (an array) of texts']]
    const others = ['a list with other values', 'an object']
    const expected = [...english, ...shown].map(({ code }) => code).concat([...new Set([...words, ...others])])
    assert.equal(new Set(expected).size, expected.length, 'two texts have one key')
    assert.deepEqual(Object.keys(german.messages).sort(), expected.sort())
    for (const { code, message, hint = '' } of /** @type {{ code: string, message: string, hint?: string }[]} */ (
      english
    )) {
      const made = both(german.messages[code])
      // A fact may move from the message to the hint.
      assert.deepEqual(placeholders(made.message + made.hint), placeholders(message + hint), code)
      assert.deepEqual(commands(made.hint), commands(hint), code)
    }
  })

  it('has the labels and hints of all fields', () => {
    assert.deepEqual(
      Object.keys(german.fieldTexts),
      ims.fields.map(({ name }) => name),
    )
    for (const { name, hint } of ims.fields) {
      const { label, hint: made, format, allowed } = german.fieldTexts[name]
      assert.ok(label && format && allowed, name)
      assert.equal(Boolean(made), Boolean(hint) && !withoutHint.includes(name), name)
    }
  })

  it('translates the words and labels inside messages, but not values', () => {
    const translate = createTranslate(german.messages, german.fieldTexts, ims.fields)
    const secret = `p8e-${'s'.repeat(32)}`
    const messages = ims
      .validate(
        { name: 'a/b', clientId: secret, passphrase: '-----BEGIN PRIVATE KEY-----', imsHost: 'ftp://x' },
        { takenNames: [], fields: ['name', 'clientId', 'passphrase', 'imsHost'] },
      )
      .issues.map((issue) => translate(issue).message)
    assert.deepEqual(messages.slice(0, 2), [
      'Name der Verbindung enthält an Position 2 etwas, das nicht erlaubt ist: “/”.',
      'Der Wert von Client ID gehört in das Feld „Client Secret“ (gefunden: ein Client Secret).',
    ])
    assert.ok(
      messages.some((message) => message.includes('sie beginnt nicht mit https://')),
      `${messages}`,
    )
    assert.ok(
      messages.some((message) => message.includes('„Privater Schlüssel“')),
      `${messages}`,
    )
    const taken = ims.validate({ name: 'a number' }, { takenNames: ['a number'], fields: ['name'] }).issues[0]
    assert.equal(translate(taken ?? assert.fail()).message, 'Eine andere Verbindung heißt schon „a number“.')
  })

  it('addresses people as Sie', () => {
    const texts = JSON.stringify([german.texts, german.messages, german.fieldTexts])
    assert.doesNotMatch(texts, /\b(du|dein|deine|deinen|dich|dir|Ihr seid)\b/i)
    assert.equal(german.lang, 'de')
  })
})
