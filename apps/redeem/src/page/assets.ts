import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** A file that is sent plain or compressed. */
export type Asset = { type: string; plain: Buffer; br: Buffer; gzip: Buffer; tag: string }

const js = 'text/javascript; charset=utf-8'
const css = 'text/css; charset=utf-8'

const own = (name: string) => readFileSync(new URL(name, import.meta.url))

// The package exports no path to its bundle, which stands beside what it does export.
const bundle = createRequire(import.meta.url)
  .resolve('@simplewebauthn/browser')
  .replace(/script[\\/]index\.js$/, 'dist/bundle/index.umd.min.js')

const modules = ['answers', 'ceremony', 'surroundings', 'tab-storage', 'view', 'words'] as const

const files: Record<string, Asset> = {
  'page.css': compressed(own('page.css'), css),
  'no-script.css': compressed(own('no-script.css'), css),
  'webauthn.js': compressed(readFileSync(bundle), js),
  ...Object.fromEntries(
    ['main', ...modules].map(name => [`${name}.js`, compressed(own(`client/${name}.js`), js)]),
  ),
}

/** The files that the page loads, by path. */
export const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(files).map(([name, asset]) => [`/page/${name}`, asset]),
)

/** Their paths, as the page names them. */
export const assetPaths = {
  css: '/page/page.css',
  noScript: '/page/no-script.css',
  webauthn: '/page/webauthn.js',
  main: '/page/main.js',
  modules: modules.map(name => `/page/${name}.js`),
}

/** Compresses a file as well as possible, which takes long: once a process. */
export function compressed(content: Buffer, type: string): Asset {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return {
    type,
    plain: content,
    br: brotliCompressSync(content, { params }),
    gzip: gzipSync(content, { level: 9 }),
    tag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
  }
}
