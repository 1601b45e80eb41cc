import type postgres from 'postgres'

type Begin = (work: (tx: postgres.TransactionSql) => unknown) => Promise<unknown>

/**
 * Counts the transactions of a client that have not begun: those that wait for a connection, and those whose `begin` the
 * database has not answered. The driver itself does not tell.
 */
export function countBegins(client: postgres.Sql): () => number {
  let waiting = 0
  const begin = client.begin.bind(client) as Begin
  const counted: Begin = async work => {
    let isWaiting = true
    waiting += 1
    const stopWaiting = () => {
      if (isWaiting) waiting -= 1
      isWaiting = false
    }
    try {
      return await begin(tx => {
        stopWaiting()
        return work(tx)
      })
    } finally {
      stopWaiting()
    }
  }
  Object.assign(client, { begin: counted })
  return () => waiting
}
