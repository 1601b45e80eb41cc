/**
 * The request headers that tracing adds to every call of a page: W3C Trace Context and Baggage, and Sentry's. A
 * preflight that refuses them fails the call.
 */
export const tracingHeaders = ['traceparent', 'tracestate', 'baggage', 'sentry-trace']
