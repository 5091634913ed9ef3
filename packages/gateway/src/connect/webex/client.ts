import { z } from 'zod'
import { type Caller, type CallerOptions, createCaller } from '../caller.ts'
import { shaped } from '../shape.ts'

/** What Webex may leave out, or send as null. */
type Optional = string | null | undefined
const optional = z.string().nullish()

/** A webhook as Webex lists it; its secret is never read. */
export interface WebexWebhook {
  readonly id: string
  readonly name: string
  readonly targetUrl: string
  readonly resource: string
  readonly event: string
  readonly filter?: Optional
  readonly status?: Optional
  readonly ownedBy?: Optional
  readonly orgId?: Optional
  readonly createdBy?: Optional
  readonly appId?: Optional
  readonly created?: Optional
}

const webhookSchema: z.ZodType<WebexWebhook> = z.object({
  ...{ id: z.string(), name: z.string(), targetUrl: z.string(), resource: z.string(), event: z.string() },
  ...{ filter: optional, status: optional, ownedBy: optional, orgId: optional },
  ...{ createdBy: optional, appId: optional, created: optional },
})

export interface WebexPerson {
  readonly id: string
  readonly type?: Optional
}

const personSchema: z.ZodType<WebexPerson> = z.object({ id: z.string(), type: optional })

export interface WebexRoom {
  readonly id: string
  readonly title?: Optional
  readonly type?: Optional
  readonly created?: Optional
  readonly lastActivity?: Optional
}

const roomSchema: z.ZodType<WebexRoom> = z.object({
  ...{ id: z.string(), title: optional, type: optional, created: optional, lastActivity: optional },
})

/** A message, with whatever else Webex tells of it. */
export interface WebexMessage extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly roomId: string
  readonly roomType?: Optional
  readonly personId?: Optional
  readonly personEmail?: Optional
  readonly created: string
}

const messageSchema: z.ZodType<WebexMessage> = z.looseObject({
  ...{ id: z.string(), roomId: z.string(), roomType: optional },
  ...{ personId: optional, personEmail: optional, created: z.string() },
})

/** A membership, with whatever else Webex tells of it. */
export interface WebexMembership extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly roomId: string
  readonly personId?: Optional
  readonly created: string
}

const membershipSchema: z.ZodType<WebexMembership> = z.looseObject({
  ...{ id: z.string(), roomId: z.string(), personId: optional, created: z.string() },
})

interface NewWebexWebhook {
  readonly name: string
  readonly targetUrl: string
  readonly resource: string
  readonly event: string
  readonly filter?: string | undefined
  readonly ownedBy?: 'creator' | 'org' | undefined
  readonly secret: string
}

/** The part of Webex's REST API that a connection needs. Every method rejects with `ProviderError`. */
export interface WebexClient {
  /** How far Webex's clock runs ahead of ours, in ms, as of the last answer. */
  clockAheadMs(): number
  /** Whose token it is. */
  me(): Promise<WebexPerson>
  /** All webhooks of the token's owner, page after page. */
  webhooks(): Promise<readonly WebexWebhook[]>
  createWebhook(webhook: NewWebexWebhook): Promise<WebexWebhook>
  /** Name, target, secret and status are all that Webex lets be changed; `active` wakes an inactive one. */
  updateWebhook(
    id: string,
    fields: { name: string; targetUrl: string; secret?: string; status?: 'active' },
  ): Promise<void>
  /** One that is gone already is fine. */
  deleteWebhook(id: string): Promise<void>
  /** Rooms, the most recently active first, until `enough` says so of one. */
  rooms(enough: (room: WebexRoom, count: number) => boolean): Promise<readonly WebexRoom[]>
  /** Messages of a room, newest first, until `enough` says so of one. */
  messages(
    query: { roomId: string; mentionedPeople?: 'me' },
    enough: (message: WebexMessage, count: number) => boolean,
  ): Promise<readonly WebexMessage[]>
  /** Memberships of a room, or the token owner's own. */
  memberships(roomId: string | undefined, limit: number): Promise<readonly WebexMembership[]>
}

/** Webex's own base. FedRAMP and emulators have others. */
export const webexApi = 'https://webexapis.com/v1'

export function createWebexClient(options: Omit<CallerOptions, 'provider'>): WebexClient {
  const call = createCaller({ ...options, provider: 'Webex' })
  const path = (id: string) => `/webhooks/${encodeURIComponent(id)}`
  return {
    clockAheadMs: () => call.clockAheadMs(),
    async me() {
      const doing = 'say whose token it is'
      const { json } = await call({ method: 'GET', path: '/people/me', doing })
      return shaped(personSchema, json, 'Webex', doing)
    },
    webhooks: () => list(call, webhookSchema, '/webhooks', { max: '1000' }, 'list the webhooks', never),
    async createWebhook({ filter, ownedBy, ...webhook }) {
      const doing = 'create the webhook'
      const { json } = await call({
        method: 'POST',
        path: '/webhooks',
        json: {
          ...webhook,
          ...(filter === undefined ? {} : { filter }),
          ...(ownedBy === undefined ? {} : { ownedBy }),
        },
        doing,
      })
      return shaped(webhookSchema, json, 'Webex', doing)
    },
    async updateWebhook(id, fields) {
      await call({ method: 'PUT', path: path(id), json: fields, doing: 'change the webhook' })
    },
    async deleteWebhook(id) {
      await call({ method: 'DELETE', path: path(id), doing: 'delete the webhook' }).catch((error) => {
        if (error?.code !== 'ERR_PROVIDER_NOT_FOUND') throw error
      })
    },
    rooms: (enough) =>
      list(call, roomSchema, '/rooms', { max: '200', sortBy: 'lastactivity' }, 'list the rooms', enough),
    messages: (query, enough) =>
      list(call, messageSchema, '/messages', { ...query, max: '100' }, 'list the messages of a room', enough),
    memberships: (roomId, limit) =>
      list(
        call,
        membershipSchema,
        '/memberships',
        { ...(roomId === undefined ? {} : { roomId }), max: '500' },
        'list the memberships',
        (_membership, count) => count >= limit,
      ),
  }
}

const never = () => false
/** A list that never ends is a broken one. */
const pageLimit = 100
/** Nor is one of more items; its pages may be of 8 MiB each, and a hundred of those would end the process. */
const mostItems = 20_000

async function list<T>(
  call: Caller,
  item: z.ZodType<T>,
  path: string,
  query: Readonly<Record<string, string>>,
  doing: string,
  enough: (item: T, count: number) => boolean,
): Promise<readonly T[]> {
  const items: T[] = []
  const pageSchema = z.object({ items: z.array(item) })
  let answer = await call({ method: 'GET', path, query, doing })
  for (let page = 1; ; page += 1) {
    for (const one of shaped(pageSchema, answer.json, 'Webex', doing).items) {
      if (items.length >= mostItems || enough(one, items.length)) return items
      items.push(one)
    }
    if (answer.next === null || page >= pageLimit) return items
    answer = await call({ method: 'GET', path: answer.next, doing })
  }
}
