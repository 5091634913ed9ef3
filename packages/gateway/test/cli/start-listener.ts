import { type ChildProcess, spawn } from 'node:child_process'
import { expect, onTestFinished } from 'vitest'
import { launcher, type StartedGateway } from '../harness/start-gateway.ts'

/** `countersign listen` in a process of its own; it ends with the test. */
export interface StartedListener {
  readonly child: ChildProcess
  output(): string
  /** Waits until it has printed that. */
  printed(what: RegExp): Promise<void>
  readonly ended: Promise<number | null>
}

/** @param wrap - what the command line is run by */
export function startListener(
  { url, token }: Pick<StartedGateway, 'url' | 'token'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  wrap: (line: string[]) => string[] = (line) => line,
): StartedListener {
  const [command = '', ...rest] = wrap([process.execPath, launcher, 'listen', '--from', url, ...args])
  const child = spawn(command, rest, { env: { ...process.env, COUNTERSIGN_TOKEN: token, ...env } })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    output: () => text,
    printed: async (what) => void (await expect.poll(() => text, { timeout: 30_000 }).toMatch(what)),
    ended: new Promise((resolve) => child.once('close', resolve)),
  }
}
