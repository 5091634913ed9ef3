import { randomInt } from 'node:crypto'

/** A sample message without its signature. */
export interface SampleMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * The sample as a new event: its own id is another one, its times are now. Without this the second `send`
 * would be a duplicate of the first. Everything else keeps its bytes; works on text, so that the provider's
 * way of writing JSON stays.
 *
 * @param eventId The provider's id of the event, where the scheme finds one in the sample.
 */
export function freshSample(sample: SampleMessage, eventId: string | undefined, now: Date): SampleMessage {
  // Latin-1 maps bytes to characters one to one, and back.
  let body = timesMoved(Buffer.from(sample.body).toString('latin1'), now)
  let headers = sample.headers
  if (eventId !== undefined) {
    const fresh = otherId(eventId)
    body = body.replaceAll(`"${eventId}"`, () => `"${fresh}"`)
    headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === eventId ? fresh : value]),
    )
  }
  return { headers, body: Buffer.from(body, 'latin1') }
}

/** Unix seconds everywhere; of ISO times the last, which is the event's own where there are several (Webex). */
function timesMoved(body: string, now: Date): string {
  const milliseconds = now.getTime()
  // As Python writes a float: no zeros at the end, but always a fraction.
  const float = milliseconds % 1000 === 0 ? `${milliseconds / 1000}.0` : String(milliseconds / 1000)
  const moved = body.replace(/\b1\d{9}(\.\d{1,6})?\b/g, (_, fraction?: string) =>
    fraction === undefined ? String(Math.floor(milliseconds / 1000)) : float,
  )
  const last = [...moved.matchAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"/g)].at(-1)
  if (last === undefined) return moved
  return `${moved.slice(0, last.index)}"${now.toISOString()}"${moved.slice(last.index + last[0].length)}`
}

/** Same length, same alphabet, same prefix (`evt_`): digits and letters after it are drawn anew. */
function otherId(id: string): string {
  const prefix = /^[A-Za-z]+_/.exec(id)?.[0] ?? ''
  // A UUID takes no letters beyond f.
  const letters = /^[0-9a-f-]+$/.test(id) ? 6 : 26
  const drawn = id
    .slice(prefix.length)
    .replace(/\d/g, () => String(randomInt(10)))
    .replace(/[a-z]/g, () => String.fromCharCode(97 + randomInt(letters)))
    .replace(/[A-Z]/g, () => String.fromCharCode(65 + randomInt(letters)))
  return prefix + drawn
}
