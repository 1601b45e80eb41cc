import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { build, stop } from 'esbuild'
import { project } from './project.js'

/** @type {typeof import('@passlink/programs').bundle} */
export async function bundle(sources, folder, place = folder) {
  const { dependencies } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  /** @satisfies {import('esbuild').BuildOptions} */
  const options = {
    absWorkingDir: project,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // They read files of their own, or are looked for by path.
    external: Object.keys(dependencies),
    banner: { js: defineRequire },
    plugins: [keepUrls(resolve(project, place)), tracingApart],
    metafile: true,
  }
  const { metafile } = await build({ ...options, entryPoints: sources })
  const metafiles = [metafile]
  // The folders of those that may load it, as paths in `folder`.
  const traced = Object.entries(metafile.outputs)
    .filter(([, { imports }]) => imports.some(({ path }) => path === besideBundle))
    .map(([path]) => relative(resolve(project, folder), resolve(project, dirname(path))))
  const tracing = Object.fromEntries(traced.map(path => [`${path || '.'}/tracing`, tracingSource]))
  // The modules of OpenTelemetry are there in two forms, of which this one lets unused code be left out.
  if (traced.length > 0) {
    const beside = await build({ ...options, entryPoints: tracing, mainFields: ['module', 'main'] })
    metafiles.push(beside.metafile)
  }
  // The bundler is a process that would otherwise stay as long as this one.
  await stop()
  return [...new Set(metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap(packagesIn)))].sort()
}

/**
 * The folders of the packages of which a bundle has code.
 *
 * @param {import('esbuild').Metafile['outputs'][string]} output
 */
function packagesIn({ inputs }) {
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return used.flatMap(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
}

// For packages that are CommonJS.
const defineRequire =
  "import { createRequire as requireIn } from 'node:module'; const require = requireIn(import.meta.url)"

const tracingSource = 'packages/runtime/src/tracing/otlp-tracing.ts'
const besideBundle = './tracing.mjs'

/**
 * What traces is a file of its own, because most processes never load it.
 *
 * @type {import('esbuild').Plugin}
 */
const tracingApart = {
  name: 'tracing apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/otlp-tracing\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: besideBundle, external: true } : undefined,
    )
  },
}

/**
 * Our modules find the files beside them by their own URL, which is written relative to that of the bundle.
 *
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
const keepUrls = folder => ({
  name: 'keep URLs',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const loader = path.endsWith('x') ? 'tsx' : 'ts'
      const way = relative(folder, path).split(sep).map(encodeURIComponent).join('/')
      const url = `new URL(${JSON.stringify(way)}, import.meta.url).href`
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url), loader }
    })
  },
})
