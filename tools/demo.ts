// `npm run demo`: starts a real gateway and sample applications, sends true, forged, replayed and re-serialized
// Webex and SeaTable events, and shows what becomes of each. Ends by itself: 0 when all went as promised, else 1.
import type { Scheme } from 'countersign'
import { seatable } from 'countersign/schemes/seatable'
import { webex } from 'countersign/schemes/webex'
import colors from 'picocolors'
import type { Answer } from '../packages/gateway/src/cli/calls/post.ts'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { askOf } from './demo/ask.ts'
import { createNarrator } from './demo/narrator.ts'
import { type Stage, setStage } from './demo/stage.ts'

const tell = createNarrator((line) => process.stdout.write(`${line}\n`))
const stages: Stage[] = []
// The gateway sees the sources too where the demo does.
const NODE_OPTIONS = process.env.NODE_OPTIONS ?? process.execArgv.join(' ')
const gateway = await startGateway({ args: ['--log-level', 'warn'], env: { NODE_OPTIONS, NO_COLOR: '1' } })
const ask = askOf(gateway)
try {
  tell.chapter('The gateway is up')
  process.stdout.write(`  ${gateway.url}, its store in a fresh folder, its keeper in front\n`)
  await show('Webex posts to /in/bot', 'bot', webex as unknown as Scheme, 'messages.created', 401)
  await show('SeaTable posts to /in/base', 'base', seatable as unknown as Scheme, 'insert_row', 200)
  await total()
} finally {
  for (const { application } of stages) application.stop()
  await gateway.stop()
  await gateway.remove()
}
const verdict =
  tell.broken === 0
    ? colors.green('All went as promised.')
    : colors.red(`${tell.broken} steps did not go as promised.`)
process.stdout.write(`\n${verdict}\n`)
process.exitCode = tell.broken === 0 ? 0 : 1

/** One provider: a true event, the same again, a forged one, and one that a parser has written again. */
async function show(
  title: string,
  name: string,
  scheme: Scheme,
  type: string,
  refusal: number,
): Promise<void> {
  tell.chapter(title)
  const stage = await setStage(gateway.url, ask, name, scheme)
  stages.push(stage)

  const accepted = await stage.send(type, 'true')
  const id = idOf(accepted)
  const seen = await stage.delivered(id)
  tell.step(
    'true',
    answered(accepted),
    `verified, on disk, delivered byte for byte as ${seen.type}; the application checked both signatures`,
    accepted.status === 200 && seen.type === type && Buffer.compare(seen.body, stage.lastBody()) === 0,
  )

  const repeated = await stage.repeat()
  tell.step(
    'replayed',
    answered(repeated),
    'a duplicate: the same id, not delivered again',
    repeated.status === 200 && idOf(repeated) === id && repeated.body.includes('"duplicate":true'),
  )

  for (const how of ['forged', 're-serialized'] as const) {
    const refused = await stage.send(type, how)
    const { id: rejected, code } = await stage.nextRejection()
    const { cause, confidence } = await stage.explainLast()
    const held =
      refused.status === 200 ? 'held, so that the provider does not give the webhook up' : 'refused'
    tell.step(
      how,
      answered(refused),
      `${held}; kept as ${rejected}, ${code}. Explained: ${cause} (${confidence})`,
      refused.status === refusal &&
        code === 'ERR_SIGNATURE_MISMATCH' &&
        confidence === (how === 'forged' ? 'unknown' : 'proven'),
    )
  }
}

/** What the gateway counts, and that nothing but the true events was delivered. */
async function total(): Promise<void> {
  tell.chapter('In the end')
  const stats = await ask<{ events: number; rejections: number }>('GET', '/stats')
  const delivered = stages.reduce((sum, { application }) => sum + application.seen.length, 0)
  tell.step(
    'counted',
    `${stats.events} events, ${stats.rejections} rejections, ${delivered} deliveries`,
    'two true events were delivered once each, and nothing else was',
    stats.events === 2 && stats.rejections === 4 && delivered === 2,
  )
}

function idOf(answer: Answer): string {
  return /"id":"(evt_[^"]+)"/.exec(answer.body)?.[1] ?? ''
}

function answered({ status, body, error }: Answer): string {
  if (status === null) return colors.red(error ?? 'no answer')
  return `${status < 300 ? colors.green(String(status)) : colors.yellow(String(status))} ${body}`
}
