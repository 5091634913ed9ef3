import { expect, test } from 'vitest'
import { compileSubscription } from '../../src/model/subscription.ts'

test('takes exact types, and all below a beginning', () => {
  const takes = compileSubscription(['refund', 'order.*', 'a.b.*'])
  const types = [
    'refund',
    'order.paid',
    'order.item.added',
    'a.b.c',
    'refund.x',
    'order',
    'orders.x',
    'a.c',
    '',
  ]
  expect(types.filter((type) => takes?.(type))).toEqual(['refund', 'order.paid', 'order.item.added', 'a.b.c'])
})

test('takes all where it names none', () => {
  expect(compileSubscription([])).toBeNull()
})
