import { expect, test } from 'vitest'
import { formatId, parseId } from '../../src/model/id.ts'

test('an id whose number no computer keeps exactly is none', () => {
  const last = formatId('evt', Number.MAX_SAFE_INTEGER, 7)
  expect(parseId('evt', last)).toEqual({ seq: Number.MAX_SAFE_INTEGER, tag: 7 })
  const beyond = formatId('evt', 2 ** 53, 7)
  expect(beyond).not.toBe(last)
  expect(parseId('evt', beyond)).toBeNull()
})
