import { expect, it } from 'vitest'
import { apiOperations } from '../../src/api/operations/all.ts'
import type { ApiContext } from '../../src/api/operations/context.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports } from '../../src/transports/transports.ts'

// Whatever is asked for by more than a GET takes the act of who asks, which leaves its row in the audit, or stands here.

const untold: Readonly<Record<string, string>> = {
  acknowledgeDeliveries: 'pulling',
  acknowledgeForListener: 'pulling',
  checkConnection: 'the look that the gateway takes by itself, earlier',
  compareErasure: 'a question',
  countErasure: 'a question',
  createEcho: 'a question of the address that a caller has, kept for a moment in memory',
  extendLeases: 'pulling',
  findEvents: 'a search, whose words would name persons',
  publishEvent: 'publishing',
  pullDeliveries: 'pulling',
  pullForListener: 'pulling',
  searchEvents: 'a search, whose words would name persons',
  tryFilter: 'a trial',
  tryScheme: 'a trial',
}

it('every operation that is more than a look takes the act of who asks for it', () => {
  const transports = createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) })
  // An operation reads the rest of its context when it is called; none is called here.
  const changing = apiOperations({ transports } as ApiContext).filter(({ method }) => method !== 'get')
  expect(changing.length).toBeGreaterThan(50)
  const withoutAct = changing.filter(({ handle }) => !/\bact\b/.test(handle.toString())).map(({ id }) => id)
  expect(withoutAct.sort()).toEqual(Object.keys(untold).sort())
})
