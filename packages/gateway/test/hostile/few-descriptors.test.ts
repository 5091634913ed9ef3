import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { ask, startKept } from '../keeper/kept.ts'

const posix = process.platform !== 'win32'
const linux = process.platform === 'linux'
if (!posix) console.log('skipped: few descriptors; this system sets no limit')
if (!linux)
  console.log('skipped: who is killed first where memory ends; this system does not let it be chosen')

test.runIf(posix)(
  'with 256 open files 400 silent connections keep nobody out',
  async () => {
    const kept = await startKept({}, 256)
    await kept.gateway()
    expect(kept.warnings).toEqual([expect.stringContaining('limit of open files')])
    const sockets: Socket[] = []
    for (let at = 0; at < 400; at++) {
      const socket = connect(kept.port, '127.0.0.1')
      socket.on('error', () => undefined)
      sockets.push(socket)
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
    }
    const froms = linux ? ['127.0.3.1', '127.0.0.1'] : ['127.0.0.1']
    for (let turn = 0; turn < 60; turn++) {
      const from = froms[turn % froms.length] ?? '127.0.0.1'
      expect((await ask(kept.port, '/in', { body: 'x', from, patienceMs: 20_000 })).body).toBe('1:x')
    }
    for (const socket of sockets) socket.destroy()
    kept.process.kill('SIGTERM')
    await kept.exited
  },
  60_000,
)

test.runIf(linux)('where memory ends the gateway goes before its keeper', async () => {
  const kept = await startKept()
  const badness = (pid: number): number => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1'))
  const keeper = badness(kept.process.pid ?? 0)
  expect(keeper).toBe(badness(process.pid))
  expect(badness(await kept.gateway())).toBe(Math.min(1000, keeper + 500))
  await kept.kill()
  expect(badness(await kept.gateway())).toBe(Math.min(1000, keeper + 500))
  kept.process.kill('SIGTERM')
  await kept.exited
})
