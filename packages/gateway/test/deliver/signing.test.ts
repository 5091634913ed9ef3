import type { Signed } from 'countersign'
import { expect, it } from 'vitest'
import type { LiveDestination } from '../../src/configuration/live.ts'
import { createDeliverySigner } from '../../src/deliver/signing.ts'

// A delivery sends the bytes of the event to the address of the destination: a signature over others must not leave.

const body = Buffer.from('{"id":1}')
const message = { id: 'evt_1', url: 'https://app.test/', body, now: 0 }

function headersOf(signed: Omit<Signed, 'headers'>): unknown {
  const signer = { signSync: () => ({ headers: { 'x-signature': 's' }, ...signed }) }
  return createDeliverySigner({ broken: null, secrets: [], signer } as unknown as LiveDestination)?.sign(
    message,
  )
}

it('gives the headers of a signature over what is sent', () => {
  const headers = { 'x-signature': 's' }
  expect(headersOf({ body })).toEqual(headers)
  expect(headersOf({ body: Uint8Array.from(body), url: message.url })).toEqual(headers)
})

it('throws where another body or address was signed', () => {
  expect(() => headersOf({ body: Buffer.from('{"id":1,"signature":"s"}') })).toThrow(
    'another body or address',
  )
  expect(() => headersOf({ body, url: 'https://app.test/?s=1' })).toThrow('another body or address')
})
