import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { aftermath } from './aftermath.ts'
import type { CrashPoint } from './killing.ts'
import { startLifeReceiver } from './receiver.ts'
import { heard, type Said } from './said.ts'
import type { Orders, Store } from './victim.ts'

const victim = fileURLToPath(new URL('./victim.ts', import.meta.url))

/** How a life went. */
export interface Lived {
  /** Whether it came to its point, and died there. */
  readonly died: boolean
  /** How often each change was made, where it lived to its end. */
  readonly calls: Readonly<Record<string, number>>
  /** What is wrong afterwards. */
  readonly wrong: readonly string[]
}

/** A fresh store, and what removes it. */
export type MakeStore = () => Promise<{ readonly store: Store; remove(): Promise<void> }>

export const sqliteStore: MakeStore = async () => {
  const folder = scratchFolder('countersign-crash-')
  return { store: { folder }, remove: () => rm(folder, { recursive: true }) }
}

/** Lives once, in a process of its own, and looks at what is left. */
export async function runLife(make: MakeStore, point: CrashPoint | null): Promise<Lived> {
  const { store, remove } = await make()
  const receiver = await startLifeReceiver()
  try {
    const { said, signal } = await outlive({ store, receiver: receiver.url, point })
    const end = said.find((one) => one.what === 'end')
    const wrong = await aftermath(store, said, receiver)
    return { died: signal === 'SIGKILL', calls: end?.what === 'end' ? end.calls : {}, wrong }
  } finally {
    await receiver.close()
    await remove()
  }
}

async function outlive(
  orders: Orders,
): Promise<{ readonly said: readonly Said[]; readonly signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, [victim, JSON.stringify(orders)], {
    // What it loads is compiled once for all of them.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'countersign-crash-code') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk
    })
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`It ended by itself with ${code}: ${texts.stderr}`)
  return { said: heard(texts.stdout), signal }
}
