/** The types of settings, and those that apps share. The error of each type describes the expected value. */

export * from './process-settings.ts'
export * from './server-settings.ts'
export * from './setting-groups.ts'
export * from './setting-types.ts'
