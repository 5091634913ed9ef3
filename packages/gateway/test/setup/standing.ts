import { createHmac } from 'node:crypto'
import { schemes } from 'countersign/catalogue'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { createEgress } from '../../src/egress/egress.ts'
import {
  type Configuration,
  type ConfigurationChange,
  configured,
  nothingSetUp,
} from '../../src/model/configuration.ts'
import type { Table } from '../../src/model/table.ts'
import type { Command, SetupContext } from '../../src/setup/command.ts'
import { createOwnIngest } from '../../src/setup/own-ingest.ts'
import { refuseCycle } from '../../src/setup/refuse-cycle.ts'
import { type Standing, standingOf } from '../../src/setup/standing.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports } from '../../src/transports/transports.ts'

export const noon = Date.UTC(2026, 0, 31, 12)

/** What a change leads to, as a journal would have it. */
export function applyChange(before: Configuration, change: ConfigurationChange): Configuration {
  const { sources = [], destinations = [], routes = [], secrets = [], tokens = [], connections = [] } = change
  const { epoch, changes } = before
  return configured(before, {
    ...{ from: epoch, epoch: epoch + 1, changes: changes + 1 },
    sources: numbered(before.sources, sources),
    destinations: numbered(before.destinations, destinations),
    ...{ routes, secrets, tokens, connections, lanes: [], removed: change.remove ?? [] },
  })
}

function numbered<Item extends { readonly number: number }>(
  before: Table<Item, string>,
  changed: readonly (Omit<Item, 'number'> & { readonly id: string })[],
): Item[] {
  let last = before.size
  return changed.map((one) => ({ ...one, number: before.get(one.id)?.number ?? ++last }) as unknown as Item)
}

let drawn = 0

/** What is drawn is another each time, and the same in every run. */
function draw(bytes: number): Uint8Array {
  drawn += 1
  return Uint8Array.from({ length: bytes }, (_, at) => (drawn >> (5 * (at % 7))) + 7 * at + 1)
}

export function context(now = noon): SetupContext {
  return {
    now,
    random: draw,
    idBytes: draw,
    // Bound to its row, and not the text itself: what is sealed and what is not cannot be mixed up.
    seal: {
      mark: (text, purpose) => createHmac('sha256', purpose).update(text).digest('hex'),
      seal: (plain, boundTo) => Buffer.from(`${boundTo}\n${Buffer.from(plain).toString('base64')}`),
      open: (sealed, boundTo) => {
        const [bound, text = ''] = Buffer.from(sealed).toString().split('\n')
        if (bound !== boundTo) throw new Error('sealed for another row')
        return Buffer.from(text, 'base64')
      },
    },
    transports: createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) }),
    ownIngest: createOwnIngest(['https://hooks.example.com', 'http://127.0.0.1:10007']),
    catalog: createCatalog(schemes),
    maxBodyBytes: 1_000_000,
  }
}

/** A configuration that commands change, as a journal would. */
export class Stage {
  configuration: Configuration = nothingSetUp
  readonly context: SetupContext = context()

  get now(): Standing {
    return standingOf(this.configuration)
  }

  run<In>(command: Command<In>, input: In, at = noon): ReturnType<Command<In>> {
    const change = command(this.now, input, { ...this.context, now: at })
    refuseCycle(this.now, change, this.context)
    this.configuration = applyChange(this.configuration, change)
    return change
  }
}

/** The code that a refusal carries, of the gateway's list or the library's. */
export function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  return 'none'
}
