import type { Happening } from './world.ts'

/** The names that a filter may test, by resource. From third-party text that was tried against the live API. */
const filterNames: Readonly<Record<string, readonly string[]>> = {
  messages: [
    'roomId',
    'roomType',
    'personId',
    'personEmail',
    'mentionedPeople',
    'mentionedGroups',
    'hasFiles',
    'hasAttachments',
  ],
  memberships: ['roomId', 'personId', 'personEmail', 'isModerator'],
  rooms: ['type', 'isLocked'],
  attachmentActions: ['roomId'],
}

/** A sentence where a filter cannot be, else null. Filters are joined with `&`: all must hold. */
export function filterFault(resource: string, filter: string): string | null {
  const names = filterNames[resource]
  if (names === undefined) return null
  const wrong = [...new URLSearchParams(filter).keys()].find((name) => !names.includes(name))
  return wrong === undefined ? null : `Unknown filter '${wrong}' for resource '${resource}'.`
}

/** Whether a happening passes; `me` stands for the webhook's creator. */
export function filterPasses(filter: string | undefined, happening: Happening, creatorId: string): boolean {
  if (filter === undefined) return true
  return [...new URLSearchParams(filter)].every(([name, value]) => {
    const wanted = value === 'me' ? creatorId : value
    if (name === 'mentionedPeople') return happening.mentioned.includes(wanted)
    if (name === 'hasFiles') return String(Array.isArray(happening.data.files)) === value
    if (name === 'hasAttachments') return String(happening.hasCard) === value
    return String(happening.data[name] ?? '') === wanted
  })
}
