// The key of a console: only the person who started it has the address that contains it.
import { randomBytes } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import { ImsError } from '../index.js'
import { isSameSecret } from '../sandbox/constant-time.js'

/** @returns {string} 256 random bits in base64url */
export const makeKey = () => randomBytes(32).toString('base64url')

/**
 * Lets requests with the key through: in the query of the address that `imskit serve` prints, afterwards in a cookie,
 * or, for programs, as `Authorization: Bearer KEY`. Answers everything else with 401, except `GET /healthz`.
 * @param {string} key
 * @returns {import('hono').MiddlewareHandler}
 */
export function createGuard(key) {
  const isKey = (/** @type {string | undefined} */ given) => given !== undefined && isSameSecret(given, key)

  return async (c, next) => {
    const name = nameCookie(c.req.url)
    const [, bearer] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    const isHealth = c.req.path === '/healthz' && ['GET', 'HEAD'].includes(c.req.method)
    if (isHealth || isKey(getCookie(c, name)) || isKey(bearer)) return next()
    if (['GET', 'HEAD'].includes(c.req.method) && isKey(c.req.query('key'))) {
      setCookie(c, name, key, { httpOnly: true, sameSite: 'Strict', path: '/' })
      c.header('cache-control', 'no-store')
      return next()
    }
    if (c.req.header('accept')?.includes('text/html') && !c.req.path.startsWith('/api/')) {
      return c.html(lockedPage, 401, { 'cache-control': 'no-store' })
    }
    throw new ImsError('ERR_HOST_UNAUTHORIZED', 'This console is locked.', { hint })
  }
}

const hint = 'In another tab, open the address that imskit serve printed when it started. Then try again.'

/** A browser sends cookies to every port of a machine, so each console has its own. @param {string} url */
const nameCookie = (url) => `imskit-${new URL(url).port || '80'}`

const lockedPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Locked – imskit</title>
<h1>This console is locked</h1>
<p>Open the address that <code>imskit serve</code> printed when it started. It looks like this:</p>
<pre>http://127.0.0.1:8080/?key=…</pre>
<p>If you cannot find it, stop <code>imskit serve</code> with Ctrl-C and start it again. It then prints a new address.</p>
</html>
`
