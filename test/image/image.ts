import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { layOut } from '@passlink/programs'

/** The Node that runs the image's programs: that of the image where the gate provides one, else our own. */
const node = process.env.PASSLINK_IMAGE_NODE ?? process.execPath

// The image's user; only root can be somebody else.
const user = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {}

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }
export type Program = { stop: () => void; kill: () => void; ended: Promise<Ended> }

/**
 * What the image has, in a folder that nobody may write, as in a container whose root is read-only. Its programs and its health check run as a
 * user who is not root, and find no other folder for files either.
 */
export async function createImage() {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-image-'))
  // Whoever lays it out, others run it.
  const umask = process.umask(0o077)
  await layOut(folder).finally(() => process.umask(umask))
  chmodAll(folder, 'a-w')
  await chmod(folder, 0o555)

  const options = (env: Record<string, string>) => ({ cwd: folder, env: { ...env, TMPDIR: folder }, ...user })
  function run(command: string, env: Record<string, string>): Program {
    const [program = '', ...args] = command.split(' ')
    const child = spawn(program === 'node' ? node : program, args, {
      ...options({ NODE_ENV: 'production', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
      ([stdout, stderr, [code, signal]]) => ({ code, signal, stdout, stderr }),
    )
    return { stop: () => child.kill('SIGTERM'), kill: () => child.kill('SIGKILL'), ended }
  }
  return {
    folder,
    run,
    /** Runs the health check with what compose passes to it. Resolves to its code. Finds no program but itself. */
    check: async (test: string[]) => {
      const [, program = '', ...args] = test
      return (
        await run([program.replace('/passlink', folder), ...args].join(' '), { PATH: '/nowhere' }).ended
      ).code
    },
    /** What `process.version` is for the programs. */
    version: () => spawnSync(node, ['-p', 'process.version'], options({})).stdout.toString().trim(),
    /** Whether the programs could write a file. */
    isWritable: () => spawnSync(node, ['-e', 'fs.writeFileSync("x", "")'], options({})).status === 0,
    async remove() {
      chmodAll(folder, 'u+w')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Image = Awaited<ReturnType<typeof createImage>>

function chmodAll(folder: string, mode: string) {
  if (spawnSync('chmod', ['-R', mode, folder]).status !== 0) throw new Error(`chmod ${mode} failed`)
}
