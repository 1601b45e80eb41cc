import { isLinkTemplate, linkUrl } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'

/** Returns the template if it is valid, else throws an ApiError. */
export type CheckTemplate = (template: string) => string

const lengthMax = 200

/**
 * Accepts templates of 1 to 200 characters that contain the code and its id, only use the placeholders of ZITADEL's
 * `url_template`, and lead to one of `origins` for any values.
 */
export function createCheckTemplate(origins: ReadonlySet<string>): CheckTemplate {
  return template => {
    const isValid = template.length <= lengthMax && isLinkTemplate(template)
    if (!isValid) throw new ApiError(code.invalidArgument, 'urlTemplateInvalid', 'DOMAIN-oGh5e')
    const links = ['a', 'b'].map(value => fill(template, value))
    if (!links.every(isPlainUrl))
      throw new ApiError(code.invalidArgument, 'urlTemplateInvalid', 'DOMAIN-ieYa7')
    if (!links.every(url => origins.has(new URL(url).origin)))
      throw new ApiError(code.permissionDenied, 'originNotAllowed', 'AUTH-DZG21')
    return template
  }
}

// Called with two different values, to detect a placeholder in the origin.
function fill(template: string, value: string): string {
  return linkUrl({
    publicUrl: '',
    template,
    linkId: value,
    code: value,
    userId: value,
    organizationId: value,
  })
}

function isPlainUrl(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && URL.canParse(text) && new URL(text).username === ''
}
