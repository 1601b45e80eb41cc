import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** A file, uncompressed and compressed, with its ETag. */
export type Asset = { type: string; plain: Buffer; br: Buffer; gzip: Buffer; tag: string }

const js = 'text/javascript; charset=utf-8'
const css = 'text/css; charset=utf-8'

const readAsset = (name: string) => readFileSync(new URL(name, import.meta.url))

// The package does not export the path of its bundle, so it is derived from an exported one.
const bundle = createRequire(import.meta.url)
  .resolve('@simplewebauthn/browser')
  .replace(/script[\\/]index\.js$/, 'dist/bundle/index.umd.min.js')

const modules = ['answers', 'ceremony', 'environment', 'tab-storage', 'texts', 'view'] as const

const files: Record<string, Asset> = {
  'page.css': compress(readAsset('page.css'), css),
  'no-script.css': compress(readAsset('no-script.css'), css),
  'webauthn.js': compress(readFileSync(bundle), js),
  ...Object.fromEntries(
    ['main', ...modules].map(name => [`${name}.js`, compress(readAsset(`client/${name}.js`), js)]),
  ),
}

/** The files that the page loads, by their paths. */
export const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(files).map(([name, asset]) => [`/page/${name}`, asset]),
)

/** The paths of the files that the page loads. */
export const assetPaths = {
  css: '/page/page.css',
  noScript: '/page/no-script.css',
  webauthn: '/page/webauthn.js',
  main: '/page/main.js',
  modules: modules.map(name => `/page/${name}.js`),
}

/** Compresses a file at the highest level. This is slow: do it only at startup. */
export function compress(content: Buffer, type: string): Asset {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return {
    type,
    plain: content,
    br: brotliCompressSync(content, { params }),
    gzip: gzipSync(content, { level: 9 }),
    tag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
  }
}
