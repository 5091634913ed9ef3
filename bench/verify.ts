// How fast a signature is verified, beside the floor of the platform and beside peers, in one process and one run.
// Run: node --conditions=countersign-source bench/verify.ts [--json]
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { cpus } from 'node:os'
import { WebhookVerificationService } from '@hookflo/tern'
import { verify as octokitVerify } from '@octokit/webhooks-methods'
import { createVerifier, sign, verify } from 'countersign'
import { github } from 'countersign/schemes/github'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { webex } from 'countersign/schemes/webex'
import { verifySync } from 'countersign/sync'
import { samplesOf } from 'countersign/testing'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'

const secret = 'somesupersecretphrase'
const standardSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** A Webex notification of a size, as a receiver has it. */
async function notification(bytes: number): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const { appId: _, ...sample } = JSON.parse(samplesOf(webex)['messages.created']?.body ?? '{}')
  const padding = bytes - JSON.stringify({ ...sample, name: '' }).length
  const body = Buffer.from(JSON.stringify({ ...sample, name: 'x'.repeat(Math.max(0, padding)) }))
  const { headers } = await sign({ body }, { scheme: webex, secrets: secret })
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const received = {
    host: 'example.com',
    'user-agent': 'WebexWebhooks',
    accept: '*/*',
    'content-type': 'application/json;charset=UTF-8',
    'content-length': String(body.length),
    trackingid: 'ROUTER_5B5E1E7A-1234-01BB-0000-000000000000',
    ...lower,
  }
  return { headers: received, body }
}

/** What is compared against: the least work that a verification is. */
function floor(body: Buffer): () => boolean {
  const key = createSecretKey(Buffer.from(secret))
  const received = createHmac('sha1', key).update(body).digest('hex')
  return () => {
    const digest = createHmac('sha1', key).update(body).digest('hex')
    return timingSafeEqual(Buffer.from(digest), Buffer.from(received))
  }
}

type Work = () => unknown

/** CPU of this process so far, in ms: what others take on the machine is not counted. */
function cpuMillis(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function perSecond(work: Work, milliseconds: number): Promise<number> {
  let done = 0
  const start = cpuMillis()
  let end = start
  while (end - start < milliseconds) {
    for (let i = 0; i < 64; i++) {
      const result = work()
      if (result instanceof Promise) await result
    }
    done += 64
    end = cpuMillis()
  }
  return (done / (end - start)) * 1000
}

/** Rounds are interleaved, so that a disturbance hits all alike; the median counts. */
async function measure(works: Record<string, Work>, rounds: number): Promise<Record<string, number>> {
  const all: Record<string, number[]> = Object.fromEntries(Object.keys(works).map((name) => [name, []]))
  for (const work of Object.values(works)) await perSecond(work, 300)
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) all[name]?.push(await perSecond(work, 200))
  }
  const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
  return Object.fromEntries(Object.entries(all).map(([name, list]) => [name, Math.round(median(list))]))
}

async function ours(bytes: number): Promise<Record<string, Work>> {
  const input = await notification(bytes)
  const verifier = createVerifier({ scheme: webex, secrets: secret })
  const forged = { ...input, headers: { ...input.headers, 'x-spark-signature': '0'.repeat(40) } }
  return {
    floor: floor(input.body),
    'countersign verify': () => verify(input, { scheme: webex, secrets: secret }),
    'countersign verifier.verify': () => verifier.verify(input),
    'countersign verifySync': () => verifySync(input, { scheme: webex, secrets: secret }),
    'countersign verifier.verifySync': () => verifier.verifySync(input),
    'countersign verify, type and dedup key asked for': async () => {
      const event = await verify(input, { scheme: webex, secrets: secret })
      return event.type === 'messages.created' && event.dedupe?.key
    },
    'countersign verifier.safeVerify, forged': () => verifier.safeVerify(forged),
  }
}

/** Peers take text; the bytes from the socket have to become it first. */
async function peers(bytes: number): Promise<Record<string, Work>> {
  const { body } = await notification(bytes)
  const hub = (await sign({ body }, { scheme: github, secrets: secret })).headers
  const standard = (await sign({ body }, { scheme: standardWebhooks, secrets: standardSecret })).headers
  const svixHeaders = Object.fromEntries(
    Object.entries(standard).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
  )
  const standardPeer = new StandardWebhook(standardSecret)
  const svixPeer = new SvixWebhook(standardSecret)
  const hubHeaders = { 'x-hub-signature-256': hub['X-Hub-Signature-256'] ?? '', 'x-github-event': 'ping' }
  const request = (): Request =>
    new Request('https://example.com/', { method: 'POST', body, headers: hubHeaders })
  return {
    'countersign verify, github': () =>
      verify({ headers: hubHeaders, body }, { scheme: github, secrets: secret }),
    '@octokit/webhooks-methods': () =>
      octokitVerify(secret, body.toString(), hub['X-Hub-Signature-256'] ?? ''),
    'countersign verify, standard-webhooks': () =>
      verify({ headers: standard, body }, { scheme: standardWebhooks, secrets: standardSecret }),
    standardwebhooks: () => standardPeer.verify(body.toString(), standard),
    svix: () => svixPeer.verify(body.toString(), svixHeaders),
    '@hookflo/tern, github': () =>
      WebhookVerificationService.verifyWithPlatformConfig(request(), 'github', secret),
    'countersign verify of a Request, github': () => verify(request(), { scheme: github, secrets: secret }),
  }
}

const small = await measure({ ...(await ours(761)), ...(await peers(761)) }, 7)
const large = await measure(await ours(65_536), 7)
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
if (process.argv.includes('--json')) console.log(JSON.stringify({ machine, small, large }, null, 2))
else {
  console.log(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; verifications a second of CPU, median of 7 rounds`,
  )
  for (const [title, rates] of [
    ['761 bytes', small],
    ['65,536 bytes', large],
  ] as const) {
    console.log(`\n${title}`)
    for (const [name, rate] of Object.entries(rates)) {
      const share = ((rate / (rates.floor ?? rate)) * 100).toFixed(0)
      console.log(
        `${name.padEnd(52)} ${rate.toLocaleString('en-US').padStart(10)}  ${share.padStart(4)} % of the floor`,
      )
    }
  }
}
