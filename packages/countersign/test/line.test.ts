import { sign, verify } from 'countersign'
import { loadScheme } from 'countersign/schemes'
import { expect, test } from 'vitest'

const event = { type: 'message', webhookEventId: '01FZ74A0TDDPYRVKNK77XKC3ZR' }

test.each([
  ['one event', [event], 'message', event.webhookEventId, { basis: 'signed-id' }],
  ['two events', [event, { ...event, webhookEventId: '2' }], '', undefined, null],
  ['no event', [], '', undefined, null],
  ['an event without an id', [{ type: 'follow' }], 'follow', undefined, null],
])('a message of LINE with %s', async (_what, events, type, id, dedupe) => {
  const scheme = await loadScheme('line')
  if (scheme === undefined) throw new Error('no line')
  const secrets = 'a-channel-secret'
  const body = JSON.stringify({ destination: 'U1', events })
  const { headers } = await sign({ body }, { scheme, secrets })
  const found = await verify({ headers, body }, { scheme, secrets })
  expect(found.type).toBe(type)
  expect(found.id).toBe(id)
  if (dedupe === null) expect(found.dedupe).toBeNull()
  else expect(found.dedupe).toMatchObject(dedupe)
})
