import type { User } from '@passlink/store'

export const alice: User = {
  id: 'alice',
  organizationId: 'acme',
  email: 'alice@acme.example',
  emailVerified: true,
  displayName: 'Alice Adams',
  language: 'en',
}
