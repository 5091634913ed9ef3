import { field } from '../field.ts'
import type { Found, Gap, Memory, Missed, Search as Stretch } from '../provider.ts'
import { ProviderError } from '../provider-error.ts'
import { providerGap } from '../provider-gap.ts'
import type {
  WebexClient,
  WebexMembership,
  WebexMessage,
  WebexPerson,
  WebexRoom,
  WebexWebhook,
} from './client.ts'
import type { WebexSettings } from './settings.ts'

/** Bounds of one back-fill: rooms listed, rooms looked into, messages and memberships of one room, all that is found. */
const limits = { listed: 2000, rooms: 100, messages: 1000, memberships: 1000, found: 20_000 } as const

/**
 * Fetches what Webex still knows of a gap: messages that were written, and members who came. The text is not
 * in what is made of a message, exactly as in a notification. What was changed or deleted in between leaves
 * no trace that the API shows.
 */
export async function missedAtWebex(
  client: WebexClient,
  settings: WebexSettings,
  ours: Stretch,
  hookId: string,
): Promise<Found> {
  const { resource, event } = settings
  const reachable = ['messages', 'memberships'].filter((name) => resource === name || resource === 'all')
  const beyondReach: string[] = []
  if (resource === 'all' || reachable.length === 0)
    beyondReach.push(
      `Webex lists no past ${resource === 'all' ? 'events beside messages and memberships' : resource}.`,
    )
  if (event !== 'created') beyondReach.push('Webex does not show what was changed or deleted.')
  if (reachable.length === 0 || (event !== 'created' && event !== 'all')) return { missed: [], beyondReach }

  const [me, webhooks] = [await client.me(), await client.webhooks()]
  const gap = providerGap(ours, client.clockAheadMs())
  const webhook = webhooks.find(({ id }) => id === hookId)
  if (webhook === undefined)
    return { missed: [], beyondReach: ['The webhook is gone, so nothing was fetched.'] }
  const search: Search = {
    client,
    me,
    webhook,
    gap,
    filter: new URLSearchParams(settings.filter ?? ''),
    beyondReach,
  }
  const rooms = await recentRooms(search)
  const missed: Missed[] = []
  if (reachable.includes('memberships')) {
    beyondReach.push(
      'Of members who came, only those of rooms with a message since, and the token’s own, are looked for.',
    )
    missed.push(...(await membershipsOf(search, null)))
  }
  for (const room of rooms) {
    if (missed.length >= limits.found) {
      beyondReach.push(`No more was fetched after ${limits.found} things.`)
      break
    }
    if (reachable.includes('messages')) missed.push(...(await messagesOf(search, room)))
    if (reachable.includes('memberships')) missed.push(...(await membershipsOf(search, room)))
  }
  // The token's own memberships are met in their rooms once more.
  const once = new Map(missed.map((one) => [one.key, one]))
  return {
    missed: [...once.values()].toSorted((one, other) => one.at - other.at),
    beyondReach: [...new Set(beyondReach)],
  }
}

/** Remembers keys. The webhook's id is left out of them: emulators make up a new one each time. */
export function memoryOfWebex(): Memory {
  const known = new Set<string>()
  return { see: (body) => void known.add(keyOf(body)), knows: ({ key }) => known.has(key) }
}

interface Search {
  readonly client: WebexClient
  readonly me: WebexPerson
  readonly webhook: WebexWebhook
  readonly gap: Gap
  readonly filter: URLSearchParams
  readonly beyondReach: string[]
}

/** Every room that may have a message of the gap, the most recently active first. */
async function recentRooms({ client, gap, filter, beyondReach }: Search): Promise<readonly WebexRoom[]> {
  const only = filter.get('roomId')
  const listed = await client.rooms((_room, count) => count >= limits.listed)
  if (listed.length >= limits.listed) beyondReach.push(`Only the first ${limits.listed} rooms were listed.`)
  const active = listed
    .filter(({ id }) => only === null || id === only)
    .filter((room) => mayBeActive(room, gap.from))
    .toSorted((one, other) => activityOf(other) - activityOf(one))
  if (active.length > limits.rooms)
    beyondReach.push(`Only the ${limits.rooms} most recently active rooms were looked into.`)
  return active.slice(0, limits.rooms)
}

/** A `lastActivity` within this of the room's own time has never been moved, in ms. */
const neverMovedMs = 1_000

/**
 * Whether a room may have had a message since. Each is held against the gap by itself: the order of the list is not
 * relied on, and a time that never moved since the room was made says nothing, since emulators leave it there.
 */
