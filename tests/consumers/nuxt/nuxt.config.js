export default {
  compatibilityDate: '2026-01-01',
  telemetry: false,
  app: { head: { title: 'Sign a JWT', link: [{ rel: 'icon', href: 'data:,' }] } },
  vue: { compilerOptions: { isCustomElement: (tag) => tag === 'ims-connection' } },
}
