import type { Logger } from '@passlink/runtime'
import type { JSONWebKeySet } from 'jose'
import * as oauth from 'oauth4webapi'
import { fetchKeys, fetchMetadata, type RequestOptions } from './fetch-metadata.ts'
import { createIssuerFetch } from './issuer-fetch.ts'
import { findIssuerProblems, type IssuerUses } from './issuer-problems.ts'
import { createIssuerReports } from './issuer-reports.ts'
import { keepLoaded } from './keep-loaded.ts'
import { createKeys, type Keys } from './keys.ts'

/** `options` are for oauth4webapi's requests to the issuer. */
export type Issuer = {
  options: RequestOptions
  /** Resolves with the newest metadata; rejects while the issuer has given no valid answer. */
  discover: () => Promise<oauth.AuthorizationServer>
  keys: Keys
  stop: () => void
}

const alwaysChecked = ['jwks_uri', 'introspection_endpoint'] as const
const ageMaxMs = 10 * 60_000
// While nothing is known of the issuer, calls ask it once in this time.
const retryMs = 1_000

type Options = { url: string; trustedOrigins: readonly string[]; uses: IssuerUses; log: Logger }

/**
 * An OpenID provider whose metadata and keys are loaded at once, and again every 10 minutes until `stop`; what will not
 * work is logged. Where that fails, what was loaded before stays in use. Requests go only to the issuer's own origin and
 * to `trustedOrigins`; metadata with an endpoint elsewhere are not used, unless it is that of userinfo and not asked.
 */
export function openIssuer({ url, trustedOrigins, uses, log }: Options): Issuer {
  const issuer = new URL(url)
  const origins = new Set([issuer.origin, ...trustedOrigins])
  const endpoints = [...alwaysChecked, ...(uses.userinfo ? (['userinfo_endpoint'] as const) : [])]
  const fetch = createIssuerFetch(origins)
  const options = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: issuer.protocol === 'http:' }
  const reports = createIssuerReports(url, log)
  let metadata: oauth.AuthorizationServer | undefined
  let jwks: JSONWebKeySet | undefined

  async function load() {
    let failure: { error: unknown } | undefined
    try {
      metadata = await fetchMetadata(issuer, { endpoints, origins }, options)
    } catch (error) {
      failure = { error }
    }
    // Keys may have changed although the metadata cannot be had.
    if (metadata) {
      const fetched = await fetchKeys(metadata, fetch)
      keys.replace(fetched)
      jwks = fetched
    }
    if (failure) throw failure.error
  }

  const keys = createKeys({ demand: pauseMs => loading.demand(pauseMs), issuer: () => metadata?.issuer })
  const loading = keepLoaded({
    load,
    ageMaxMs,
    log: {
      failed: error => reports.failed(error, metadata !== undefined && keys.current() !== undefined),
      loaded: () => reports.loaded(metadata ? findIssuerProblems(metadata, jwks, uses) : []),
    },
  })

  return {
    options,
    keys,
    stop: loading.stop,
    async discover() {
      if (!metadata) {
        // What failed may be the keys only.
        const failure = await loading.demand(retryMs).catch(error => error)
        if (!metadata) throw failure
      }
      return metadata
    },
  }
}
