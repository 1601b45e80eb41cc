import { errors, type JWTPayload, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from 'jose'
import type { KeySet, Keys } from '../issuer/keys.ts'

/** The claims of a valid JWT, the type in its header, and the keys by which it is valid. */
export type VerifiedJwt = { claims: JWTPayload; typ: unknown; keySet: KeySet | undefined }

type PublicKey = Awaited<ReturnType<KeySet>>

/**
 * Verifies the signature of a JWT and what `options` demand; rejects with an error of jose. Where the token does not say
 * which of several keys has signed it, each is tried (RFC 7515 section 6), also those that the issuer has published
 * meanwhile.
 */
export async function verifyJwt(token: string, keys: Keys, options: JWTVerifyOptions): Promise<VerifiedJwt> {
  let keySet = keys.current()
  let signature: Parameters<Keys['find']> | undefined
  const verify = () =>
    verifyByKeys(token, options, async (...found) => {
      signature = found
      const { key, keySet: searched } = await keys.find(...found)
      keySet = searched
      return key
    })
  const { payload, protectedHeader } = await verify().catch(async error => {
    const isInvalid = error instanceof errors.JWSSignatureVerificationFailed
    if (!isInvalid || !signature || signature[0].kid !== undefined) throw error
    await keys.untilReplaced(keySet, ...signature)
    return verify()
  })
  return { claims: payload, typ: protectedHeader.typ, keySet }
}

function verifyByKeys(
  token: string,
  options: JWTVerifyOptions,
  findKey: (...signature: Parameters<Keys['find']>) => Promise<PublicKey>,
): Promise<JWTVerifyResult> {
  return jwtVerify(token, findKey, options).catch(error => {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithEach(token, error, options)
    throw error
  })
}

async function verifyWithEach(token: string, keys: AsyncIterable<PublicKey>, options: JWTVerifyOptions) {
  let refusal: unknown = keys
  for await (const key of keys) {
    try {
      return await jwtVerify(token, key, options)
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
      refusal = error
    }
  }
  throw refusal
}
