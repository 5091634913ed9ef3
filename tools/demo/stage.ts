import { type Explanation, explain, type Scheme } from 'countersign'
import { signedMessage } from 'countersign/testing'
import { type Answer, post } from '../../packages/gateway/src/cli/calls/post.ts'
import type { SampleMessage } from '../../packages/gateway/src/cli/send/fresh-sample.ts'
import { otherSecret, tamperSigned } from '../../packages/gateway/src/cli/send/tamper.ts'
import { type Application, type Seen, startApplication } from './application.ts'
import type { Ask } from './ask.ts'

/** A provider, a source for it, a route, and an application that the source's events go to. */
export interface Stage {
  readonly application: Application
  /** Sends the sample of a type as the provider would, or spoiled. */
  send(type: string, how: 'true' | 'forged' | 're-serialized'): Promise<Answer>
  /** Sends once more exactly what was sent last. */
  repeat(): Promise<Answer>
  /** Waits until the application has seen the event. */
  delivered(id: string): Promise<Seen>
  /** The bytes that were sent last. */
  lastBody(): Uint8Array
  /** Waits for the next rejection of the source. */
  nextRejection(): Promise<{ id: string; code: string }>
  /** Why what was sent last is refused. */
  explainLast(): Promise<Explanation>
}

const patienceMs = 15_000

/** Sets everything up through the gateway's API, as an operator would. */
export async function setStage(url: string, ask: Ask, name: string, scheme: Scheme): Promise<Stage> {
  const secret = `the-secret-of-${name}-at-the-provider`
  let destinationSecret = ''
  const application = await startApplication(scheme, () => destinationSecret)
  const source = await ask<{ id: string; url: string }>('POST', '/sources', {
    name,
    scheme: scheme.name,
    secrets: [secret],
  })
  const destination = await ask<{ id: string; secret: string }>('POST', '/destinations', {
    name: `${name}-app`,
    url: application.url,
    allowPrivate: true,
  })
  destinationSecret = destination.secret
  await ask('POST', '/routes', { source: source.id, destination: destination.id })

  let newest = ''
  let last: SampleMessage = { headers: {}, body: new Uint8Array() }
  const address = new URL(`${url}/in/${name}`)
  return {
    application,
    async send(type, how) {
      const signed = await signedMessage(scheme, type as never, {
        secret: how === 'forged' ? otherSecret(secret) : secret,
      })
      last = how === 're-serialized' ? tamperSigned('reserialize', signed) : signed
      return post(address, last)
    },
    repeat: () => post(address, last),
    lastBody: () => last.body,
    explainLast: () => explain(last, { scheme, secrets: secret }),
    async delivered(id) {
      const found = await eventually(() => application.seen.find((one) => one.id === id))
      if (found !== undefined) return found
      throw new Error(`${id} was not delivered; refused: ${application.refused.join(', ') || 'nothing'}`)
    },
    // A refusal is answered before it is kept: refusing must cost the gateway little.
    async nextRejection() {
      const path = `/rejections?source=${source.id}&limit=1`
      const found = await eventually(async () => {
        const { items } = await ask<{ items: { id: string; code: string }[] }>('GET', path)
        return items.find(({ id }) => id !== newest)
      })
      if (found === undefined) throw new Error('no rejection was kept')
      newest = found.id
      return found
    },
  }
}

/** Looks again and again until there is something, or patience ends. */
async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T | undefined> {
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return undefined
}
