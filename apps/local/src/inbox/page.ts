import { readFile } from 'node:fs/promises'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const files = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/page.css', name: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/list.css', name: 'list.css', type: 'text/css; charset=utf-8' },
  { path: '/reader.css', name: 'reader.css', type: 'text/css; charset=utf-8' },
  { path: '/page.js', name: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/list.js', name: 'list.js', type: 'text/javascript; charset=utf-8' },
  { path: '/reader.js', name: 'reader.js', type: 'text/javascript; charset=utf-8' },
  { path: '/icon.svg', name: 'icon.svg', type: 'image/svg+xml' },
]

/** The files of the inbox's page, each with its path and the headers to send with it. */
export function readPage() {
  return Promise.all(
    files.map(async ({ path, name, type }) => ({
      path,
      body: await readFile(new URL(`./page/${name}`, import.meta.url), 'utf8'),
      headers: { 'content-type': type, 'content-security-policy': policy },
    })),
  )
}
