// Where the host must never send a JWT, whatever a request, a connection that it keeps, or IMS itself says. Every name is
// made to resolve to this machine, where a real listener counts connections.
import assert from 'node:assert/strict'
import dns from 'node:dns'
import { connect, createServer, isIP } from 'node:net'
import { before, describe, it, mock } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createHost } from '../../../js/host.js'
import { load } from '../../../js/index.js'
import { createSandbox } from '../../../js/sandbox.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { serveApp, serveHandler } from '../../support/servers.js'

const key = makeKey()
const { clientId, clientSecret } = identity
const logger = { info() {}, warn() {} }
const adobe = 'ims-na1.adobelogin.com'
/** @type {string} the IMS that is configured */
let ims
/** @type {string} */
let jwt
/** @type {number} the port of the trap, on 127.0.0.1 and, where there is IPv6, on [::1] */
let trap
let connections = 0
let hasIPv6 = true

/** @param {string} address @param {number} [port] */
async function listenOn(address, port = 0) {
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {}).destroy()
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, address, () => resolve(undefined))
  })
  server.unref()
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port
}

before(async () => {
  // Whoever owns a name decides what it resolves to.
  const { lookup } = dns
  mock.method(dns, 'lookup', (/** @type {string} */ name, /** @type {any[]} */ ...rest) => {
    return Reflect.apply(lookup, dns, [/six/.test(name) ? '::1' : isIP(name) ? name : '127.0.0.1', ...rest])
  })
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  jwt = (await load()).signJwt(makeConnection(key, ims))
  trap = await listenOn('127.0.0.1')
  await listenOn('::1', trap).catch(() => {
    hasIPv6 = false
  })
})

/** Since the last time. One that is on its way is counted, too: the listener's queue is in order. */
async function countConnections() {
  await delay(5)
  const before = connections
  const probe = connect(trap, '127.0.0.1').on('error', () => {})
  for (let i = 0; connections === before && i < 100; i++) await delay(2)
  probe.destroy()
  const count = connections - 1
  connections = 0
  return count
}

/** @param {object} body @param {import('../../../js/host.js').HostOptions} [options] */
async function post(body, options) {
  /** @type {string[]} */
  const asked = []
  const app = createHost({
    imsOrigins: [ims, `https://${adobe}`],
    logger,
    fetch(url, init) {
      asked.push(new URL(url).origin)
      return globalThis.fetch(url, init)
    },
    ...options,
  })
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await app.fetch(new Request('http://127.0.0.1/api/token', request))
  return { status: response.status, answer: await response.json(), asked }
}

/** @typedef {(port: number, own: string) => string} Address of the trap's port and the port of IMS */

