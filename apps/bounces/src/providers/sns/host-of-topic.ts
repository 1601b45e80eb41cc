/**
 * The host of Amazon SNS in the region of a topic. Throws if `topicArn` is no ARN of a topic, such as
 * `arn:aws:sns:eu-central-1:123456789012:mails`.
 */
export function hostOfTopic(topicArn: string): string {
  const [, partition, region] =
    /^arn:(aws|aws-us-gov|aws-cn):sns:([a-z]{2}[a-z\d-]{1,30}):\d{12}:[\w-]{1,256}$/.exec(topicArn) ?? []
  if (!region) throw new Error('must be the ARN of an SNS topic')
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`
}

/** Whether a URL is one of `host` over https, on the usual port and without a login. */
export function isAt(host: string, text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' && url.host === host && url.username === '' && url.password === ''
}
