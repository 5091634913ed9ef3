import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'
import { noon, sampleEvent } from '../samples.ts'
import { disagreements } from './inspect.ts'
import { temporaryFolder } from './subject.ts'

const child = new URL('./crash-child.ts', import.meta.url).pathname

/** Runs the child until it has said so many lines, kills it, and answers all that it said. */
async function runAndKill(folder: string, lines: number): Promise<string[]> {
  const process_ = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  const input = createInterface({ input: process_.stdout })
  input.on('line', (line) => {
    said.push(line)
    if (said.length === lines) process_.kill('SIGKILL')
  })
  const [[code, signal]] = await Promise.all([once(process_, 'exit'), once(input, 'close')])
  if (signal !== 'SIGKILL') throw new Error(`the child ended by itself with ${code}`)
  // A line may be cut off by the kill; what it said is not known then.
  return said.filter((line) => /^(event [0-9a-f]{32} \d+|settled \d+)$/.test(line))
}

test('kill -9 at any moment: what was answered is there, once, and known to the ledger', async () => {
  const { folder, remove } = await temporaryFolder()
  try {
    const events = new Map<string, number>()
    const settled = new Set<number>()
    for (const lines of [1, 40, 333, 900, 1500, 2100]) {
      for (const line of await runAndKill(folder, lines)) {
        const [what, first = '', second] = line.split(' ')
        if (what === 'event') events.set(first, Number(second))
        else settled.add(Number(first))
      }
      const journal = await openSqliteJournal({ folder, tuning: { ledgerKeys: 400 } })
      const { epoch, lanes } = await journal.since(null)
      const keys = [...events.keys()]
      const answers = await journal.append(
        keys.map((key) =>
          sampleEvent({
            epoch,
            ledger: { key: new Uint8Array(Buffer.from(key, 'hex')), repeat: 'suppress' },
          }),
        ),
      )
      const wrong = answers.filter(
        (answer, index) => answer.outcome !== 'duplicate' || answer.seq !== events.get(keys[index] ?? ''),
      )
      expect(wrong).toEqual([])
      const waiting = new Set(
        (await journal.due(lanes[0]?.number ?? -1, noon, null, 100_000)).map(({ seq }) => seq),
      )
      const lost = [...events.values()].filter((seq) => seq % 2 === 0 && !waiting.has(seq))
      expect(lost).toEqual([])
      expect([...settled].filter((seq) => waiting.has(seq))).toEqual([])
      await journal.close()
      expect(disagreements(folder)).toEqual([])
    }
    expect(events.size).toBeGreaterThan(2000)
  } finally {
    await remove()
  }
})
