import { readFile } from 'node:fs/promises'
import type { Provider } from 'oidc-provider'
import { webauthnFile } from '../webauthn-file.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

const assets: Record<string, { file: string | URL; type: string }> = {
  '/sign-in.css': { file: new URL('sign-in.css', import.meta.url), type: 'css' },
  '/sign-in.js': { file: new URL('sign-in.js', import.meta.url), type: 'js' },
  '/webauthn.js': { file: webauthnFile, type: 'js' },
}

/** Serves the scripts and the style of the issuer's pages, and lets the pages load nothing else. */
export function serveAssets(provider: Provider): void {
  provider.use(async (ctx, next) => {
    ctx.set('content-security-policy', policy)
    const asset = assets[ctx.path]
    if (!asset) return next()
    ctx.type = asset.type
    ctx.body = await readFile(asset.file)
  })
}