/** What plain `fetch` would send to the trap. @type {Record<string, Address>} */
const reachable = {
  'another port': (port) => `http://127.0.0.1:${port}/ims/exchange/jwt`,
  'another name of the machine': (port) => `http://localhost:${port}/ims/exchange/jwt`,
  'the same, in capitals': (port) => `HTTP://LOCALHOST:${port}/ims/exchange/jwt`,
  'a name that resolves to loopback': (port) => `http://rebinding.example:${port}/ims/exchange/jwt`,
  'a name below localhost': (port) => `http://ims.localhost:${port}/ims/exchange/jwt`,
  'another address of loopback': (port) => `http://127.0.0.1.nip.example:${port}/ims/exchange/jwt`,
  'the name of IMS at another port': (port) => `http://${adobe}:${port}/ims/exchange/jwt`,
  'the name of IMS at another port, by https': (port) => `https://${adobe}:${port}/ims/exchange/jwt`,
  'the name of IMS with a trailing dot': (port) => `https://${adobe}.:${port}/ims/exchange/jwt`,
  'the name of IMS as a beginning': (port) => `https://${adobe}.evil.example:${port}/ims/exchange/jwt`,
  'the name of IMS as an end': (port) => `https://evil-${adobe}:${port}/ims/exchange/jwt`,
  'the name of IMS below another': (port) => `https://${adobe.replace('.', '-')}.evil.example:${port}/`,
  'a Cyrillic letter': (port) => `https://ims-na1.аdobelogin.com:${port}/ims/exchange/jwt`,
  'the same, in punycode': (port) => `https://ims-na1.xn--dobelogin-zyh.com:${port}/ims/exchange/jwt`,
  'a digit for a letter': (port) => `https://ims-na1.adobe1ogin.com:${port}/ims/exchange/jwt`,
  'a dotless i': (port) => `https://ıms-na1.adobelogin.com:${port}/ims/exchange/jwt`,
  'a letter with a dot below': (port) => `https://ims-na1.adobẹlogin.com:${port}/ims/exchange/jwt`,
  'a trailing dot': (port) => `http://127.0.0.1.:${port}/ims/exchange/jwt`,
  'two slashes in the path': (port, own) => `http://127.0.0.1:${port}//127.0.0.1:${own}/ims/exchange/jwt`,
  'a decimal address': (port) => `http://2130706433:${port}/ims/exchange/jwt`,
  'an octal address': (port) => `http://0177.0.0.1:${port}/ims/exchange/jwt`,
  'an octal address in one': (port) => `http://017700000001:${port}/ims/exchange/jwt`,
  'a hexadecimal address': (port) => `http://0x7f.0.0.1:${port}/ims/exchange/jwt`,
  'a hexadecimal address in one': (port) => `http://0x7f000001:${port}/ims/exchange/jwt`,
  'a short address': (port) => `http://127.1:${port}/ims/exchange/jwt`,
  'full-width digits': (port) => `http://１２７.0.0.1:${port}/ims/exchange/jwt`,
  'ideographic full stops': (port) => `http://127。0。0。1:${port}/ims/exchange/jwt`,
  'circled digits': (port) => `http://①②⑦.0.0.1:${port}/ims/exchange/jwt`,
  'an encoded digit': (port) => `http://%31%32%37.0.0.1:${port}/ims/exchange/jwt`,
  'an encoded full stop': (port) => `http://127%2e0%2e0%2e1:${port}/ims/exchange/jwt`,
  'a backslash before an @': (port, own) => `http://127.0.0.1:${port}\\@127.0.0.1:${own}/ims/exchange/jwt`,
  'backslashes for slashes': (port) => `http:\\\\127.0.0.1:${port}\\ims\\exchange\\jwt`,
  'one slash': (port) => `http:/127.0.0.1:${port}/ims/exchange/jwt`,
  'no slash': (port) => `http:127.0.0.1:${port}/ims/exchange/jwt`,
  'four slashes': (port) => `http:////127.0.0.1:${port}/ims/exchange/jwt`,
  'white space around it': (port) => `\t http://127.0.0.1:${port}/ims/exchange/jwt \n`,
  'a tab within': (port) => `http://127.0.\t0.1:${port}/ims/exchange/jwt`,
  'a line break within': (port, own) => `http://127.0.0.1:${port}/\r\nhost: 127.0.0.1:${own}`,
  'a fragment': (port, own) => `http://127.0.0.1:${port}/#@127.0.0.1:${own}/`,
  'a query': (port, own) => `http://127.0.0.1:${port}/?@127.0.0.1:${own}/`,
  'a zero before the port': (port) => `http://127.0.0.1:0${port}/ims/exchange/jwt`,
}

/** The same, where there is IPv6. @type {Record<string, Address>} */
const reachableByIPv6 = {
  IPv6: (port) => `http://[::1]:${port}/ims/exchange/jwt`,
  'IPv6 at length': (port) => `http://[0000:0:0:0:0:0:0:1]:${port}/ims/exchange/jwt`,
  'IPv6 with an IPv4 end': (port) => `http://[::0.0.0.1]:${port}/ims/exchange/jwt`,
  'a name that resolves to it': (port) => `http://six.example:${port}/ims/exchange/jwt`,
}

/** What plain `fetch` does not send there either, or what is no address at all. @type {Record<string, Address>} */
const others = {
  userinfo: (port, own) => `http://127.0.0.1:${own}@127.0.0.1:${port}/ims/exchange/jwt`,
  'userinfo with the name of IMS': (port) => `https://${adobe}@rebinding.example:${port}/ims/exchange/jwt`,
  'userinfo, encoded': (port) => `https://${adobe}%40rebinding.example:${port}/ims/exchange/jwt`,
  'userinfo at the right place': (_, own) => `http://user:pass@127.0.0.1:${own}/ims/exchange/jwt`,
  'empty userinfo': (port) => `http://@127.0.0.1:${port}/ims/exchange/jwt`,
  'IPv4 in IPv6': (port) => `http://[::ffff:127.0.0.1]:${port}/ims/exchange/jwt`,
  'the same, in hexadecimal': (port) => `http://[::ffff:7f00:1]:${port}/ims/exchange/jwt`,
  'IPv6 with a zone': (port) => `http://[::1%25lo]:${port}/ims/exchange/jwt`,
  'no address': (port) => `http://0.0.0.0:${port}/ims/exchange/jwt`,
  'no address of IPv6': (port) => `http://[::]:${port}/ims/exchange/jwt`,
  'no address, in one': (port) => `http://0:${port}/ims/exchange/jwt`,
  'an encoded colon': (port) => `http://127.0.0.1%3A${port}/ims/exchange/jwt`,
  'an encoded NUL': (port) => `http://127.0.0.1%00:${port}/ims/exchange/jwt`,
  'a NUL': (port) => `http://127.0.0.1:${port}/\0`,
  'no port': () => 'http://127.0.0.1/ims/exchange/jwt',
  'a longer port': (_, own) => `http://127.0.0.1:${own}0/ims/exchange/jwt`,
  'a port above all': (port) => `http://127.0.0.1:${port + 65_536}/ims/exchange/jwt`,
  'https where http is configured': (_, own) => `https://127.0.0.1:${own}/ims/exchange/jwt`,
  'http where https is configured': () => `http://${adobe}/ims/exchange/jwt`,
  'another environment of Adobe': () => 'https://ims-na1-stg1.adobelogin.com/ims/exchange/jwt',
  'no scheme': (port) => `127.0.0.1:${port}/ims/exchange/jwt`,
  'no scheme, but slashes': (port) => `//127.0.0.1:${port}/ims/exchange/jwt`,
  'a websocket': (port) => `ws://127.0.0.1:${port}/ims/exchange/jwt`,
  ftp: (port) => `ftp://127.0.0.1:${port}/ims/exchange/jwt`,
  'a blob': (port) => `blob:http://127.0.0.1:${port}/x`,
  'a file': () => 'file:///etc/hostname',
  'a data URL': () => 'data:application/json,{"access_token":"x","expires_in":1000}',
  'a script': () => 'javascript:1',
  'an unknown scheme': (port) => `gopher://127.0.0.1:${port}/`,
  '30,000 characters': (port) => `http://127.0.0.1:${port}/${'x'.repeat(30_000)}`,
}

