import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launcher } from '../harness/start-gateway.ts'

const posix = process.platform !== 'win32'
if (!posix) console.log('skipped: a gateway asked to leave as it is ready; this system has no SIGTERM')

/** Asks keeper and gateway to leave in the moment in which the gateway says that it is ready. */
const atOnce = `
  const { send } = process
  if (send) process.send = (message, ...rest) => {
    const sent = send.call(process, message, ...rest)
    if (message.ready) for (const pid of [process.ppid, process.pid]) process.kill(pid, 'SIGTERM')
    return sent
  }`

test.runIf(posix)(
  'a gateway that is asked to leave as it says that it is ready closes its store',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'countersign-leave-'))
    const preload = `--import=data:text/javascript,${encodeURIComponent(atOnce)}`
    const child = spawn(process.execPath, [launcher, 'serve', '--port', '0', '--data', data], {
      env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS} ${preload}` },
      stdio: 'ignore',
    })
    try {
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(existsSync(join(data, 'journal.sqlite'))).toBe(true)
      expect(existsSync(join(data, 'journal.sqlite-wal'))).toBe(false)
    } finally {
      child.kill('SIGKILL')
      rmSync(data, { recursive: true, force: true })
    }
  },
)
