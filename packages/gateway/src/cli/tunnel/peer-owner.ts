import { readFileSync } from 'node:fs'

/** In the tables of Linux: the state of a socket that is connected, and 127.0.0.1 and ::1 as they stand there. */
const connected = '01'
const here: ReadonlySet<string> = new Set([
  ...['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F'],
])

/**
 * The id of the user who holds the other end of a connection to a port of this machine, as `/proc/net/tcp` and `tcp6`
 * tell; null where he has let go of it, undefined where this system does not tell.
 *
 * @param port - of the end that was connected to
 * @param from - of our end
 */
export function peerOwner(port: number, from: number): number | null | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(textOf)
  return tables.every((table) => table === null) ? undefined : peerIn(tables.join('\n'), port, from)
}

/**
 * An end that was closed stays in the table for a while, as root's: it does not count.
 *
 * @param table - its lines, in the form that proc(5) gives
 */
export function peerIn(table: string, port: number, from: number): number | null {
  for (const line of table.split('\n')) {
    const [, local = '', remote = '', state, , , , uid] = line.trim().split(/\s+/)
    if (state === connected && isHere(local, port) && isHere(remote, from)) return Number(uid)
  }
  return null
}

function isHere(end: string, port: number): boolean {
  const [address = '', digits = ''] = end.split(':')
  return here.has(address) && Number.parseInt(digits, 16) === port
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
