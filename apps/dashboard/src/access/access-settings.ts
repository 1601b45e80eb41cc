import { setting } from '@passlink/runtime'
import { z } from 'zod'
import { readRoleNames } from './openid/roles.ts'
import { roles } from './operator.ts'

const claimPath = z
  .string()
  .regex(
    /^[^\p{Cc}\p{Cs}]{1,200}$/u,
    'must be a claim or a path to it, such as realm_access.roles, of 200 characters or less',
  )

/** Who may enter, and for how long. */
export const accessSettings = {
  DASHBOARD_PASSWORD: z.string().min(8, 'must be 8 characters or more').optional(),
  DASHBOARD_PASSWORD_ROLE: z.enum(roles, `must be ${roles.join(', ')}`).default('admin'),
  // Counted in memory, with timers, which are not longer than 24 days.
  DASHBOARD_TRIES: setting.rateWithin('20d').default({ max: 10, windowMs: 600_000 }),
  DASHBOARD_ISSUER: setting.issuer.optional(),
  DASHBOARD_CLIENT_ID: z.string().optional(),
  DASHBOARD_CLIENT_SECRET: z.string().optional(),
  DASHBOARD_URL: setting.origin.optional(),
  DASHBOARD_SCOPES: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e ]+$/, 'must be scopes, separated by spaces')
    .refine(text => text.split(' ').includes('openid'), 'must have openid')
    .default('openid profile email'),
  DASHBOARD_ROLES_CLAIM: claimPath.default('urn:zitadel:iam:org:project:roles'),
  DASHBOARD_ROLES: setting
    .parsedBy(readRoleNames)
    .prefault('viewer:passlink.viewer,operator:passlink.operator,admin:passlink.admin'),
  SESSION_IDLE: setting.durationBetween('5m', '30d').default(1_800_000),
  SESSION_LIFETIME: setting.durationBetween('5m', '30d').default(43_200_000),
}

export type AccessConfig = z.output<z.ZodObject<typeof accessSettings>>

type Refinement = [(settings: Partial<AccessConfig>) => boolean, { message: string; when: () => boolean }]

/** For `refine`: that there is a way to enter, and all that it needs. What else is missing is named together with it. */
export const accessRefinements = {
  hasWay: [
    ({ DASHBOARD_PASSWORD, DASHBOARD_ISSUER }) => Boolean(DASHBOARD_PASSWORD || DASHBOARD_ISSUER),
    { message: 'DASHBOARD_PASSWORD or DASHBOARD_ISSUER is required, or both', when: () => true },
  ],
  issuerIsComplete: [
    ({ DASHBOARD_ISSUER, DASHBOARD_CLIENT_ID, DASHBOARD_URL }) =>
      !DASHBOARD_ISSUER || Boolean(DASHBOARD_CLIENT_ID && DASHBOARD_URL),
    { message: 'DASHBOARD_ISSUER needs DASHBOARD_CLIENT_ID and DASHBOARD_URL', when: () => true },
  ],
  clientHasIssuer: [
    ({ DASHBOARD_ISSUER, DASHBOARD_CLIENT_ID, DASHBOARD_CLIENT_SECRET }) =>
      Boolean(DASHBOARD_ISSUER) || !(DASHBOARD_CLIENT_ID || DASHBOARD_CLIENT_SECRET),
    { message: 'DASHBOARD_CLIENT_ID and DASHBOARD_CLIENT_SECRET need DASHBOARD_ISSUER', when: () => true },
  ],
} satisfies Record<string, Refinement>
