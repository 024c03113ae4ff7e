/** A connection without issues, changed by the given fields. @param {import('imskit').Connection} given */
export const connection = (given) => ({
  name: 'Analytics 1',
  runtimeEnvironment: 'Agent',
  clientId: '0123456789abcdef0123456789abcdef',
  clientSecret: 'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123',
  technicalAccountId: '0123456789ABCDEF01234567@techacct.adobe.com',
  organizationId: '0123456789ABCDEF01234567@AdobeOrg',
  ...given,
})
