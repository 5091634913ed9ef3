import { z } from 'zod'
import { pathValueKey } from '../../ingest/path-values.ts'
import { bounds } from '../../model/bounds.ts'
import { formatId, parseId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import type { EventJson } from '../answers/event.ts'
import type { Page } from '../answers/page.ts'
import { eventSchema, showEvents } from '../shapes/event-json.ts'
import { pageOf } from '../shapes/list.ts'
import { momentSchema } from '../shapes/times.ts'
import { whole } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { findSource, namesByNumber } from './find.ts'
import { type Operation, operation } from './operation.ts'
import { sourcesInReach } from './reach.ts'
import { spanOf } from './span-of.ts'
import { unmaskedSources } from './unmasked-sources.ts'

/** Events that have the value and are looked at for one page: of a value that most have, few may be of the type or time. */
const mostLooked = 4_000

/** Which value is looked up, and where. */
interface FindInput {
  readonly source: string
  readonly path: string
  readonly value: string
  readonly type?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly before?: string | undefined
  readonly limit: number
}

const findInput: z.ZodType<FindInput, unknown> = z
  .strictObject({
    source: z.string().max(100),
    path: z.string().max(200).meta({ description: 'As it stands in the source’s `index`.' }),
    value: z.string().min(1).max(256).meta({
      description: 'A string without its escapes; a number by its digits as they came; true or false.',
    }),
    type: z.string().max(200).optional(),
    from: momentSchema.optional().meta({ description: 'Received then or later.' }),
    to: momentSchema.optional().meta({ description: 'Received before then.' }),
    before: z.string().max(100).optional().meta({ description: '`next` of the page before.' }),
    limit: whole(bounds.page).default(bounds.page.usual).meta({ description: 'Items on a page.' }),
  })
  .meta({ id: 'Find' })

/** `POST /events/find`: what is looked up stands in the body, so that no log of addresses has it. */
export function findByValueOperation({ journal, live }: ApiContext): Operation {
  return operation<undefined, FindInput, Page<EventJson>>({
    method: 'post',
    path: '/events/find',
    id: 'findEvents',
    summary:
      'Find the events of a source that have a value at a path that it indexes, the newest first, on a page as many of the limit as are among 4,000 with the value; those that came before it indexed the path, and whose content is gone, are not found',
    action: 'events.read',
    limited: true,
    body: findInput,
    status: 200,
    answer: pageOf(eventSchema),
    codes: ['ERR_NOT_FOUND', 'ERR_MASKED', 'ERR_PATH_NOT_INDEXED'],
    async handle({ body: { source: name, path, value, type, from, to, before, limit }, identity }) {
      const { configuration } = live.current()
      const among = unmaskedSources(configuration, identity, sourcesInReach(configuration, identity, name))
      if (among?.length === 0) throw new Refusal('ERR_MASKED')
      const { number, policy } = findSource(configuration, name)
      if (policy.index?.includes(path) !== true) throw new Refusal('ERR_PATH_NOT_INDEXED')
      const behind = before === undefined ? undefined : parseId('evt', before)
      if (behind === null) throw new Refusal('ERR_NOT_FOUND', 'There is no such event.')
      const { items: found, reached } = await journal.eventsByValue({
        ...spanOf({ from, to }),
        ...(type !== undefined && { type }),
        source: number,
        value: pathValueKey(number, path, value),
        ...(behind !== undefined && { before: behind.seq }),
        limit: limit + 1,
        look: mostLooked,
      })
      const items = found.slice(0, limit)
      const last =
        found.length > limit ? items.at(-1) : reached === null ? null : await journal.event(reached)
      return {
        items: await showEvents(journal, items, namesByNumber(configuration.sources)),
        next: last ? formatId('evt', last.seq, last.tag) : null,
      }
    },
  })
}
