import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** An example as a process of its own, on a free port. */
export interface RunningExample {
  readonly url: string
  /** All lines that it has printed. */
  output(): string
}

/** Starts an example, waits until it listens, and stops it after the test. */
export async function runExample(file: string, env: Record<string, string>): Promise<RunningExample> {
  const { child, output } = start(file, env)
  onTestFinished(() => void child.kill())
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0]
    if (url !== undefined) return { url, output }
    if (child.exitCode !== null) throw new Error(output())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Runs an example that is to end by itself. */
export async function runToEnd(
  file: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const { child, output } = start(file, env)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, output: output() }
}

function start(file: string, env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path], { env: { ...process.env, PORT: '0', ...env } })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  return { child, output: () => text }
}
