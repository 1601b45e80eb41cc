import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { project } from './project.js'

/**
 * What is in the image, as a bill of materials in JSON (CycloneDX 1.6): each package once, with its version, its license, and the hash with
 * which it was installed. The same packages give the same text.
 *
 * @param {string[]} folders of packages, as paths in the project
 */
export async function sbomOf(folders) {
  const { packages } = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'))
  const components = await Promise.all(
    [...new Set(folders)].map(folder => describe(folder, packages[folder])),
  )
  const byReference = new Map(components.map(component => [component['bom-ref'], component]))
  const { name, version } = await readPackage('.')
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': name, name, version } },
    components: [...byReference.keys()].sort().map(reference => byReference.get(reference)),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/**
 * @param {string} folder
 * @param {{ integrity: string }} locked
 */
async function describe(folder, { integrity }) {
  const { name, version, license } = await readPackage(folder)
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  const [, sha512 = ''] = /^sha512-(.+)$/.exec(integrity) ?? []
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    // What is no expression of SPDX is a name: scanners refuse the whole document otherwise.
    licenses: [isExpression(license) ? { expression: license } : { license: { name: license } }],
    purl,
    hashes: [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }],
  }
}

/** @param {string} license */
const isExpression = license => /^\(?[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*\)?$/.test(license)

/**
 * @param {string} folder
 * @returns {Promise<{ name: string; version: string; license: string }>}
 */
async function readPackage(folder) {
  return JSON.parse(await readFile(join(project, folder, 'package.json'), 'utf8'))
}
