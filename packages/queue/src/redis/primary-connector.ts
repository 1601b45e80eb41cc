import { createConnection, Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { AbstractConnector } from 'ioredis'
import type { FindPrimary } from './find-primary.ts'

type Options = { family?: number; tls?: ConnectionOptions }

/** Makes connections of ioredis lead to the server that `find` finds, which it is asked for whenever one is made anew. */
export function primaryConnector(find: FindPrimary, { family, tls }: Options) {
  return class PrimaryConnector extends AbstractConnector {
    #finding = new AbortController()

    constructor(options: unknown) {
      super((options as { disconnectTimeout: number }).disconnectTimeout)
    }

    override async connect() {
      this.connecting = true
      this.#finding = new AbortController()
      const stream = await this.#open()
      if (!this.connecting) {
        // The message of ioredis, which it does not report for a connection that was closed on purpose.
        this.firstError = new Error('Connection is closed.')
        return stream.destroy()
      }
      if (stream.destroyed) return stream
      this.stream = stream
      return stream.once('error', error => {
        this.firstError = error
      })
    }

    override disconnect() {
      this.#finding.abort()
      super.disconnect()
    }

    // A stream that is destroyed counts as a connection that failed, after which ioredis tries again. A rejection would
    // end it.
    async #open(): Promise<Socket> {
      try {
        const address = { ...(await find(this.#finding.signal)), ...(family ? { family } : {}) }
        return tls ? connectTls({ ...address, ...tls }) : createConnection(address)
      } catch (error) {
        this.firstError = error as Error
        return new Socket().destroy()
      }
    }
  }
}
