export type Person = {
  id: string
  name: string
  email: string
  language: string
  organization: { id: string; name: string }
  /** The roles that the person has in their organization. */
  roles?: readonly string[]
}

const acme = { id: 'acme', name: 'Acme' }
const globex = { id: 'globex', name: 'Globex' }

/** The users of a development installation, each with a verified address. */
export const people: readonly Person[] = [
  { id: 'alice', name: 'Alice Adams', email: 'alice@acme.example', language: 'en', organization: acme },
  { id: 'bob', name: 'Bob Brown', email: 'bob@acme.example', language: 'de', organization: acme },
  { id: 'carol', name: 'Carol Clark', email: 'carol@globex.example', language: 'fr', organization: globex },
  { id: 'nour', name: 'نور حداد', email: 'nour@acme.example', language: 'ar', organization: acme },
  {
    id: 'desk',
    name: 'Dana Desk',
    email: 'desk@acme.example',
    language: 'en',
    organization: acme,
    roles: ['passlink.help-desk', 'passlink.viewer'],
  },
  {
    id: 'ops',
    name: 'Olivia Ops',
    email: 'ops@acme.example',
    language: 'en',
    organization: acme,
    roles: ['passlink.operator'],
  },
]

/** A service without a person that has a token with a scope of its own. */
export const machine = { id: 'provisioning', scope: 'passlink.provisioning' }

/**
 * The person with this id. Each person has more of them beside, who differ in the end of their id and of their address:
 * `alice+550` has `alice+550@acme.example`. What is after the `+` tells the inbox what to do with their mail.
 */
export function findPerson(people: readonly Person[], id: unknown): Person | undefined {
  const [, base, tags] = /^([^+]+)((?:\+\w{1,20}){0,3})$/.exec(String(id)) ?? []
  const person = people.find(candidate => candidate.id === base)
  if (!person || !tags) return person
  const { name, email } = person
  return { ...person, id: `${base}${tags}`, name: `${name} (${tags})`, email: email.replace('@', `${tags}@`) }
}

/** One line for each of those that tokens can be requested for. */
export function describePeople(): string {
  const lines = people.map(({ id, email, language, organization, roles = [] }) => [
    id,
    email,
    [`reads ${language}`, organization.name, ...roles.map(role => role.replace('passlink.', ''))].join(', '),
  ])
  return [...lines, [machine.id, '', `a service, scope ${machine.scope}`]]
    .map(([id = '', email = '', what]) => `${id.padEnd(13)}${email.padEnd(22)}${what}`)
    .join('\n')
}
