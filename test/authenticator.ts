import type { Page } from 'playwright-core'

type Settings = { transport?: 'internal' | 'usb' | 'hybrid'; isUserVerified?: boolean; isPresent?: boolean }

/** An authenticator that the browser of a page sees, made by the browser itself. */
export type TestAuthenticator = {
  /** The credentials in it, by their ids (base64). */
  credentialIds: () => Promise<string[]>
  /** From then on whoever is asked for agrees at once, or never answers. */
  setPresence: (isPresent: boolean) => Promise<void>
  setUserVerified: (isUserVerified: boolean) => Promise<void>
  remove: () => Promise<void>
}

/** Plugs an authenticator in that keeps discoverable credentials and verifies its user. */
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
