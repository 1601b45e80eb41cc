import { verify, X509Certificate } from 'node:crypto'
import { createLruCache } from '@passlink/runtime'
import { decodeBase64 } from '../decode-base64.ts'
import type { FetchText } from '../fetch-text.ts'
import { NotGenuine, Unreadable } from '../provider.ts'
import { hostOfTopic, isAt } from './host-of-topic.ts'
import { type SnsMessage, signedTextOf } from './message.ts'

/** Resolves if a message is genuine and from now. */
export type Verify = (message: SnsMessage, now: number) => Promise<void>

// SNS tries for an hour at most (delivery retries), and each try may take time.
const ageMsMax = 2 * 3_600_000
const aheadMsMax = 10 * 60_000
const certificatesMax = 4
const hashes = { 1: 'sha1', 2: 'sha256' }

/**
 * Verifies messages of one topic (docs.aws.amazon.com/sns, Verifying the signatures of Amazon SNS messages). That a
 * certificate is one of SNS is known by where it is fetched from: SNS in the region of the topic, over https. Throws if
 * `topicArn` is no ARN of a topic. A verification rejects with NotGenuine, and with the error of `fetchText` if the
 * certificate cannot be fetched.
 */
export function createVerify(topicArn: string, fetchText: FetchText): Verify {
  const host = hostOfTopic(topicArn)
  const certificates = createLruCache<X509Certificate>(certificatesMax)

  async function certificateAt(url: string): Promise<X509Certificate> {
    if (!isAt(host, url) || !/^https:\/\/[^/?#]+\/[\w./-]+\.pem$/.test(url))
      throw new NotGenuine('the certificate is not one of SNS')
    const known = certificates.get(url)
    if (known) return known
    const certificate = parseCertificate(await fetchText(url))
    certificates.set(url, certificate)
    return certificate
  }

  return async (message, now) => {
    if (message.TopicArn !== topicArn) throw new NotGenuine('is of another topic')
    verifyAge(message, now)
    const certificate = await certificateAt(message.SigningCertURL)
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo))
      throw new NotGenuine('the certificate is not valid now')
    const signature = decodeBase64(message.Signature)
    const text = Buffer.from(signedTextOf(message))
    if (!signature || !verify(hashes[message.SignatureVersion], text, certificate.publicKey, signature))
      throw new NotGenuine('the signature is wrong')
  }
}

function verifyAge({ Timestamp }: SnsMessage, now: number) {
  const ageMs = now - Date.parse(Timestamp)
  if (Number.isNaN(ageMs)) throw new Unreadable('Timestamp: must be a time')
  if (ageMs > ageMsMax || ageMs < -aheadMsMax) throw new NotGenuine('is not from now')
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new NotGenuine('the certificate is none')
  }
}
