import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { secret } from './ingest-load.ts'
import type { Served } from './ingest-serve.ts'

/** The version of Debian's `webhook` (adnanh/webhook) where it is installed, else null. */
export function webhookVersion(): string | null {
  try {
    return execFileSync('webhook', ['-version'], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}

/**
 * Starts it with one hook at the same path, which checks the same signature and, as all of its hooks do, runs a
 * command: the smallest there is. It stores nothing and delivers nothing.
 */
export async function startWebhook(folder: string): Promise<Served> {
  const rule = {
    type: 'payload-hmac-sha1',
    secret,
    parameter: { source: 'header', name: 'X-Spark-Signature' },
  }
  const hook = {
    id: 'bench',
    'execute-command': '/bin/true',
    'http-methods': ['POST'],
    'response-message': '{"success":true}',
    'trigger-rule': { match: rule },
    'trigger-rule-mismatch-http-response-code': 401,
  }
  const file = join(folder, 'hooks.json')
  writeFileSync(file, JSON.stringify([hook]))
  const port = await freePort()
  const child = spawn(
    'webhook',
    ['-hooks', file, '-ip', '127.0.0.1', '-port', String(port), '-urlprefix', 'in'],
    {
      stdio: 'ignore',
    },
  )
  for (let tries = 0; !(await listens(port)); tries++) {
    if (tries > 100) throw new Error('webhook does not listen')
    await wait(50)
  }
  return { port, process: child }
}

/** It takes no port 0; a port that was free a moment ago is free as a rule. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.destroy().destroyed))
    socket.once('error', () => resolve(false))
  })
}
