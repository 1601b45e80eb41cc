/** Shortened to seconds, so that it lapses during a run. */
export const claimLeaseMs = 2_000

type Servers = {
  databaseUrl: string
  redisUrl: string | undefined
  issuerUrl: string
  smtpUrls: string[]
  webhookUrl: string
}

/** The settings that all apps share; each app also has its port, and each API its deadline. */
export function settingsFor({
  databaseUrl,
  redisUrl,
  issuerUrl,
  smtpUrls,
  webhookUrl,
}: Servers): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    AUTH_ISSUER: issuerUrl,
    AUTH_AUDIENCE: 'passlink',
    SMTP_URL: smtpUrls.join(','),
    MAIL_FROM: 'Passlink <no-reply@passlink.example>',
    PUBLIC_URL: 'https://passlink.example',
    LINK_KEYS: `chaos:${Buffer.alloc(32, 7).toString('base64')}`,
    LINKS_PER_USER: '1000000/1h',
    LINK_LIFETIME: '45s',
    WEBHOOK_URL: webhookUrl,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    WEBHOOK_DEADLINE: '60s',
    RETRY_SCHEDULE: '200ms,500ms,1s,2s',
    SMTP_TIMEOUTS: 'dot:40s',
    CLAIM_LEASE: `${claimLeaseMs}ms`,
    HOST: '127.0.0.1',
    METRICS_PORT: '0',
    STOP_GRACE: '0s',
    LOG_LEVEL: 'info',
  }
}

/** With the shorter one, some deliveries end during a fault. */
export const deliveryDeadlines = { 'api-1': '90s', 'api-2': '20s' } as const

/** Long enough for every delivery to end, and to be recorded as ended. */
export const drainMsMax = 150_000
