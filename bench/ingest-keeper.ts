/** Started by `ingest.ts`: the gateway of `ingest-gateway.ts` behind a keeper, with the flags that `serve` gives it. */

import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { gatewayFlags, gatewayVariables } from '../packages/gateway/src/cli/serve/gateway-flags.ts'
import { runKeeper } from '../packages/gateway/src/keeper/keeper.ts'
import { makeSocketFolder } from '../packages/gateway/src/keeper/socket-folder.ts'

const sockets = await makeSocketFolder()
if (sockets === null) throw new Error('no folder for sockets')
let port = 0
const code = await runKeeper({
  id: randomUUID(),
  listeners: [{ host: '127.0.0.1', port: 0, socketPath: sockets.path('in') }],
  child: {
    command: process.execPath,
    args: [
      ...gatewayFlags,
      ...process.execArgv,
      fileURLToPath(new URL('./ingest-gateway.ts', import.meta.url)),
      process.argv[2] ?? '',
    ],
    env: { ...gatewayVariables, ...process.env },
  },
  log: { info: () => undefined, warn: console.error },
  onListening: ([listener]) => {
    port = listener?.port ?? 0
  },
  onReady: () => process.send?.({ port }),
})
sockets.remove()
process.exit(code)
