import { z } from 'zod'
import * as field from '../directory/field.ts'

/** What is paused: all mails, all webhooks, the relay `<host>:<port>`, or the mails of the organization with this id. */
export type PauseScope = 'mail' | 'webhook' | `relay:${string}` | `organization:${string}`

export const pauseKinds = ['mail', 'webhook', 'relay', 'organization'] as const
export type PauseKind = (typeof pauseKinds)[number]

const relayName = z.string().regex(/^[^\s\p{Cc}\p{Cs}]{1,255}:\d{1,5}$/u)

/** A scope as an operator writes it; the host of a relay in any case. The message of an error describes the problem. */
export const pauseScope = z.string().transform((text, context): PauseScope => {
  const scope = readScope(text)
  if (scope) return scope
  context.addIssue('must be mail, webhook, relay:<host>:<port> or organization:<id>')
  return z.NEVER
})

/** Why something is paused: one line of 1 to 200 characters, without the white space around it. */
export const pauseReason = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u, 'must be one line of 1 to 200 characters')

export const scopeOfRelay = (name: string): PauseScope => `relay:${name}`
export const scopeOfOrganization = (id: string): PauseScope => `organization:${id}`

export const kindOfScope = (scope: PauseScope): PauseKind => split(scope).kind as PauseKind

/** The name of the relay or the id of the organization that a scope is about; null if it is about all. */
export const subjectOfScope = (scope: PauseScope): string | null => split(scope).subject

function readScope(text: string): PauseScope | undefined {
  const { kind, subject } = split(text)
  if (subject === null) return kind === 'mail' || kind === 'webhook' ? kind : undefined
  if (kind === 'relay' && relayName.safeParse(subject).success) return scopeOfRelay(subject.toLowerCase())
  if (kind === 'organization' && field.id.safeParse(subject).success) return scopeOfOrganization(subject)
  return undefined
}

function split(text: string): { kind: string; subject: string | null } {
  const at = text.indexOf(':')
  return at < 0 ? { kind: text, subject: null } : { kind: text.slice(0, at), subject: text.slice(at + 1) }
}
