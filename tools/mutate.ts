import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { made, type Site, sitesOf } from './mutate/sites.ts'

// `npm run mutate -- --in engines --in schemes --every 10`: makes conditions, operators and constants of the library wrong,
// one at a time, in a copy of it, and tells which of them no vector sees.

const { values } = parseArgs({
  options: {
    in: { type: 'string', multiple: true, default: ['engines', 'message', 'verify', 'keys', 'schemes'] },
    /** Of all sites each so manieth. */
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const library = join(root, 'packages/countersign')
const patienceMs = 60_000
/** One or more of each engine and family, with bodies of all kinds: the whole catalogue for each mutant would take a day. */
const representative = [
  ...[
    'github',
    'stripe',
    'slack',
    'standard-webhooks',
    'standard-webhooks-v1a',
    'twilio',
    'mandrill',
    'adyen',
    'mailgun',
  ],
  ...[
    'braintree',
    'dropbox-sign',
    'okta',
    'postmark',
    'brevo',
    'monday',
    'kinde',
    'google-pubsub-push',
    'plaid',
    'truelayer',
  ],
  ...[
    'rfc9421',
    'aws-sns',
    'paypal',
    'sendgrid',
    'hubspot-v1',
    'lark',
    'contentful',
    'persona',
    'websub',
    'keygen',
    'discord',
  ],
  ...[
    'microsoft-graph',
    'gitea',
    'mercado-pago',
    'travis-ci',
    'box',
    'webflow',
    'sanity',
    'polar',
    'hook0',
    'fal',
    'netlify',
  ],
]
const known = new Set(readdirSync(join(root, 'vectors')).map((file) => file.replace('.json', '')))
const tried = representative.filter((name) => known.has(name))

function filesIn(folder: string): string[] {
  return readdirSync(join(library, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .map((name) => join('src', folder, name))
}

const copy = mkdtempSync(join(tmpdir(), 'countersign-mutants-'))
cpSync(join(library, 'src'), join(copy, 'src'), { recursive: true })
cpSync(join(library, 'package.json'), join(copy, 'package.json'))

/** Whether the vectors see what stands in the copy now; one that never ends is seen. */
async function isSeen(schemes: readonly string[]): Promise<boolean> {
  const workerData = {
    copy: `${pathToFileURL(copy)}/`,
    vectors: `${pathToFileURL(join(root, 'vectors'))}/`,
    schemes,
  }
  const worker = new Worker(new URL('./mutate/run-vectors.ts', import.meta.url), { workerData })
  const timer = setTimeout(() => void worker.terminate(), patienceMs)
  const seen = await new Promise<boolean>((resolve) => {
    worker.on('message', resolve)
    worker.on('error', () => resolve(true))
    worker.on('exit', () => resolve(true))
  })
  clearTimeout(timer)
  await worker.terminate()
  return seen
}

const line = (text: string, { start }: Site): number => text.slice(0, start).split('\n').length
let count = 0
let [killed, survived] = [0, 0]
try {
  if (await isSeen(tried)) throw new Error('The vectors fail without any change.')
  for (const file of values.in.flatMap(filesIn)) {
    const text = readFileSync(join(copy, file), 'utf8')
    const scheme = /^src\/schemes\/(.+)\.ts$/.exec(file)?.[1]
    for (const site of sitesOf(text, file)) {
      if (count++ % Number(values.every) !== Number(values.from)) continue
      writeFileSync(join(copy, file), made(text, site))
      const schemes = scheme === undefined ? tried : known.has(scheme) ? [scheme] : tried
      if (await isSeen(schemes)) killed++
      else {
        survived++
        const was = text.slice(site.start, site.end)
        console.log(`${file}:${line(text, site)}: ${was.slice(0, 80)} -> ${site.wrong.slice(0, 80)}`)
      }
    }
    writeFileSync(join(copy, file), text)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
  const score = Math.round((100 * killed) / Math.max(1, killed + survived))
  console.log(`${killed} seen, ${survived} not: ${score} %, of ${count} sites`)
}
