import type { Scheme } from '../scheme/scheme.ts'
import type { WebhookEvent } from '../verify/event.ts'

/** How long an event is waited for. */
export interface ReceivedOptions {
  /** In milliseconds. Default: 5,000. */
  readonly timeoutMs?: number
}

/** A handler for `webhook()` that an integration test can wait at. */
export interface Receiver<S extends Scheme, Context> {
  (event: WebhookEvent<S>, context: Context): Promise<unknown>
  /**
   * The next event of a type, or one that a function says yes to, that the handler has finished with; one that has come
   * before counts, and each is given out once. Rejects behind the time, and says what came.
   */
  received(
    wanted?: string | ((event: WebhookEvent<S>) => boolean),
    options?: ReceivedOptions,
  ): Promise<WebhookEvent<S>>
}

interface Waiting<S extends Scheme> {
  readonly fits: (event: WebhookEvent<S>) => boolean
  readonly give: (event: WebhookEvent<S>) => void
}

/**
 * Makes a handler that tests wait at, around the application's own where there is one.
 *
 * @example
 * const hook = receiver<typeof webex>((event) => rooms.changed(event))
 * app.post('/hooks', webhook({ scheme: webex, secrets }, hook))
 * const event = await hook.received('messages.created')
 */
export function receiver<S extends Scheme = Scheme, Context = unknown>(
  handler: (event: WebhookEvent<S>, context: Context) => unknown = () => undefined,
): Receiver<S, Context> {
  const come: WebhookEvent<S>[] = []
  const waiting = new Set<Waiting<S>>()
  const hook = async (event: WebhookEvent<S>, context: Context): Promise<unknown> => {
    const answer = await handler(event, context)
    const first = [...waiting].find(({ fits }) => fits(event))
    if (first === undefined) come.push(event)
    else first.give(event)
    return answer
  }
  const received: Receiver<S, Context>['received'] = (wanted, { timeoutMs = 5000 } = {}) => {
    const fits =
      typeof wanted === 'function'
        ? wanted
        : ({ type }: WebhookEvent<S>) => wanted === undefined || type === wanted
    const at = come.findIndex(fits)
    const [found] = at === -1 ? [] : come.splice(at, 1)
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(entry)
        const types = come.map(({ type }) => JSON.stringify(type)).join(', ')
        const what =
          typeof wanted === 'string' ? `No event of type ${JSON.stringify(wanted)}` : 'No such event'
        reject(
          new Error(`${what} in ${timeoutMs} ms; not asked for so far: ${types === '' ? 'none' : types}.`),
        )
      }, timeoutMs)
      const give = (event: WebhookEvent<S>): void => {
        clearTimeout(timer)
        waiting.delete(entry)
        resolve(event)
      }
      const entry: Waiting<S> = { fits, give }
      waiting.add(entry)
    })
  }
  return Object.assign(hook, { received })
}
