// Compiled, never run: CommonJS in TypeScript. `require` returns the function.
import auth = require('imskit/jwt-auth')

const config = { clientId: '', clientSecret: '', technicalAccountId: '', orgId: '', privateKey: '', metaScopes: '' }
auth(config).then(({ access_token }) => console.log(access_token.length))
