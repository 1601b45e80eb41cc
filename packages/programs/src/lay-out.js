import { chmod, copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { bundle } from './bundle.js'
import { filesBeside } from './files-beside.js'
import { project } from './project.js'
import { sbomOf } from './sbom.js'
import { sources } from './sources.js'

// At the top, where whoever runs a container finds them.
const filesOnTop = ['LICENSE', 'packages/programs/src/healthcheck']

/** @type {typeof import('@passlink/programs').layOut} */
export async function layOut(folder) {
  const target = resolve(folder)
  await mkdir(target, { recursive: true })
  if ((await readdir(target)).length > 0) throw new Error(`${folder} is not empty`)
  // Seen from there the way to any file is the way from the folder of every app.
  const bundled = await bundle(placedSources(), target, 'apps/any/dist')
  for (const path of filesOnTop) await copy(path, join(target, path.replace(/^.*\//, '')))
  for (const { folder: from, files } of filesBeside) {
    const found = (await filesIn(join(project, from))).filter(path => files.test(path))
    if (found.length === 0) throw new Error(`nothing in ${from} matches ${files}`)
    for (const path of found) await copy(join(from, path), join(target, from, path))
  }
  await writeFile(join(target, 'sbom.json'), await sbomOf([...bundled, ...packagesBeside]))
  for (const path of ['.', ...(await readdir(target, { recursive: true }))]) await setMode(join(target, path))
}

// Their files are beside the bundles, or in the script of redeem's page. What `@bull-board/ui` and `swagger-ui-dist` were built from
// is listed nowhere in them.
const packagesBeside = [
  ...filesBeside.map(({ folder }) => folder).filter(folder => folder.startsWith('node_modules/')),
  'node_modules/@simplewebauthn/browser',
]

/** The sources by where their bundles stand: `apps/<app>/dist/<program>`. */
function placedSources() {
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [
      source.replace(/\/src\/[^/]+$/, `/dist/${name}`),
      source,
    ]),
  )
}

/**
 * @param {string} path of the project
 * @param {string} target
 */
async function copy(path, target) {
  await mkdir(dirname(target), { recursive: true })
  await copyFile(join(project, path), target)
}

/**
 * Makes a file or folder the same whatever the umask is.
 *
 * @param {string} path
 */
async function setMode(path) {
  const { mode } = await stat(path)
  await chmod(path, mode & 0o100 ? 0o755 : 0o644)
}

/**
 * The paths of all files in a folder, relative to it.
 *
 * @param {string} folder
 */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}
