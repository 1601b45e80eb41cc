import { readdirSync, readFileSync } from 'node:fs'

/** A process as `/proc/<pid>/stat` describes it; `ms` is the processor time of itself and of the children that it outlived. */
export type ProcessStat = { pid: number; parent: number; ms: number }

// USER_HZ, in which the kernel reports processor time on every platform that Node runs on.
const msPerTick = 10

/** Reads one line of `/proc/<pid>/stat` (proc(5)); the name in parentheses may hold anything. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number)
  const ticks = (user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0)
  return { pid: Number.parseInt(line, 10), parent: Number(fields[1]), ms: ticks * msPerTick }
}

/** Processor time of a process and all its descendants, those that ended included. */
export function sumTree(all: ProcessStat[], root: number): number {
  const own = all.find(({ pid }) => pid === root)?.ms ?? 0
  const children = all.filter(({ parent }) => parent === root)
  return children.reduce((sum, { pid }) => sum + sumTree(all, pid), own)
}

/** All processes of this machine; none where it has no `/proc`. */
export function readProcesses(): ProcessStat[] {
  return pids().flatMap(pid => {
    try {
      return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    } catch {
      // It has ended since the directory was read.
      return []
    }
  })
}

function pids(): string[] {
  try {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Memory that a process and its descendants hold (VmRSS), in MiB; NaN where there is no `/proc`. */
export function residentMiB(root: number): number {
  const all = readProcesses()
  const rss = (pid: number): number => {
    const children = all.filter(({ parent }) => parent === pid)
    return children.reduce((sum, child) => sum + rss(child.pid), readRss(pid))
  }
  return all.length > 0 ? rss(root) / 1_024 : Number.NaN
}

function readRss(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return Number(kibibytes ?? 0)
  } catch {
    return 0
  }
}
