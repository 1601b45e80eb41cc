import pg from 'pg'
import type { DatabaseAddress } from '../database-address.ts'

type Callback = (error?: Error) => void

/** How node-postgres reaches a database: the settings of a client or a pool. */
export function clientSettings({ user, password, database, options, connectTimeoutMs }: DatabaseAddress) {
  // The sockets are encrypted already.
  const common = { user, password, database, ssl: false, connectionTimeoutMillis: connectTimeoutMs }
  return options ? { ...common, options } : common
}

/** The class of clients of node-postgres whose connections are opened by `address`. */
export function clientClass(address: DatabaseAddress) {
  return class extends pg.Client {
    #avoidHost = () => {}

    constructor(config?: pg.ClientConfig) {
      super(config)
      // A pool handles the errors of idle clients only. One that is in use between two statements would end the process;
      // its next statement fails.
      this.on('error', () => {})
    }

    override connect(): Promise<this>
    override connect(callback: Callback): void
    // biome-ignore lint/suspicious/noConfusingVoidType: as the driver declares it
    override connect(callback?: Callback): Promise<this> | void {
      const connected = this.#connect()
      if (!callback) return connected
      connected.then(() => callback(), callback)
    }

    /** Makes the next connections go to another host first: this one cannot write. */
    avoidHost() {
      this.#avoidHost()
    }

    async #connect(): Promise<this> {
      const { socket, avoidHost } = await address.connect()
      this.#avoidHost = avoidHost
      // The driver connects the stream that it is given, and waits for that: ours is connected.
      const connect = () => setImmediate(() => socket.emit('connect'))
      const { connection } = this as unknown as { connection: { stream: unknown } }
      connection.stream = Object.assign(socket, { connect })
      await super.connect()
      return this
    }
  }
}
