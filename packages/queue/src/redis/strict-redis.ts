import { Redis } from 'ioredis'

/**
 * A connection that is made anew when its server is not the primary any more, and that runs no command in another
 * database than the one of its URL. ioredis itself goes on in database 0 when SELECT is refused.
 */
export class StrictRedis extends Redis {
  override select(...args: Parameters<Redis['select']>) {
    const selected = super.select(...args)
    // Ends the stream before any command is written to it: until then only the handshake was.
    selected.catch(() => this.disconnect(true))
    return selected
  }

  override disconnect(reconnect?: boolean) {
    // ioredis listens for the first error of a stream only. A TLS handshake that is ended has a second one.
    if (this.stream && !this.stream.listeners('error').includes(ignore)) this.stream.on('error', ignore)
    super.disconnect(reconnect)
  }
}

const ignore = () => {}
