import type { Delta } from '../../../model/configuration.ts'
import type { Connection } from '../../../model/connection.ts'
import type { Destination } from '../../../model/destination.ts'
import type { Lane } from '../../../model/lane.ts'
import type { Route } from '../../../model/route.ts'
import type { SealedSecret } from '../../../model/secret.ts'
import type { Source } from '../../../model/source.ts'
import { readDestination } from '../../../model/stored-destination.ts'
import { readSource } from '../../../model/stored-source.ts'
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
  /** JSON: of destinations the policies, headers and types, each once; a document says which is its own. */
  readonly shared: string
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

/** What most destinations have like others. */
const sharedFields = ['policy', 'headers', 'types'] as const

/** A destination on its way: by their places those that it shares. */
type SharingDestination = { [name in (typeof sharedFields)[number]]: unknown } & { readonly id: string }

export function writePart(kind: Kind, rows: readonly PartRow[]): Part {
  const bytes = new Uint8Array(rows.reduce((sum, [, , held]) => sum + (held?.length ?? 0), 0))
  const places = new Map<string, number>()
  let at = 0
  const texts = rows.map(([number, document, held]) => {
    if (held !== null) bytes.set(held, at)
    at += held?.length ?? 0
    const text = kind === 'destination' ? writeDestination(number ?? 0, document, places) : document
    return `${number},${text},${held?.length ?? 0}`
  })
  return { kind, rows: `[${texts.join(',')}]`, bytes, shared: `[${[...places.keys()].join(',')}]` }
}

/** In the form that it is used in, so that no other thread makes it anew. */
function writeDestination(number: number, document: string, places: Map<string, number>): string {
  const one = { number, ...readDestination(JSON.parse(document)) } as unknown as SharingDestination
  for (const field of sharedFields) {
    if (one[field] === undefined) continue
    const text = JSON.stringify(one[field])
    const place = places.get(text) ?? places.size
    places.set(text, place)
    one[field] = place
  }
  return JSON.stringify(one)
}

/** Makes things of parts, each kind in the order of its rows. */
export class PartReader {
  readonly #share = sharing()
  /** Ids of sources and destinations, each text once: routes and secrets name them anew. */
  readonly #ids = new Map<string, string>()
  #shared: readonly unknown[] = []
  readonly #sources: Source[] = []
  readonly #destinations: Destination[] = []
  readonly #routes: Route[] = []
  readonly #secrets: SealedSecret[] = []
  readonly #tokens: Token[] = []
  readonly #connections: Connection[] = []
  readonly #lanes: Lane[] = []
  readonly #readers: Readonly<Record<Kind, (number: number, document: never, bytes: Uint8Array) => void>> = {
    source: (number, document: Readonly<Record<string, unknown>>) => {
      const source = readSource(document)
      this.#ids.set(source.id, source.id)
      this.#sources.push({ ...source, number })
    },
    destination: (_, one: SharingDestination) => {
      for (const field of sharedFields)
        if (one[field] !== undefined) one[field] = this.#shared[one[field] as number]
      this.#ids.set(one.id, one.id)
      this.#destinations.push(one as unknown as Destination)
    },
    route: (_, route: { -readonly [name in keyof Route]: Route[name] }) => {
      route.source = this.#id(route.source)
      route.destination = this.#id(route.destination)
      this.#routes.push(route)
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

  take({ kind, rows, bytes, shared }: Part): void {
    this.#shared = (JSON.parse(shared) as unknown[]).map(this.#share)
    const values = JSON.parse(rows) as unknown[]
    const read = this.#readers[kind]
    const pack = packing(bytes.length)
    let at = 0
    for (let index = 0; index < values.length; index += 3) {
      const length = values[index + 2] as number
      const held = length === 0 ? noBytes : pack(bytes.subarray(at, at + length))
      read(values[index] as number, values[index + 1] as never, held)
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

  #id(id: string): string {
    return this.#ids.get(id) ?? id
  }
}

/** Makes a delta of one that was packed. */
export function unpackDelta({ parts, ...delta }: PackedDelta): Delta {
  const reader = new PartReader()
  for (const part of parts) reader.take(part)
  return { ...delta, ...reader.things() }
}
