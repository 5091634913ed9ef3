import { createHmac } from 'node:crypto'
import type { Control } from '../control.ts'
import { notify } from '../notify.ts'
import { createOutbox } from '../outbox.ts'
import { type PythonValue, pythonJson } from '../python-json.ts'

/** A webhook of a base. */
export interface Webhook {
  readonly id: number
  readonly dtableUuid: string
  url: string
  secret: string
  readonly creator: string
  readonly createdAt: number
  isValid: boolean
}

/** The webhooks of one base and their notifications, as seatable/dtable-events sends them. */
export interface Webhooks {
  readonly all: Map<number, Webhook>
  add(given: Pick<Webhook, 'url' | 'secret' | 'dtableUuid' | 'creator'>): Webhook
  /** Saves it anew, which makes it valid again (known of the web page, assumed of the API). */
  save(webhook: Webhook, given: { url: string; secret: string }): void
  changed(body: PythonValue): void
  idle(): Promise<void>
  close(): void
}

interface Job {
  readonly webhook: Webhook
  readonly body: Uint8Array
  readonly secret: string
}

/** Bad answers in a row after which a webhook is invalid. */
const failureLimit = 5
/** The counter lives this long after the last failure. */
const counterMs = 86_400_000

export function createWebhooks(options: {
  readonly control: Control
  /** How long SeaTable waits for a connection and for an answer, in ms. */
  readonly timeoutMs: number
}): Webhooks {
  const { control } = options
  const all = new Map<number, Webhook>()
  const counters = new Map<number, { failures: number; until: number }>()
  // Two senders take from one queue, so the order is not kept.
  const outbox = createOutbox<Job>({ workers: 2, faults: control.faults, send })
  let lastId = 0

  async function send({ webhook, body, secret }: Job): Promise<void> {
    if (!webhook.isValid || !all.has(webhook.id)) return
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const result = await notify(
      webhook.url,
      {
        'User-Agent': 'python-requests/2.32.4',
        'Accept-Encoding': 'gzip, deflate',
        Accept: '*/*',
        Connection: 'keep-alive',
        ...(secret === '' ? {} : { 'X-SeaTable-Signature': `sha256=${signature}` }),
        'Content-Type': 'application/json',
      },
      body,
      options.timeoutMs,
    )
    if (result.outcome === 'failed') {
      webhook.isValid = false
      control.log(`webhook ${webhook.id}: ${result.reason}; it is invalid at once, and its owner is not told`)
    } else if (result.outcome === 'answered' && result.status >= 200 && result.status < 300) {
      counters.delete(webhook.id)
      control.log(`webhook ${webhook.id}: answered ${result.status}`)
    } else {
      countFailure(webhook, result.outcome === 'timeout' ? 'no answer in time' : `answered ${result.status}`)
    }
  }

  function countFailure(webhook: Webhook, what: string): void {
    const now = control.now()
    const counter = counters.get(webhook.id)
    const failures = counter !== undefined && counter.until > now ? counter.failures + 1 : 1
    counters.set(webhook.id, { failures, until: now + counterMs })
    if (failures >= failureLimit) {
      webhook.isValid = false
      counters.delete(webhook.id)
    }
    const then = webhook.isValid ? `failure ${failures} of ${failureLimit}` : 'it is invalid now'
    control.log(`webhook ${webhook.id}: ${what}, not sent again; ${then}`)
  }

  return {
    all,
    add(given) {
      lastId += 1
      const webhook: Webhook = { ...given, id: lastId, createdAt: control.now(), isValid: true }
      all.set(webhook.id, webhook)
      return webhook
    },
    save(webhook, { url, secret }) {
      webhook.url = url
      webhook.secret = secret
      webhook.isValid = true
      counters.delete(webhook.id)
    },
    changed(body) {
      const bytes = Buffer.from(pythonJson(body))
      for (const webhook of all.values())
        if (webhook.isValid) outbox.put({ webhook, body: bytes, secret: webhook.secret })
    },
    idle: outbox.idle,
    close: outbox.close,
  }
}
