import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Stream } from '../../src/api/http/stream.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'

type Parts = ConstructorParameters<typeof Stream>

/** A stream over a store that answers when the test says so. */
function startStream(): { stream: Stream; looks: () => number; answer(): Promise<void> } {
  const waiting: (() => void)[] = []
  let looks = 0
  const journal = {
    events: async () => {
      looks += 1
      await new Promise<void>((resolve) => waiting.push(resolve))
      return []
    },
    rejections: async () => [],
    stats: async () => ({ oldestDue: null }),
  }
  const live = { current: () => ({ configuration: nothingSetUp }) }
  const answer = async (): Promise<void> => {
    for (const go of waiting.splice(0)) go()
    for (let turns = 0; turns < 5; turns++) await turn()
  }
  return {
    stream: new Stream(journal as unknown as Parts[0], live as unknown as Parts[1]),
    looks: () => looks,
    answer,
  }
}

function follower(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()))
}

function leave(answer: ServerResponse): void {
  answer.destroy()
  answer.emit('close')
}

test('who went away before he could follow takes no place', () => {
  const { stream, looks } = startStream()
  for (let gone = 0; gone < 100; gone++) {
    const answer = follower()
    leave(answer)
    stream.follow(answer, undefined)
  }
  expect([stream.hasRoom, looks()]).toEqual([true, 0])
})

test('however many come and go, the store is looked at once at a time', async () => {
  const { stream, looks, answer } = startStream()
  for (let round = 0; round < 50; round++) {
    const one = follower()
    stream.follow(one, undefined)
    leave(one)
  }
  const last = follower()
  stream.follow(last, undefined)
  expect(looks()).toBe(1)
  await answer()
  // The next look is a second away; who leaves before it and comes again begins anew, with one.
  leave(last)
  for (let round = 0; round < 3; round++) {
    const one = follower()
    stream.follow(one, undefined)
    await answer()
    leave(one)
  }
  expect(looks()).toBe(4)
  stream.close()
})

test('a look that ends when nobody follows any more is the last', async () => {
  const { stream, looks, answer } = startStream()
  const one = follower()
  stream.follow(one, undefined)
  leave(one)
  await answer()
  const next = follower()
  stream.follow(next, undefined)
  expect(looks()).toBe(2)
  leave(next)
  await answer()
  expect(stream.hasRoom).toBe(true)
})
