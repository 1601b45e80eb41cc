import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layOut } from './lay-out.js'

/** What `npm run sbom` runs: prints the bill of materials of the image. */
const folder = await mkdtemp(join(tmpdir(), 'passlink-sbom-'))
try {
  await layOut(folder)
  process.stdout.write(await readFile(join(folder, 'sbom.json')))
} finally {
  await rm(folder, { recursive: true })
}
