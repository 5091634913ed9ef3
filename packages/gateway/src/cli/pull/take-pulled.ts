import pc from 'picocolors'
import type { LentJson } from '../../api/operations/pull.ts'
import { longestReason } from '../../model/bounds.ts'
import { counted } from '../../model/counted.ts'
import { printable, printableJson, printableLines } from '../../model/printable.ts'
import { post } from '../calls/post.ts'
import type { PullReport } from '../calls/pull-client.ts'

/** Takes one delivery that was pulled, and says what came of it. Never rejects. */
export type TakePulled = (lent: LentJson) => Promise<PullReport>

/** Posts the very headers and bytes to an address; 2xx delivers. */
export function forwardTo(target: URL, say: (line: string) => void): TakePulled {
  return async ({ lease, headers, body, event, attempt }) => {
    const answer = await post(target, { headers: { ...headers }, body: Buffer.from(body, 'base64') })
    const { status, error, ms } = answer
    const delivered = status !== null && status >= 200 && status < 300
    const came = status === null ? (error ?? 'no answer') : String(status)
    const mark = delivered ? pc.green('delivered') : pc.red('failed')
    say(`${mark}  ${event}  attempt ${attempt}  ${printable(came)}  ${ms} ms\n`)
    if (delivered) return { lease, outcome: 'delivered', status }
    const reason = (error ?? answer.body).slice(0, longestReason)
    return { lease, outcome: 'failed', reason, ...(status !== null && { status }) }
  }
}

/** Prints each; what is written is delivered. */
export function printPulled(json: boolean): TakePulled {
  return async (lent) => {
    await written(json ? `${printableJson(lent)}\n` : shown(lent))
    return { lease: lent.lease, outcome: 'delivered' }
  }
}

function shown({ event, attempt, headers, body }: LentJson): string {
  const bytes = Buffer.from(body, 'base64')
  const told = ['countersign-source', 'countersign-event-type', 'countersign-verdict'].flatMap(
    (name) => headers[name] ?? [],
  )
  const text = printableLines(bytes.toString('utf8'))
  return `${pc.bold(event)}  ${printable(told.join('  '))}  attempt ${attempt}  ${counted(bytes.length, 'byte')}\n${text}\n\n`
}

function written(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
