import { create } from '@bufbuild/protobuf'
import { type Duration, DurationSchema } from '@bufbuild/protobuf/wkt'
import { deriveCode, type KeyRing, type LinkRequest, linkUrl, type RecordedLink } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'

/** Builds links for calls that return the link instead of mailing it. */
export type LinkWriter = {
  /** The key and the lifetime to record with the link. Throws UNIMPLEMENTED if RETURN_LINKS is off. */
  keyAndLifetime: () => NonNullable<LinkRequest['returned']>
  write: (link: RecordedLink) => { link: string; expiration: Duration }
  code: (link: RecordedLink) => { id: string; code: string }
}

export type ReturnLinks = { keyRing: KeyRing; publicUrl: string; linkLifetimeMs: number }

/** Without `returnLinks` every call that would return a link is UNIMPLEMENTED: this process uses no key. */
export function createLinkWriter(returnLinks: ReturnLinks | null): LinkWriter {
  function settings(): ReturnLinks {
    if (!returnLinks) throw new ApiError(code.unimplemented, 'returningOff', 'LINK-r3tOf')
    return returnLinks
  }
  function codeOf({ linkId, keyId }: RecordedLink): string {
    return deriveCode(settings().keyRing, keyId ?? settings().keyRing.current, linkId)
  }
  return {
    keyAndLifetime: () => ({
      keyId: settings().keyRing.current,
      lifetimeMs: settings().linkLifetimeMs,
    }),
    write: link => ({
      link: linkUrl({ publicUrl: settings().publicUrl, linkId: link.linkId, code: codeOf(link) }),
      expiration: create(DurationSchema, {
        seconds: BigInt(Math.floor(settings().linkLifetimeMs / 1_000)),
      }),
    }),
    code: link => ({ id: link.linkId, code: codeOf(link) }),
  }
}
