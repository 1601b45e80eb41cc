import type { Logger, Metrics } from '@passlink/runtime'
import type { Db } from '@passlink/store'
import type { Config } from '../config.ts'
import {
  type Authenticate,
  type AuthenticateToken,
  createAuthenticate,
  createAuthenticateToken,
} from './authenticate.ts'
import { openIssuer } from './issuer/issuer.ts'
import { createSlots } from './issuer/slots.ts'
import { createSources } from './people/create-sources.ts'
import { type ProfileRules, profilePaths } from './people/read-profile.ts'
import { createRefusalBudget } from './refusals/refusal-budget.ts'
import { createRefuse } from './refusals/refuse.ts'
import { createReportRefusal } from './refusals/report-refusals.ts'
import { createCheckToken } from './tokens/create-check-token.ts'

/** `authenticate` is for calls of users, `authenticateToken` for calls that machines may make too. */
export type IdentityChecks = {
  authenticate: Authenticate
  authenticateToken: AuthenticateToken
  stop: () => void
}

const waitingTotal = 10_000
const waitingPerAddress = 1_000

/**
 * Checks the tokens of the issuer in `config`, and stores the issuer's profile of each user who is not in the
 * directory. The issuer is asked in the background too, until `stop`.
 */
export function createIdentity(
  config: Config,
  db: Db,
  { registry, batches }: Metrics,
  log: Logger,
): IdentityChecks {
  const rules = profileRulesOf(config)
  const issuer = openIssuer({
    url: config.AUTH_ISSUER,
    trustedOrigins: config.AUTH_TRUSTED_ORIGINS ?? [],
    uses: {
      introspection: config.AUTH_CLIENT_ID !== undefined,
      userinfo: config.PROFILE_FROM === 'userinfo',
    },
    log,
  })
  const slots = createSlots({
    total: config.ISSUER_CONCURRENCY,
    perLane: Math.ceil(config.ISSUER_CONCURRENCY / 2),
    waitingTotal,
    waitingPerLane: waitingPerAddress,
    waitMsMax: config.CALL_TIMEOUT,
  })
  const budget = createRefusalBudget(config.REFUSALS_PER_ADDRESS)
  const refuse = createRefuse({ budget, report: createReportRefusal(registry, log) })
  const checkToken = createCheckToken({ config, profile: profilePaths(rules), issuer, slots, budget })
  const { profiles, findRoles } = createSources({ config, rules, issuer, slots, db, batches, log })
  return {
    authenticate: createAuthenticate({ checkToken, profiles, findRoles, refuse }),
    authenticateToken: createAuthenticateToken({ checkToken, refuse }),
    stop: issuer.stop,
  }
}

function profileRulesOf(config: Config): ProfileRules {
  return {
    organizationClaim: config.ORGANIZATION_CLAIM,
    organizationNameClaim: config.ORGANIZATION_NAME_CLAIM,
    defaultOrganization: config.DEFAULT_ORGANIZATION,
    trustAddresses: config.TRUST_ISSUER_ADDRESSES,
  }
}
