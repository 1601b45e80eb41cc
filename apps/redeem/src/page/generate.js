import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// Bundles the scripts of the page into the folder that is the only argument.
const [outdir = ''] = process.argv.slice(2)
await build({
  entryPoints: { page: fileURLToPath(new URL('client/main.js', import.meta.url)) },
  outdir,
  bundle: true,
  minify: true,
  format: 'iife',
  // Browsers with passkeys, and older ones to whom the page says that they have none.
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
})
