import type { Samples } from '../scheme/facts.ts'

const envelope = {
  id: 'Y2lzY29zcGFyazovL3VzL1dFQkhPT0svZjRlNjA1NjAtNjYwMi00ZmIwLWEyNWEtOTQ5ODgxNjA5NDk3',
  name: 'New message in “Project Unicorn” room',
  targetUrl: 'https://example.com/hook',
}

const owner = {
  orgId: 'OTZhYmMyYWEtM2RjYy0xMWU1LWExNTItZmUzNDgxOWNkYzlh',
  createdBy: 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Ny1jOGRkLTQ3MjctOGIyZi1mOWM0NDdmMjkwNDY',
  appId:
    'Y2lzY29zcGFyazovL3VzL0FQUExJQ0FUSU9OL0MyNzljYjMwYzAyOTE4MGJiNGJkYWViYjA2MWI3OTY1Y2RhMzliNjAyOTdjODUwM2YyNjZhYmY2NmM5OTllYzFm',
  ownedBy: 'creator',
  status: 'active',
  created: '2015-10-18T14:26:16.000Z',
  actorId: 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Ny1jOGRkLTQ3MjctOGIyZi1mOWM0NDdmMjkwNDY',
}

const message = {
  id: 'Y2lzY29zcGFyazovL3VzL01FU1NBR0UvOTJkYjNiZTAtNDNiZC0xMWU2LThhZTktZGQ1YjNkZmM1NjVk',
  roomId: 'Y2lzY29zcGFyazovL3VzL1JPT00vYmJjZWIxYWQtNDNmMS0zYjU4LTkxNDctZjE0YmIwYzRkMTU0',
  roomType: 'group',
  personId: 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Ny1jOGRkLTQ3MjctOGIyZi1mOWM0NDdmMjkwNDY',
  personEmail: 'matt@example.com',
  created: '2015-10-18T14:26:16.203Z',
}

const membership = {
  id: 'Y2lzY29zcGFyazovL3VzL01FTUJFUlNISVAvMGQwYzkxYjYtY2U2MC00NzI1LWI2ZDAtMzQ1NWQ1ZDExZWYzOmNkZTFkZDQwLTJmMGQtMTFlNS1iYTljLTdiNjU1NmQyMjA3Yg',
  roomId: message.roomId,
  personId: message.personId,
  personEmail: 'alex@example.com',
  personDisplayName: 'Alex Green',
  personOrgId: owner.orgId,
  isModerator: false,
  isMonitor: false,
  created: '2015-10-18T14:26:16.057Z',
}

/** Webex sends compact JSON with the keys in this order. */
function sample(
  resource: string,
  event: string,
  data: object,
): { body: string; headers: Record<string, string> } {
  return {
    body: JSON.stringify({ ...envelope, resource, event, ...owner, data }),
    headers: { 'Content-Type': 'application/json;charset=UTF-8' },
  }
}

/** Notifications as the provider's documentation and a capture of an emulator show them. */
export const webexSamples: Samples = {
  'messages.created': sample('messages', 'created', message),
  'messages.deleted': sample('messages', 'deleted', message),
  'memberships.created': sample('memberships', 'created', membership),
  'memberships.updated': sample('memberships', 'updated', { ...membership, isModerator: true }),
  'memberships.deleted': sample('memberships', 'deleted', membership),
}
