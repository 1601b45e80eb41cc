import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server'

export const startLogin = rpId => generateAuthenticationOptions({ rpID: rpId, userVerification: 'required' })

export async function finishLogin({ response, challenge, origin, passkeys }) {
  const passkey = passkeys.get(response.id)
  if (!passkey) throw new Error('not a passkey of ours')
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: passkey.rpId,
    credential: {
      id: passkey.credentialId,
      publicKey: Buffer.from(passkey.publicKey, 'base64url'),
      counter: passkey.counter,
      transports: passkey.transports,
    },
  })
  if (!verified) throw new Error('not signed by this passkey')
  passkey.counter = authenticationInfo.newCounter
  return passkey.userId
}
