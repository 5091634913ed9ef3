import { asked } from '../../../../tools/asked.ts'
import { Blocks } from './blocks.ts'

const help = `
npm run fuzz -- [--runs N] [--minutes N] [--seed N] [--scheme NAME]... [--quick] [--beside-random] [--replay TEXT]

Changes valid messages of all schemes; those that reach further blocks of the library are kept and changed further. Then measures
how the CPU time of a check grows with each part of a message, and of an explanation with the body. Ends with 1 where something
is wrong, and tells how to see that again.

--runs N         so many changed messages; default: 1000000
--minutes N      ends before all runs are done
--seed N         another sample; default: one of the clock, which is told
--scheme NAME    these schemes alone
--quick          leaves the time out
--beside-random  as many messages once more, of which none is kept: tells what keeping is good for
--replay TEXT    judges one message again, as it was told
`
const { values } = asked(help, {
  options: {
    runs: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    scheme: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    'beside-random': { type: 'boolean', default: false },
    replay: { type: 'string' },
  },
})

async function run(): Promise<readonly string[]> {
  if (values.replay !== undefined) return (await import('./replay.ts')).replayed(values.replay)
  // The library is loaded behind it, with marks.
  const blocks = new Blocks(/\/countersign\/src\//)
  const { campaign } = await import('./campaign.ts')
  return campaign(blocks, {
    names: values.scheme,
    runs: Number(values.runs),
    minutes: Number(values.minutes),
    seed: Number(values.seed),
    besideRandom: values['beside-random'],
    growth: !values.quick,
  })
}

const wrong = await run()
process.exitCode = wrong.length === 0 ? 0 : 1
