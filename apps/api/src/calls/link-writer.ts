import { create } from '@bufbuild/protobuf'
import { type Duration, DurationSchema } from '@bufbuild/protobuf/wkt'
import { deriveCode, type KeyRing, type LinkRequest, linkUrl, type RecordedLink } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'

/** Writes links for calls that return them instead of mailing them. */
export type LinkWriter = {
  /** Key and lifetime to record such a link with. Throws UNIMPLEMENTED where returning links is turned off. */
  terms: () => NonNullable<LinkRequest['returned']>
  write: (link: RecordedLink) => { link: string; expiration: Duration }
  code: (link: RecordedLink) => { id: string; code: string }
}

export type ReturnLinks = { keyRing: KeyRing; publicUrl: string; linkLifetimeMs: number }

/** Without `returnLinks` every call that would return a link is UNIMPLEMENTED: this process holds no key. */
export function createLinkWriter(returnLinks: ReturnLinks | null): LinkWriter {
  function allowed(): ReturnLinks {
    if (!returnLinks) throw new ApiError(code.unimplemented, 'returningOff', 'LINK-r3tOf')
    return returnLinks
  }
  function codeOf({ linkId, keyId }: RecordedLink): string {
    return deriveCode(allowed().keyRing, keyId ?? allowed().keyRing.current, linkId)
  }
  return {
    terms: () => ({ keyId: allowed().keyRing.current, lifetimeMs: allowed().linkLifetimeMs }),
    write: link => ({
      link: linkUrl({ publicUrl: allowed().publicUrl, linkId: link.linkId, code: codeOf(link) }),
      expiration: create(DurationSchema, { seconds: BigInt(Math.floor(allowed().linkLifetimeMs / 1_000)) }),
    }),
    code: link => ({ id: link.linkId, code: codeOf(link) }),
  }
}
