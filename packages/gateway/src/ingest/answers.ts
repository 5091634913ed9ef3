import type { ServerResponse } from 'node:http'
import { errorText } from 'countersign/messages'
import type { PreparedAnswer } from '../configuration/prepared-answer.ts'
import { codes } from '../model/codes.ts'
import type { Echo } from './echo.ts'

/** When a caller who was turned away for a moment may come again, in seconds. */
const retryAfterSeconds = '2'

const json = 'application/json; charset=utf-8'

/** The codes that ask to come again. */
const laterStatuses: ReadonlySet<number> = new Set([429, 503])

interface Refusal {
  readonly status: number
  readonly body: string
}

const refusals = new Map<string, Refusal>()

/** The status and body for a code of either closed list; each is made once. */
function refusalOf(code: string): Refusal {
  const known = refusals.get(code)
  if (known !== undefined) return known
  const { status, message } = lookUp(code)
  const refusal = { status, body: JSON.stringify({ success: false, error: { code, message } }) }
  refusals.set(code, refusal)
  return refusal
}

function lookUp(code: string): { status: number; message: string } {
  const text = errorText(code)
  if (text !== undefined) return text
  if (Object.hasOwn(codes, code)) {
    const { status, title } = codes[code as keyof typeof codes]
    return { status, message: title }
  }
  throw new Error(`${code} is in no list of codes`)
}

/** `200 {"success":true,"id":"evt_…"}`: it is on disk. */
export function sayAccepted(response: ServerResponse, id: string): void {
  send(response, 200, `{"success":true,"id":"${id}"}`)
}

/** `200` with `"duplicate":true`: it was on disk already. */
export function sayDuplicate(response: ServerResponse, id: string): void {
  send(response, 200, `{"success":true,"id":"${id}","duplicate":true}`)
}

/** `200 {"success":false,"held":true}`: refused, but kept; the provider is not to switch the webhook off. */
export function sayHeld(response: ServerResponse): void {
  send(response, 200, '{"success":false,"held":true}')
}

/** Says what the source or its provider wants to be said. */
export function sayPrepared(response: ServerResponse, { status, headers, body }: PreparedAnswer): void {
  response.writeHead(status, headers as string[])
  response.end(body)
}

/** What reached an echo's address: its hash, never the bytes. */
export function sayEcho(response: ServerResponse, echo: Echo): void {
  send(response, 200, JSON.stringify(echo))
}

/** Refuses, with the status of the code or the one that the provider wants for it. */
export function sayRefused(response: ServerResponse, code: string, wanted?: number): void {
  const { status: own, body } = refusalOf(code)
  const status = wanted ?? own
  const headers = ['content-type', json, 'content-length', String(Buffer.byteLength(body))]
  if (laterStatuses.has(status)) headers.push('retry-after', retryAfterSeconds)
  if (status === 405) headers.push('allow', 'POST')
  response.writeHead(status, headers)
  response.end(body)
}

/** The status that a code is answered with. */
export function statusOf(code: string): number {
  return refusalOf(code).status
}

/** Bodies here are ASCII: as many bytes as characters, and nothing to encode. */
function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, ['content-type', json, 'content-length', String(body.length)])
  response.end(body, 'latin1')
}
