import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCursor, parseCursor } from '../../src/api/shapes/cursor.ts'
import { formatDeliveryId, formatId, parseDeliveryId, parseId, tagLimit } from '../../src/model/id.ts'
import { Refusal } from '../../src/model/refusal.ts'

const whole = fc.maxSafeNat()
const tag = fc.integer({ min: 0, max: tagLimit - 1 })

describe('cursors', () => {
  it('come back as they were written', () => {
    const position = fc.array(fc.option(whole), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom('events', 'deliveries'), position, (list, numbers) => {
        expect(parseCursor(list, numbers.length, formatCursor(list, numbers))).toEqual(numbers)
      }),
    )
  })

  it('of another list, another length or another spelling are refused', () => {
    const cursor = formatCursor('events', [5])
    expect(() => parseCursor('rejections', 1, cursor)).toThrow(Refusal)
    expect(() => parseCursor('events', 2, cursor)).toThrow(Refusal)
    expect(() => parseCursor('events', 1, `${cursor}=`)).toThrow(Refusal)
  })

  it('of a number that may have been rounded are refused', () => {
    const cursorOf = (text: string): string => Buffer.from(`events:${text}`).toString('base64url')
    expect(parseCursor('events', 1, cursorOf(`${2 ** 53 - 1}`))).toEqual([2 ** 53 - 1])
    expect(() => parseCursor('events', 1, cursorOf(`${2 ** 53}`))).toThrow(Refusal)
  })

  it('that nobody has given are refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => {
        let position: unknown
        try {
          position = parseCursor('events', 1, text)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
          return
        }
        expect(formatCursor('events', position as number[])).toBe(text)
      }),
    )
  })
})

describe('public ids', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.constantFrom('evt' as const, 'rej' as const), whole, tag, (kind, seq, own) => {
        expect(parseId(kind, formatId(kind, seq, own))).toEqual({ seq, tag: own })
      }),
    )
    const small = fc.integer({ min: 0, max: 2 ** 40 })
    fc.assert(
      fc.property(whole, small, small, tag, (seq, lane, replay, own) => {
        const key = { seq, lane, replay }
        expect(parseDeliveryId(formatDeliveryId(key, own))).toEqual({ ...key, tag: own })
      }),
    )
  })

  it('of a number that may have been rounded are none', () => {
    const [last, next] = [formatId('evt', 2 ** 53 - 1, 0), formatId('evt', 2 ** 53, 0)]
    expect([parseId('evt', last)?.seq, parseId('evt', next)]).toEqual([2 ** 53 - 1, null])
  })

  it('have one spelling: what parses is what is written', () => {
    const near = fc.stringMatching(/^(evt|rej|dlv)_[0-9a-zA-Z-]{0,24}$/)
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const event = parseId('evt', text)
        if (event !== null) expect(formatId('evt', event.seq, event.tag)).toBe(text)
        const delivery = parseDeliveryId(text)
        if (delivery !== null) expect(formatDeliveryId(delivery, delivery.tag)).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })
})
