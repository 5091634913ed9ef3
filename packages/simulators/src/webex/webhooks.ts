import { createHmac } from 'node:crypto'
import type { Control } from '../control.ts'
import { notify } from '../notify.ts'
import { createOutbox } from '../outbox.ts'
import { filterPasses } from './filter.ts'
import type { Account, Webhook } from './model.ts'
import type { Happening } from './world.ts'

/** When a failing webhook is switched off. Webex publishes no numbers: these are a guess. */
export interface Deactivation {
  /** Failures … Default: 100. */
  readonly failures: number
  /** … within this time, in ms. Default: 5 minutes. */
  readonly withinMs: number
  /** How long an answer may take, in ms. Default: 10 seconds, a guess as well. */
  readonly timeoutMs: number
}

export const defaultDeactivation: Deactivation = { failures: 100, withinMs: 300_000, timeoutMs: 10_000 }

/** The webhooks of one simulated Webex, and their notifications. */
export interface Webhooks {
  readonly all: Map<string, Webhook>
  happened(happening: Happening): void
  /** Resolves once every notification has been sent or lost. */
  idle(): Promise<void>
  close(): void
}

interface Job {
  readonly webhook: Webhook
  readonly body: Uint8Array
  readonly secret: string | undefined
}

/**
 * The notification's bytes: compact JSON, `null` nowhere, the keys in the order that Webex writes them. `id` is
 * the webhook's and the same every time.
 */
function envelope(webhook: Webhook, happening: Happening): Uint8Array {
  const { id, name, targetUrl, filter, orgId, createdBy, appId, ownedBy, status, created } = webhook
  const { resource, event, actorId, data } = happening
  const notification = {
    ...{ id, name, targetUrl, resource, event },
    ...(filter === undefined ? {} : { filter }),
    ...{ orgId, createdBy, appId, ownedBy, status, created, actorId, data },
  }
  return Buffer.from(JSON.stringify(notification))
}

export function createWebhooks(options: {
  readonly control: Control
  readonly accounts: () => Iterable<Account>
  readonly deactivation: Deactivation
}): Webhooks {
  const { control, deactivation } = options
  const all = new Map<string, Webhook>()
  const failures = new Map<string, number[]>()
  const outbox = createOutbox<Job>({ workers: 8, faults: control.faults, send })

  async function send({ webhook, body, secret }: Job): Promise<void> {
    if (all.get(webhook.id)?.status !== 'active') return
    const headers: Record<string, string> = { 'Content-Type': 'application/json', Accept: '*/*' }
    if (secret !== undefined)
      headers['X-Spark-Signature'] = createHmac('sha1', secret).update(body).digest('hex')
    const result = await notify(webhook.targetUrl, headers, body, deactivation.timeoutMs)
    const good = result.outcome === 'answered' && result.status >= 200 && result.status < 300
    const what = result.outcome === 'answered' ? `answered ${result.status}` : result.outcome
    control.log(
      `notification to ${webhook.targetUrl}: ${what}${result.outcome === 'failed' ? ` (${result.reason})` : ''}`,
    )
    if (!good) countFailure(webhook)
  }

  function countFailure(webhook: Webhook): void {
    const now = control.now()
    const recent = [...(failures.get(webhook.id) ?? []), now].filter((at) => at > now - deactivation.withinMs)
    failures.set(webhook.id, recent)
    if (recent.length < deactivation.failures || webhook.status === 'inactive') return
    webhook.status = 'inactive'
    failures.delete(webhook.id)
    control.log(
      `webhook "${webhook.name}" is inactive after ${recent.length} failures; its owner is not told`,
    )
  }

  return {
    all,
    happened(happening) {
      const bots = new Set(
        [...options.accounts()].filter(({ person }) => person.type === 'bot').map(({ person }) => person.id),
      )
      for (const webhook of all.values()) {
        if (webhook.status !== 'active' || !concerns(webhook, happening)) continue
        if (!maySee(webhook.createdBy, bots.has(webhook.createdBy), happening)) continue
        if (!filterPasses(webhook.filter, happening, webhook.createdBy)) continue
        outbox.put({ webhook, body: envelope(webhook, happening), secret: webhook.secret })
      }
    },
    idle: outbox.idle,
    close: outbox.close,
  }
}

function concerns(webhook: Webhook, { resource, event }: Happening): boolean {
  return (
    (webhook.resource === 'all' || webhook.resource === resource) &&
    (webhook.event === 'all' || webhook.event === event)
  )
}

/** Members see what happens in their rooms; a bot in a group room only what mentions it, and what it did. */
function maySee(personId: string, isBot: boolean, happening: Happening): boolean {
  if (!happening.audience.has(personId)) return false
  if (!isBot || happening.resource !== 'messages' || happening.data.roomType === 'direct') return true
  return happening.mentioned.includes(personId) || happening.actorId === personId
}