function mayBeActive(room: WebexRoom, since: number): boolean {
  const activity = activityOf(room)
  if (Number.isNaN(activity) || activity >= since) return true
  return Math.abs(activity - Date.parse(room.created ?? '')) < neverMovedMs
}

function activityOf({ lastActivity }: WebexRoom): number {
  return Date.parse(lastActivity ?? '')
}

async function messagesOf(search: Search, room: WebexRoom): Promise<readonly Missed[]> {
  const { client, me, gap, beyondReach } = search
  const mentionsOnly = me.type === 'bot' && room.type !== 'direct'
  const query = { roomId: room.id, ...(mentionsOnly ? { mentionedPeople: 'me' as const } : {}) }
  const from = new Date(gap.from).toISOString()
  const found = await orBeyond(search, `The messages of room "${room.title ?? room.id}"`, () =>
    client.messages(query, (message, count) => {
      if (count >= limits.messages)
        beyondReach.push(`Only the ${limits.messages} newest messages of a room were fetched.`)
      return count >= limits.messages || message.created < from
    }),
  )
  return found.flatMap((message) => {
    const data = { ...message, roomType: message.roomType ?? room.type }
    return within(gap, message.created) && passes(search, data)
      ? [notification(search, 'messages', messageData(data))]
      : []
  })
}

/** Of one room, or of the token's owner in all rooms. */
async function membershipsOf(search: Search, room: WebexRoom | null): Promise<readonly Missed[]> {
  const what = room === null ? 'The memberships' : `The members of room "${room.title ?? room.id}"`
  const found = await orBeyond(search, what, () => search.client.memberships(room?.id, limits.memberships))
  return found.flatMap((membership: WebexMembership) =>
    within(search.gap, membership.created) && passes(search, membership)
      ? [notification(search, 'memberships', membership)]
      : [],
  )
}

/** What is so for good about one room does not end the whole search. */
const ofOneRoom: readonly string[] = ['ERR_PROVIDER_SCOPE', 'ERR_PROVIDER_NOT_FOUND', 'ERR_PROVIDER_REFUSED']

/** A room that may not be read does not end the search; a refused token or a provider that must be left alone does. */
async function orBeyond<T>(
  search: Search,
  what: string,
  ask: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ProviderError) || !ofOneRoom.includes(error.code)) throw error
    search.beyondReach.push(`${what} could not be fetched: ${error.message}`)
    return []
  }
}

function within(gap: Gap, created: string): boolean {
  const at = Date.parse(created)
  return at >= gap.from && at <= gap.to
}

/** The webhook's filter, as far as a listed thing can be held against it. */
function passes({ filter, me }: Search, thing: Readonly<Record<string, unknown>>): boolean {
  return [...filter].every(([name, value]) => {
    const wanted = value === 'me' ? me.id : value
    if (name === 'mentionedPeople')
      return Array.isArray(thing.mentionedPeople) && thing.mentionedPeople.includes(wanted)
    if (name === 'hasFiles') return String(Array.isArray(thing.files) && thing.files.length > 0) === value
    return thing[name] === undefined || String(thing[name]) === wanted
  })
}

/** What a notification tells of a message: never its text. */
function messageData({
  id,
  roomId,
  roomType,
  files,
  personId,
  personEmail,
  mentionedPeople,
  created,
}: WebexMessage): Record<string, unknown> {
  return {
    ...{ id, roomId, roomType },
    ...(files === undefined ? {} : { files }),
    ...{ personId, personEmail },
    ...(mentionedPeople === undefined ? {} : { mentionedPeople }),
    created,
  }
}

function notification(
  { webhook }: Search,
  resource: string,
  data: Readonly<Record<string, unknown>>,
): Missed {
  const { id, name, targetUrl, filter, orgId, createdBy, appId, ownedBy, created } = webhook
  const body = {
    ...{ id, name, targetUrl, resource, event: 'created' },
    ...(filter ? { filter } : {}),
    ...{ orgId, createdBy, appId, ownedBy, status: 'active', created, actorId: data.personId, data },
  }
  return {
    type: `${resource}.created`,
    at: Date.parse(String(data.created)),
    key: keyOf(body),
    body: Buffer.from(JSON.stringify(body)),
  }
}

function keyOf(body: unknown): string {
  const parts = [
    field(body, 'resource'),
    field(body, 'event'),
    field(body, 'data', 'id'),
    field(body, 'data', 'created'),
  ]
  return JSON.stringify(parts.map((part) => part ?? null))
}
