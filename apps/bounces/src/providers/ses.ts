import { createFetchText } from './fetch-text.ts'
import { NotGenuine, type ReadReports } from './provider.ts'
import { sesReports } from './ses-reports.ts'
import { createVerify } from './sns/create-verify.ts'
import { hostOfTopic, isAt } from './sns/host-of-topic.ts'
import { readSnsMessage } from './sns/message.ts'

/**
 * Reads what Amazon SES says through a topic of Amazon SNS, which signs its messages. Confirms a subscription to that
 * topic by fetching the URL that SNS asks to visit. Throws if `topicArn` is no ARN of a topic.
 */
export function createSes(topicArn: string, { fetchText } = { fetchText: createFetchText() }): ReadReports {
  const host = hostOfTopic(topicArn)
  const verify = createVerify(topicArn, fetchText)
  return async ({ body, now }) => {
    const message = readSnsMessage(body)
    await verify(message, now)
    if (message.Type === 'Notification') return sesReports(message.Message)
    if (message.Type === 'SubscriptionConfirmation') {
      if (!isAt(host, message.SubscribeURL)) throw new NotGenuine('the URL to visit is not one of SNS')
      await fetchText(message.SubscribeURL)
    }
    return []
  }
}
