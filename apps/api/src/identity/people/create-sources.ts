import { inBatches, type Logger, type Metrics } from '@passlink/runtime'
import { type Db, findProfiles, type Profile, saveProfiles } from '@passlink/store'
import type { Config } from '../../config.ts'
import type { Issuer } from '../issuer/issuer.ts'
import type { Slots } from '../issuer/slots.ts'
import { readRolesIn } from '../tokens/token.ts'
import { createFetchUserinfo } from './fetch-userinfo.ts'
import { createFindRoles, type FindRoles, findRolesInToken } from './find-roles.ts'
import { limitUserinfo } from './limit-userinfo.ts'
import type { Profiles } from './profiles.ts'
import { type ProfileRules, readProfile } from './read-profile.ts'
import { createTokenProfiles } from './token-profiles.ts'
import { createUserinfoProfiles } from './userinfo-profiles.ts'

type Dependencies = {
  config: Config
  rules: ProfileRules
  issuer: Issuer
  slots: Slots
  db: Db
  batches: Metrics['batches']
  log: Logger
}

type Sources = { profiles: Profiles; findRoles: FindRoles }

/** Where profiles and roles come from: the token alone, or userinfo and the token. */
export function createSources({ config, rules, issuer, slots, db, batches, log }: Dependencies): Sources {
  const find = inBatches((userIds: string[]) => findProfiles(db, userIds), {
    observe: batches('find_profiles'),
  })
  const save = inBatches(
    async (profiles: Profile[]) => {
      await saveProfiles(db, profiles)
      return profiles
    },
    { observe: batches('save_profiles') },
  )
  if (config.PROFILE_FROM === 'token') {
    const profiles = createTokenProfiles({
      find,
      read: ({ userId, token }) => ({ ...readProfile(userId, [token.claims], rules), asOf: token.asOf }),
      save,
    })
    return { profiles, findRoles: findRolesInToken }
  }
  const ageMaxMs = config.PROFILE_MAX_AGE
  const fetchUserinfo = limitUserinfo(
    createFetchUserinfo(issuer, config.SUBJECT_CLAIM),
    slots,
    config.INTROSPECTION_CACHE,
  )
  const profiles = createUserinfoProfiles({
    find,
    lookUp: async bearer =>
      readProfile(bearer.userId, [await fetchUserinfo(bearer), bearer.token.claims], rules),
    save,
    ageMaxMs,
    log,
  })
  const askForRoles: FindRoles = async bearer =>
    readRolesIn(await fetchUserinfo(bearer), config.ROLES_CLAIM) ?? new Map()
  return { profiles, findRoles: createFindRoles(askForRoles, ageMaxMs) }
}
