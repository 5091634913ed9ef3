import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deliveryMessage } from '../../src/deliver/delivery-message.ts'

type Arguments = Parameters<typeof deliveryMessage>

/** The header in which the type of an event goes out. */
function typeHeader(type: string): string | undefined {
  const event = { seq: 1, tag: 1, type, verdict: 'verified' } as Arguments[0]['event']
  const payload = { method: 'POST', url: '/', headers: [], sealedHeaders: null, body: new Uint8Array() }
  const source = { sourceName: 'webex', headers: new Set<string>() }
  const destination = { headers: {} } as unknown as Arguments[3]
  const signer = { sign: () => ({}), countersign: () => null }
  const content = { event, payload } as Arguments[0]
  const key = { seq: 1, lane: 1, replay: 0 } as Arguments[1]
  const { headers } = deliveryMessage(content, key, 1, destination, 'http://a.test/', source, signer, 0)
  const at = headers.indexOf('countersign-event-type')
  return at < 0 ? undefined : headers[at + 1]
}

describe('the type of an event in its header', () => {
  it.each([
    ['messages.created', 'messages.created'],
    ['Push Hook', 'Push%20Hook'],
    ['größer', 'gr%C3%B6%C3%9Fer'],
    ['gr%C3%B6%C3%9Fer', 'gr%25C3%25B6%25C3%259Fer'],
    ['100%', '100%25'],
    ['a\ud800b', 'a%EF%BF%BDb'],
    ['a'.repeat(256), 'a'.repeat(256)],
  ])('of %j is %j', (type, header) => {
    expect(typeHeader(type)).toBe(header)
  })

  it('gives the text back when it is decoded, or its beginning where it is long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (type) => {
        const header = typeHeader(type) ?? ''
        expect(header).toMatch(/^[\x21-\x7e]{1,256}$/)
        const text = type.replace(/\p{Surrogate}/gu, '\ufffd')
        const decoded = decodeURIComponent(header)
        expect(text.startsWith(decoded)).toBe(true)
        // Nothing is cut that would have fitted.
        if (decoded !== text) expect(header.length).toBeGreaterThan(256 - 12)
      }),
    )
  })

  it('is never cut within a character', () => {
    expect(typeHeader(`${'a'.repeat(250)}😀`)).toBe('a'.repeat(250))
    expect(decodeURIComponent(typeHeader('ü'.repeat(200)) ?? '')).toBe('ü'.repeat(42))
  })
})
