import { sign } from 'countersign'
import { paymongo } from 'countersign/schemes/paymongo'
import { verifySync } from 'countersign/sync'
import { expect, test } from 'vitest'

const [first, second] = ['a-secret-of-24-letters-x', 'another-of-24-letters-xx']
const body = '{"data":{"id":"evt_1","attributes":{"type":"payment.paid"}}}'
const now = new Date(1_700_000_000_000)

test.each([
  ['with one secret the part for live mode is empty', [first], /^t=1700000000,te=[0-9a-f]{64},li=$/],
  ['with two neither is', [first, second], /^t=1700000000,te=[0-9a-f]{64},li=[0-9a-f]{64}$/],
])('%s', async (_name, secrets, shape) => {
  const { headers } = await sign({ body }, { scheme: paymongo, secrets, now })
  expect(headers['Paymongo-Signature']).toMatch(shape)
  for (const secret of secrets) {
    const { type } = verifySync({ headers, body }, { scheme: paymongo, secrets: secret, now })
    expect(type).toBe('payment.paid')
  }
})