const own = () => new URL(ims).port

describe('the trap', () => {
  for (const [title, address] of Object.entries(reachable)) {
    it(`is where plain fetch goes by ${title}`, async () => {
      await fetch(address(trap, own())).catch(() => {})
      assert.ok((await countConnections()) > 0)
    })
  }
  it('is where plain fetch goes by IPv6', async () => {
    if (!hasIPv6) return
    for (const address of Object.values(reachableByIPv6)) await fetch(address(trap, own())).catch(() => {})
    assert.ok((await countConnections()) >= Object.keys(reachableByIPv6).length)
  })
})

/** @param {Awaited<ReturnType<typeof post>>} result */
async function assertUnreached({ status, answer, asked }) {
  assert.deepEqual(asked, [])
  assert.ok([400, 403].includes(status), JSON.stringify(answer))
  assert.match(answer.code, /^ERR_(HOST_FORBIDDEN_IMS|CONNECTION_INVALID)$/)
  assert.match(answer.field, /^ims(Exchange|Host)$/)
  assert.equal(await countConnections(), 0)
}

for (const [title, address] of Object.entries({ ...reachable, ...reachableByIPv6, ...others })) {
  describe(`by ${title}, no one is contacted`, () => {
    it('for a request', async () => {
      const imsExchange = address(trap, own())
      await assertUnreached(await post({ clientId, clientSecret, jwt, imsExchange }))
    })

    it('for a connection that the host keeps', async () => {
      for (const changes of [{ imsExchange: address(trap, own()) }, { imsHost: address(trap, own()) }]) {
        const kept = makeConnection(key, ims, changes)
        // An IMS Host may do without https://, and only its origin counts.
        const { imsHost } = (await load()).validate(kept, { fields: ['imsHost'] }).connection
        if ('imsHost' in changes && [ims, `https://${adobe}`].includes(String(imsHost))) continue
        await assertUnreached(await post({ connection: identity.name, jwt }, { connections: async () => [kept] }))
      }
    })
  })
}

describe('another spelling of the address of IMS', () => {
  for (const imsExchange of [
    'https://IMS-NA1.adobelogin.com/ims/exchange/jwt',
    'https://ims-na1.adobelogin.com:443/ims/exchange/jwt',
    'https://ims-na1。adobelogin.com/ims/exchange/jwt',
    'https://ims-na1.adobe\u00adlogin.com/ims/exchange/jwt',
    'https://ｉｍｓ-na1.adobelogin.com/ims/exchange/jwt',
  ]) {
    it(`leads to IMS or is refused: ${imsExchange}`, async () => {
      const fetched = /** @type {string[]} */ ([])
      const { status, answer } = await post(
        { clientId, clientSecret, jwt, imsExchange },
        {
          fetch: async (url) => {
            fetched.push(url)
            return Response.json({ access_token: 'x', expires_in: 1000 })
          },
        },
      )
      if (status === 200) assert.deepEqual(fetched, [`https://${adobe}/ims/exchange/jwt`])
      else assert.deepEqual([answer.field, fetched], ['imsExchange', []])
    })
  }
})

describe('a redirect of IMS', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`by ${status} is not followed`, async () => {
      for (const location of [
        `http://127.0.0.1:${trap}/x`,
        `//127.0.0.1:${trap}/x`,
        `http://rebinding.example:${trap}/`,
      ]) {
        const redirecting = await serveHandler((_, response) => response.writeHead(status, { location }).end())
        const body = { clientId, clientSecret, jwt }
        const { answer } = await post(body, { imsOrigins: [redirecting], fetch: undefined })
        assert.equal(answer.code, 'ERR_IMS_BAD_RESPONSE')
        assert.equal(await countConnections(), 0)
      }
    })
  }
})
