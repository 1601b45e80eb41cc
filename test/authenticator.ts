import type { Page } from 'playwright-core'

type Settings = { transport?: 'internal' | 'usb' | 'hybrid'; isUserVerified?: boolean; isPresent?: boolean }

/** A virtual authenticator of the browser. */
export type TestAuthenticator = {
  /** The ids of its credentials (base64). */
  credentialIds: () => Promise<string[]>
  /** From then on each prompt is confirmed at once, or never. */
  setPresence: (isPresent: boolean) => Promise<void>
  setUserVerified: (isUserVerified: boolean) => Promise<void>
  remove: () => Promise<void>
}

/** Adds an authenticator that stores discoverable credentials and verifies its user. */
export async function addAuthenticator(
  page: Page,
  { transport = 'internal', isUserVerified = true, isPresent = true }: Settings = {},
): Promise<TestAuthenticator> {
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable')
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: transport === 'hybrid' ? 'cable' : transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: isPresent,
    },
  })
  return {
    async credentialIds() {
      const { credentials } = await client.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials.map(({ credentialId }) => credentialId)
    },
    setPresence: enabled =>
      client
        .send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
        .then(() => undefined),
    setUserVerified: verified =>
      client
        .send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verified })
        .then(() => undefined),
    remove: () =>
      client.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }).then(() => undefined),
  }
}
