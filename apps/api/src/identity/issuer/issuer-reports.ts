import type { Logger } from '@passlink/runtime'

/** Logs how an issuer fares when it changes, and is silent while it stays the same. */
export type IssuerReports = {
  /** `isUsable`: whether what was loaded before stays in use. */
  failed: (error: unknown, isUsable: boolean) => void
  loaded: (problems: readonly string[]) => void
}

export function createIssuerReports(issuer: string, log: Logger): IssuerReports {
  let failure: string | undefined
  let known: readonly string[] = []
  return {
    failed(error, isUsable) {
      const message = error instanceof Error ? error.message : String(error)
      if (message === failure) return
      failure = message
      if (isUsable) log.warn({ err: error, issuer }, `the issuer was not asked again: ${message}`)
      else log.error({ err: error, issuer }, `the issuer cannot be used: ${message}`)
    },
    loaded(problems) {
      if (failure !== undefined) log.info({ issuer }, 'the issuer can be used again')
      failure = undefined
      for (const problem of problems)
        if (!known.includes(problem)) log.warn({ check: 'issuer', issuer }, problem)
      known = problems
    },
  }
}
