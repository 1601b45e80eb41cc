import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** A file, uncompressed and compressed, with a digest of its content. */
export type Asset = { type: string; plain: Buffer; br: Buffer; gzip: Buffer; digest: string }

const js = 'text/javascript; charset=utf-8'
const css = 'text/css; charset=utf-8'

const readAsset = (name: string, type: string) => compress(readFileSync(new URL(name, import.meta.url)), type)

const files = {
  script: readAsset('gen/page.js', js),
  style: readAsset('page.css', css),
  noScript: readAsset('no-script.css', css),
}

/** The paths of the files that the page loads. Each is named after its content, so it never changes. */
export const assetPaths = {
  script: `/page/${files.script.digest}.js`,
  style: `/page/${files.style.digest}.css`,
  noScript: `/page/${files.noScript.digest}.css`,
}

/** The files that the page loads, by their paths. */
export const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(assetPaths).map(([name, path]) => [path, files[name as keyof typeof files]]),
)

/** Compresses a file at the highest level. This is slow: do it once. */
export function compress(content: Buffer, type: string): Asset {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return {
    type,
    plain: content,
    br: brotliCompressSync(content, { params }),
    gzip: gzipSync(content, { level: 9 }),
    digest: digestOf(content),
  }
}

/** A digest of a content for a path. */
export function digestOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}
