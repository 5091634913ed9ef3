import { token } from '../engines/token.ts'
import { azureEventgridHandshake } from '../handshakes/azure-eventgrid.ts'
import { namedHeader } from '../message/named-header.ts'
import { only } from '../message/only.ts'
import type { FoundPlace } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const inHeader = namedHeader('tokenHeader', 'Authorization')

/** In the query where the operator says so, else in a header. */
const secretPlace: FoundPlace = {
  ...inHeader,
  queryParam: 'tokenQuery',
  title: 'the query that the param tokenQuery names, else the header that tokenHeader names',
  find(message) {
    const name = Object.hasOwn(message.params, 'tokenQuery') ? message.params.tokenQuery : undefined
    return name === undefined ? inHeader.find(message) : message.queryValues(name)
  },
}

/**
 * Azure Event Grid. Nothing is signed: a secret stands in the query of the endpoint's address, or in a header that was
 * added to the subscription. Tokens of Microsoft Entra are not looked at. Signing
 * writes the header.
 *
 * Source: learn.microsoft.com, Event Grid webhook delivery.
 */
export const azureEventgrid: Scheme = token({
  name: 'azure-eventgrid',
  title: 'Azure Event Grid',
  documentation: ['https://learn.microsoft.com/en-us/azure/event-grid/'],
  confidence: 'medium',
  at: secretPlace,
  describe: described({ type: only([], ['eventType']), id: only([], ['id']) }),
  params: {
    tokenQuery: { title: "the query parameter of the secret in the endpoint's address", optional: true },
    tokenHeader: { title: 'the header of the secret', optional: true },
  },
  handshake: azureEventgridHandshake,
})
