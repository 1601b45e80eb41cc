import { setting } from '@passlink/runtime'
import { z } from 'zod'
import { createSendgrid } from './sendgrid.ts'
import { hostOfTopic } from './sns/host-of-topic.ts'

/** The ARN of the topic to which SES publishes. */
export const sesTopic = setting.parsedBy(text => {
  hostOfTopic(text)
  return text
})

/** `user:password`, for HTTP Basic. */
export const webhookLogin = z
  .string()
  .regex(/^[^:\s]{1,100}:[!-~]{16,200}$/, 'must be user:password, with a password of 16 characters or more')

/** The verification key of SendGrid's event webhook: the Base64 of a P-256 public key (SPKI). */
export const sendgridKey = setting.parsedBy(text => {
  try {
    createSendgrid(text)
    return text
  } catch {
    throw new Error('must be the Base64 of a P-256 public key')
  }
})
