import { createRequire } from 'node:module'

/** The file of `@simplewebauthn/browser` for pages without a bundler. The package exports no path of it. */
export const webauthnFile = createRequire(import.meta.url)
  .resolve('@simplewebauthn/browser')
  .replace(/script[\\/]index\.js$/, 'dist/bundle/index.umd.min.js')
