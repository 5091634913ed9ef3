import { parseArgs } from 'node:util'
import { Blocks } from './blocks.ts'

// `npm run fuzz -- --runs 10000000`: so many changed messages over all schemes, of which those that reach further blocks of
// the library are kept and changed further, and how the CPU time of a check grows with each part of a message, and of an
// explanation with the body. Ends with 1 where something is wrong, and tells how to see that again.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    /** Ends before all runs are done. */
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    scheme: { type: 'string', multiple: true },
    /** Leaves the time out. */
    quick: { type: 'boolean', default: false },
    /** As many messages once more, of which none is kept: tells what keeping is good for. */
    'beside-random': { type: 'boolean', default: false },
    /** Judges one message again, as it was told. */
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
