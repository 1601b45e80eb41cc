import { type Role, roles } from '../operator.ts'
import { isRecord } from './read-path.ts'

/** For each name that the issuer gives, the role that it brings. */
export type RoleNames = ReadonlyMap<string, Role>

/**
 * Reads which names bring which role: `viewer:<name>,admin:<name>`; a role can be there several times. The message of an
 * error describes the problem.
 */
export function readRoleNames(text: string): RoleNames {
  const names = text.split(',').map((part): [string, Role] => {
    const [, role, name] = /^\s*(\w+):(.+?)\s*$/.exec(part) ?? []
    if (name === undefined || !isRole(role))
      throw new Error('must be viewer:<name>,operator:<name>,admin:<name>, with the names that the claim has')
    return [name, role]
  })
  if (new Set(names.map(([name]) => name)).size < names.length)
    throw new Error('must have each name once, because an operator has one role')
  return new Map(names)
}

/**
 * The names in a claim that holds roles or groups: words, texts in an array, or the keys of an object, as ZITADEL sends it,
 * which holds for each role an object with the organizations that the role was given in; without any it was not given.
 */
export function namesIn(claim: unknown): string[] {
  if (typeof claim === 'string') return [...new Set([claim, ...claim.split(' ')])].filter(name => name !== '')
  return [claim].flat().flatMap(item => {
    if (typeof item === 'string') return item
    if (!isRecord(item)) return []
    return Object.keys(item).filter(name => isRecord(item[name]) && Object.keys(item[name]).length > 0)
  })
}

/** The highest role that the names in a claim bring; undefined if they bring none. */
export function roleOf(claim: unknown, known: RoleNames): Role | undefined {
  const held = namesIn(claim).map(name => known.get(name))
  return roles.findLast(role => held.includes(role))
}

const isRole = (word: string | undefined): word is Role => roles.some(role => role === word)
