import type { Delta, Unnumbered } from '../../../model/configuration.ts'
import type { Connection } from '../../../model/connection.ts'
import type { Destination } from '../../../model/destination.ts'
import type { Lane } from '../../../model/lane.ts'
import type { Route } from '../../../model/route.ts'
import type { SealedSecret } from '../../../model/secret.ts'
import type { Source } from '../../../model/source.ts'
import { readDestination } from '../../../model/stored-destination.ts'
import type { Token } from '../../../model/token.ts'
import { packing, sharing } from '../../sharing.ts'

/** What is read of the configuration: its tables. */
export type Kind = 'source' | 'destination' | 'route' | 'secret' | 'token' | 'connection' | 'lane'

/**
 * Rows of one kind on their way between threads, as one text: fifty thousand objects took 0.4 s to be copied out of one
 * thread and as long to be copied into the other; the text of them is read as fast as it was in the thread that it
 * comes from.
 */
export interface Part {
  readonly kind: Kind
  /** JSON: of each row its number or null, its document, and how many of the bytes are its own. */
  readonly rows: string
  readonly bytes: Uint8Array
}

/** A row: number, document, bytes. */
export type PartRow = readonly [number: number | null, document: string, bytes: Uint8Array | null]

/** The document of a secret: all but its bytes. */
export type SecretColumns = readonly [
  id: string,
  owner: string,
  notBefore: number | null,
  expiresAt: number | null,
  createdAt: number,
]

/** The document of a lane. */
export type LaneColumns = readonly [destination: number, shard: number]

const noBytes = new Uint8Array(0)

/** A delta on its way between threads. */
export interface PackedDelta extends Omit<Delta, keyof Things> {
  readonly parts: readonly Part[]
}

/** What is set up, of each kind the oldest first. */
export type Things = Omit<Delta, 'from' | 'epoch' | 'changes' | 'removed'>

export function writePart(kind: Kind, rows: readonly PartRow[]): Part {
  const bytes = new Uint8Array(rows.reduce((sum, [, , held]) => sum + (held?.length ?? 0), 0))
  let at = 0
  const texts = rows.map(([number, document, held]) => {
    if (held !== null) bytes.set(held, at)
    at += held?.length ?? 0
    return `${number},${document},${held?.length ?? 0}`
  })
  return { kind, rows: `[${texts.join(',')}]`, bytes }
}

/** Makes things of parts, each kind in the order of its rows. */
export class PartReader {
  readonly #share = sharing()
  /** Ids of sources and destinations, each text once: routes and secrets name them anew. */
  readonly #ids = new Map<string, string>()
  readonly #sources: Source[] = []
  readonly #destinations: Destination[] = []
  readonly #routes: Route[] = []
  readonly #secrets: SealedSecret[] = []
  readonly #tokens: Token[] = []
  readonly #connections: Connection[] = []
  readonly #lanes: Lane[] = []
  readonly #readers: Readonly<Record<Kind, (number: number, document: never, bytes: Uint8Array) => void>> = {
    source: (number, document: Unnumbered<Source>) => {
      this.#sources.push({ number, ...document, id: this.#id(document.id) })
    },
    destination: (number, document: Record<string, unknown>) => {
      this.#destinations.push(this.#destination(number, document))
    },
    route: (_, { source, destination, ...route }: Route) => {
      this.#routes.push({ ...route, source: this.#id(source), destination: this.#id(destination) })
    },
    secret: (_, [id, owner, notBefore, expiresAt, createdAt]: SecretColumns, sealed) => {
      this.#secrets.push({ id, owner: this.#id(owner), notBefore, expiresAt, createdAt, sealed })
    },
    token: (_, token: Omit<Token, 'hash'>, hash) => {
      this.#tokens.push({ ...token, hash })
    },
    connection: (_, connection: Omit<Connection, 'sealedToken'>, sealedToken) => {
      this.#connections.push({ ...connection, sealedToken })
    },
    lane: (number, [destination, shard]: LaneColumns) => {
      this.#lanes.push({ number, destination, shard })
    },
  }

  take({ kind, rows, bytes }: Part): void {
    const values = JSON.parse(rows) as unknown[]
    const read = this.#readers[kind]
    const pack = packing(bytes.length)
    let at = 0
    for (let index = 0; index < values.length; index += 3) {
      const length = values[index + 2] as number
      const own = length === 0 ? noBytes : pack(bytes.subarray(at, at + length))
      read(values[index] as number, values[index + 1] as never, own)
      at += length
    }
  }

  things(): Things {
    return {
      ...{ sources: this.#sources, destinations: this.#destinations, routes: this.#routes },
      ...{ secrets: this.#secrets, tokens: this.#tokens, connections: this.#connections },
      lanes: this.#lanes,
    }
  }

  #destination(number: number, document: Record<string, unknown>): Destination {
    const one = readDestination(document)
    const { id, policy, headers, types } = one
    const same = { policy: this.#share(policy), headers: this.#share(headers) }
    return { number, ...one, id: this.#id(id), ...same, ...(types && { types: this.#share(types) }) }
  }

  #id(id: string): string {
    const known = this.#ids.get(id)
    if (known === undefined) this.#ids.set(id, id)
    return known ?? id
  }
}

/** Makes a delta of one that was packed. */
export function unpackDelta({ parts, ...delta }: PackedDelta): Delta {
  const reader = new PartReader()
  for (const part of parts) reader.take(part)
  return { ...delta, ...reader.things() }
}
