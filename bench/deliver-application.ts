import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { ReceiverReport } from './deliver-receiver.ts'

/** An application in a process of its own. */
export interface BenchReceiver {
  readonly url: string
  report(): Promise<ReceiverReport>
  close(): void
}

/**
 * @param answerAfterMs - how long it takes to answer; default at once
 * @param host - where it listens; `0.0.0.0` is every address of 127.0.0.0/8, each a server of its own to who sends
 */
export async function startBenchReceiver(answerAfterMs = 0, host = '127.0.0.1'): Promise<BenchReceiver> {
  const args = [String(answerAfterMs), host]
  const child: ChildProcess = fork(new URL('./deliver-receiver.ts', import.meta.url), args)
  const [port] = (await once(child, 'message')) as [number]
  return {
    url: `http://127.0.0.1:${port}/`,
    async report() {
      child.send('report')
      const [report] = (await once(child, 'message')) as [ReceiverReport]
      return report
    },
    close: () => child.disconnect(),
  }
}
