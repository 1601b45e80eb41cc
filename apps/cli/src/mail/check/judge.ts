import { type DkimKey, dkimRecordOf } from '@passlink/mail'

/** What a check has found, in one line. */
export type Finding = { isFine: boolean; about: 'SPF' | 'DKIM' | 'DMARC' | 'bounces'; text: string }

const fine = (about: Finding['about'], text: string): Finding => ({ isFine: true, about, text })
const bad = (about: Finding['about'], text: string): Finding => ({ isFine: false, about, text })

/** Judges the SPF record of the domain in the envelope (RFC 7208), by its TXT records. */
export function judgeSpf(domain: string, records: readonly string[]): Finding {
  const [record, ...more] = records.filter(text => /^v=spf1( |$)/i.test(text))
  if (!record) return bad('SPF', `${domain} has no record: add a TXT record that names your relays`)
  if (more.length > 0) return bad('SPF', `${domain} has ${more.length + 1} records, which counts as an error`)
  if (/\s\+?all(\s|$)/i.test(record)) return bad('SPF', `${domain} lets everybody send: ${record}`)
  return fine('SPF', `${domain}: ${record} (whether it names your relays is for you to see)`)
}

/** Judges the record of a selector (RFC 6376 section 3.6.1), by the TXT records at `name`. */
export function judgeDkim(name: string, key: DkimKey, records: readonly string[]): Finding {
  const wanted = dkimRecordOf(key)
  const published = records.map(publicKeyOf).filter(text => text !== undefined)
  if (published.length === 0) return bad('DKIM', `${name} has no key: add the TXT record ${wanted}`)
  if (published.length > 1)
    return bad('DKIM', `${name} has ${published.length} keys, of which receivers take any`)
  if (published[0] === '') return bad('DKIM', `the key at ${name} is revoked`)
  if (published[0] !== publicKeyOf(wanted))
    return bad('DKIM', `${name} has another key: it must be ${wanted}`)
  return fine('DKIM', `${name} has our key`)
}

const publicKeyOf = (record: string): string | undefined =>
  /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, '')

/** The names at which a DMARC policy for a domain may be, the nearest first (RFC 9989 section 4.10). */
export function dmarcNamesOf(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, index) => `_dmarc.${labels.slice(index).join('.')}`)
}

/** A DMARC record and the domain at which it is. */
export type Policy = { at: string; record: string }

/**
 * Judges the DMARC policy for the domain of `From:` (RFC 9989), and whether our signature counts for it. `signedBy` is the
 * domain of our signatures, if we sign.
 */
export function judgeDmarc(
  domain: string,
  policy: Policy | undefined,
  signedBy: string | undefined,
): Finding {
  if (!policy) return bad('DMARC', `${domain} has no policy: add a TXT record at _dmarc.${domain}`)
  const { at, record } = policy
  const tag = (name: string) => new RegExp(`(?:^|;)\\s*${name}=(\\w+)`, 'i').exec(record)?.[1]?.toLowerCase()
  const alignment = signedBy ? alignmentOf(domain, signedBy, tag('adkim') === 's') : 'yes'
  if (alignment === 'no')
    return bad('DMARC', `our signatures are of ${signedBy}, which does not count for ${domain}`)
  const wanted = (at === domain ? undefined : tag('sp')) ?? tag('p')
  if (wanted !== 'reject' && wanted !== 'quarantine')
    return bad('DMARC', `the policy of ${domain} lets others use it: ${record}`)
  const doubt = `whether signatures of ${signedBy} count for it is for you to see`
  return fine('DMARC', `${domain}: ${record}${alignment === 'unknown' ? ` (${doubt})` : ''}`)
}

// Relaxed alignment compares organizational domains, which only a list of public suffixes tells: of two domains with the
// same ending, neither of which is the other's parent, we cannot tell.
function alignmentOf(one: string, other: string, isStrict: boolean): 'yes' | 'no' | 'unknown' {
  if (one === other) return 'yes'
  if (isStrict) return 'no'
  if (one.endsWith(`.${other}`) || other.endsWith(`.${one}`)) return 'yes'
  const endOf = (domain: string) => domain.split('.').slice(-2).join('.')
  return endOf(one) === endOf(other) ? 'unknown' : 'no'
}

/** Judges whether bounces to the address in the envelope can arrive. */
export function judgeBounces(address: string, hasMailServer: boolean): Finding {
  if (hasMailServer) return fine('bounces', `${address} has a mail server`)
  return bad('bounces', `nobody takes mail for ${address}, to which bounces go`)
}
