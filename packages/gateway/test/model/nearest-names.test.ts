import { schemeNames } from 'countersign/schemes'
import { describe, expect, it } from 'vitest'
import { didYouMean, nearestNames } from '../../src/model/nearest-names.ts'

const near = (name: string): readonly string[] => nearestNames(name, schemeNames)

describe('the names nearest to one that there is not', () => {
  it.each([
    ['strip', 'stripe'],
    ['Stripe', 'stripe'],
    ['sripe', 'stripe'],
    ['stirpe', 'stripe'],
    ['git hub', 'github'],
    ['githb', 'github'],
    ['webx', 'webex'],
    ['standard_webhooks', 'standard-webhooks'],
    ['standardwebhook', 'standard-webhooks'],
    ['google', 'google-pubsub-push'],
    ['hubspot', 'hubspot-v1'],
    ['shopify-app', 'shopify'],
    ['pubsub', 'google-pubsub-push'],
  ])('%s: %s', (typed, meant) => {
    expect(near(typed)[0]).toBe(meant)
  })

  it.each(['', '-', 'x', 'qqqqqqqq', 'constructor', '__proto__', 'q'.repeat(1_000_000)])(
    '%.20s: none',
    (typed) => {
      expect(near(typed)).toEqual([])
    },
  )

  it('are three at most', () => {
    expect(near('hubspot')).toEqual(['hubspot-v1', 'hubspot-v2', 'hubspot-v3'])
    expect(didYouMean('hubspot', schemeNames)).toBe('Did you mean hubspot-v1, hubspot-v2 or hubspot-v3?')
    expect(didYouMean('webx', ['webex'])).toBe('Did you mean webex?')
    expect(didYouMean('qqqqqqqq', schemeNames)).toBe('')
  })
})
