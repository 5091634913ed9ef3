import { expect, test } from 'vitest'
import { Thread } from '../../../src/journal/sqlite/thread.ts'

interface Calls {
  double(value: number): number
  die(): void
}

const source = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', ({ id, method, args }) => {
    if (method === 'die') throw new Error('as asked')
    parentPort.postMessage({ kind: 'call', id, value: method === 'double' ? args[0] * 2 : undefined })
    if (method === 'close') parentPort.close()
  })`

/** Says so as soon as it runs. */
const eager = `
  import { workerData } from 'node:worker_threads'
  Atomics.store(workerData, 0, 1)
  ${source}`

const start = () => new Thread<Calls>(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {})

test('a thread that dies fails what waits and what comes, and says that nobody asked', async () => {
  const thread = start()
  const ends: boolean[] = []
  thread.onEnd = (_, asked) => ends.push(asked)
  expect(await thread.call('double', 21)).toBe(42)
  const died = { code: 'ERR_JOURNAL_UNAVAILABLE', message: 'A thread of the journal has died.' }
  const waiting = [thread.call('die'), thread.call('double', 1)]
  for (const each of waiting) await expect(each).rejects.toMatchObject(died)
  await expect(thread.call('double', 1)).rejects.toMatchObject(died)
  expect(ends).toEqual([false])
  await thread.close()
})

test('a thread that was closed says so', async () => {
  const thread = start()
  const ends: boolean[] = []
  thread.onEnd = (_, asked) => ends.push(asked)
  await thread.close()
  await expect(thread.call('double', 1)).rejects.toMatchObject({ message: 'The journal is closed.' })
  expect(ends).toEqual([true])
})

test('a thread begins with the first request, and not before', async () => {
  const began = new Int32Array(new SharedArrayBuffer(4))
  const url = new URL(`data:text/javascript,${encodeURIComponent(eager)}`)
  const [asked, never] = [0, 1].map(() => new Thread<Calls>(url, { workerData: began }))
  await never?.close()
  expect(began[0]).toBe(0)
  expect(await asked?.call('double', 21)).toBe(42)
  expect(began[0]).toBe(1)
  await asked?.close()
  never?.begin()
  never?.post({}, [])
  await expect(never?.call('double', 1)).rejects.toMatchObject({ message: 'The journal is closed.' })
})
