import { expect, test } from 'vitest'
import type { Message } from '../src/message/message.ts'
import { findOne, jsonField } from '../src/message/place.ts'

/** A message with this JSON; nothing else of it is asked for. */
function messageWith(json: string): Message {
  const parsed = JSON.parse(json)
  return { field: (name: string) => parsed[name] } as unknown as Message
}

test.each([
  ['{"id":"9007199254740993"}', ['9007199254740993']],
  ['{"id":9007199254740991}', ['9007199254740991']],
  ['{"id":-9007199254740991}', ['-9007199254740991']],
  // JSON.parse may have rounded it: two ids would be one.
  ['{"id":9007199254740992}', undefined],
  ['{"id":9007199254740993}', undefined],
  ['{"id":-9007199254740993}', undefined],
  ['{"id":1152921506151679042}', undefined],
  ['{"id":1e400}', undefined],
  ['{"id":1.5}', undefined],
  ['{"id":true}', ['true']],
  ['{"id":null}', []],
  ['{}', []],
])('what stands at a place of %s is %j', (json, expected) => {
  expect(jsonField('id').find(messageWith(json))).toEqual(expected)
  expect(findOne(messageWith(json), jsonField('id'))).toBe(expected?.[0])
})
