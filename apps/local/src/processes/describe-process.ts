import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * When a process started and its command line: together they tell it from a later process with the same id.
 * Undefined when no such process runs (a zombie does not).
 */
export async function describeProcess(pid: number): Promise<string | undefined> {
  try {
    return (
      (await describe[
        process.platform === 'linux' || process.platform === 'win32' ? process.platform : 'other'
      ](pid)) || undefined
    )
  } catch {
    return undefined
  }
}

const describe = { linux: describeOnLinux, win32: describeOnWindows, other: describeByPs }

// Slim containers have no ps.
async function describeOnLinux(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
  // The name in parentheses may hold spaces; the start time is the 20th field behind it.
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return command && `${startedAt} ${command}`
}

async function describeByPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'lstart=,command=', '-p', String(pid)])
  return stdout.trim()
}

async function describeOnWindows(pid: number): Promise<string> {
  const query = `Get-CimInstance Win32_Process -Filter ProcessId=${pid} | ForEach-Object { "$($_.CreationDate) $($_.CommandLine)" }`
  const { stdout } = await promisify(execFile)('powershell', ['-NoProfile', '-Command', query])
  return stdout.trim()
}
