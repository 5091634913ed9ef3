/** Runs a keeper over `gateway.ts` as a process of its own, so that a test may signal and kill it. */

import { randomUUID } from 'node:crypto'
import { createIsProxy } from '../../src/ingest/client-network.ts'
import { runKeeper } from '../../src/keeper/keeper.ts'
import { makeSocketFolder } from '../../src/keeper/socket-folder.ts'

const folder = await makeSocketFolder()
if (folder === null) throw new Error('no folder for sockets')
const code = await runKeeper({
  id: randomUUID(),
  listeners: [{ host: '127.0.0.1', port: 0, socketPath: folder.path('in') }],
  child: {
    command: process.execPath,
    args: [new URL('./gateway.ts', import.meta.url).pathname],
    env: process.env,
  },
  limits: JSON.parse(process.env.LIMITS ?? '{}'),
  isProxy: createIsProxy(JSON.parse(process.env.PROXIES ?? '[]')),
  hangSeconds: Number(process.env.HANG_SECONDS ?? '15'),
  drainMs: Number(process.env.DRAIN_MS ?? '5000'),
  log: { info: () => undefined, warn: (_about, warned) => process.send?.({ warned }) },
  onListening: (listeners) => {
    process.send?.({ port: listeners[0]?.port })
    // Before the keeper's own, which runs in the same turn: what is sent reaches nobody until both have.
    process.on('SIGHUP', () => process.send?.({ hungUp: true }))
    // As often as the keeper looks, and by the same list of timers.
    setInterval(() => process.send?.({ tick: true }), 1000).unref()
  },
  onReady: (message) => process.send?.({ gateway: message.pid }),
})
folder.remove()
process.exit(code)
