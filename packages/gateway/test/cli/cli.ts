import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a run of the command line left behind. */
export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The launcher, as npm links it. */
export const launcher: string = fileURLToPath(
  new URL('../../../countersign/bin/countersign.js', import.meta.url),
)

/** Runs `countersign` as a shell would: a process of its own, standard input closed unless given. */
export function cli(
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...args], {
      env: { ...process.env, NO_COLOR: '1', ...env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    // A command that ends before it has read its input closes the pipe.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  })
}
