import { readFile } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { build, stop } from 'esbuild'
import { project } from './project.js'

/** @type {typeof import('@passlink/programs').bundle} */
export async function bundle(sources, folder) {
  const { dependencies } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  await build({
    absWorkingDir: project,
    entryPoints: sources,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // They read files of their own, or are looked for by path.
    external: Object.keys(dependencies),
    banner: { js: defineRequire },
    plugins: [keepUrls(resolve(project, folder))],
  })
  // The bundler is a process that would otherwise stay as long as this one.
  await stop()
}

// For packages that are CommonJS.
const defineRequire =
  "import { createRequire as requireIn } from 'node:module'; const require = requireIn(import.meta.url)"

/**
 * Our modules find the files beside them by their own URL, which is written relative to that of the bundle.
 *
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
const keepUrls = folder => ({
  name: 'keep URLs',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const way = relative(folder, path).split(sep).map(encodeURIComponent).join('/')
      const url = `new URL(${JSON.stringify(way)}, import.meta.url).href`
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url), loader: 'ts' }
    })
  },
})
