import { readFileSync } from 'node:fs'

/** In the tables of Linux: the state of a socket that listens, and 127.0.0.1, ::1, 0.0.0.0 and :: as they stand there. */
const listens = '0A'
const here: ReadonlySet<string> = new Set([
  ...['0100007F', '00000000', '00000000000000000000000001000000', '00000000000000000000000000000000'],
  '0000000000000000FFFF00000100007F',
])

/** The ids of the users who listen on a port of this machine, as `/proc/net/tcp` and `tcp6` tell; null: not on Linux. */
export function listenerOwners(port: number): ReadonlySet<number> | null {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(textOf)
  return tables.every((table) => table === null) ? null : ownersIn(tables.join('\n'), port)
}

/** @param table - its lines, in the form that proc(5) gives */
export function ownersIn(table: string, port: number): ReadonlySet<number> {
  const owners = new Set<number>()
  for (const line of table.split('\n')) {
    const [, local = '', , state, , , , uid] = line.trim().split(/\s+/)
    const [address = '', digits = ''] = local.split(':')
    if (state === listens && here.has(address) && Number.parseInt(digits, 16) === port)
      owners.add(Number(uid))
  }
  return owners
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
