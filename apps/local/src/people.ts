export type Person = {
  id: string
  name: string
  email: string
  language: string
  organization: { id: string; name: string }
}

const acme = { id: 'acme', name: 'Acme' }
const globex = { id: 'globex', name: 'Globex' }

/** The users of a development installation, each with a verified address. */
export const people: readonly Person[] = [
  { id: 'alice', name: 'Alice Adams', email: 'alice@acme.example', language: 'en', organization: acme },
  { id: 'bob', name: 'Bob Brown', email: 'bob@acme.example', language: 'de', organization: acme },
  { id: 'carol', name: 'Carol Clark', email: 'carol@globex.example', language: 'fr', organization: globex },
]
