/** @type {typeof import('@passlink/programs').sources} */
export const sources = {
  api: 'apps/api/src/main.ts',
  worker: 'apps/worker/src/main.ts',
  redeem: 'apps/redeem/src/main.ts',
  bounces: 'apps/bounces/src/main.ts',
  dashboard: 'apps/dashboard/src/main.ts',
  migrate: 'apps/cli/src/migrate.ts',
  users: 'apps/cli/src/users.ts',
  'dead-letters': 'apps/cli/src/dead-letters.ts',
  mail: 'apps/cli/src/mail.ts',
  pauses: 'apps/cli/src/pauses.ts',
}
