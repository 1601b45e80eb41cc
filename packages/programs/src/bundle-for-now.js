import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle } from './bundle.js'
import { project } from './project.js'

/** @type {typeof import('@passlink/programs').bundleForNow} */
export async function bundleForNow(sources) {
  // From there the packages are found that are not bundled. The folder has a new name, so nobody else uses it.
  const folder = await mkdtemp(join(project, 'node_modules', '.passlink-programs-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await bundle(sources, folder)
  } catch (error) {
    await remove()
    throw error
  }
  return { folder, remove }
}
