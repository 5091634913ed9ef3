import { isIP, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { Agent, type Dispatcher, request } from 'undici'
import { Gathered } from '../model/gathered.ts'
import { createConnector } from './connector.ts'
import type { Egress } from './egress.ts'
import { createOpenSocket, type Wanted } from './open-socket.ts'
import { raceAddresses } from './race.ts'
import type { Resolve } from './resolve.ts'

/** For name and connection together, in ms. */
const connectMs = 10_000

/** One request to somewhere outside that is no delivery. */
export interface OutgoingCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** From the look-up of the name to the last byte of the answer, in ms. */
  readonly timeoutMs: number
  /** Of the answer's body; what goes beyond is not read. */
  readonly maxBytes: number
}

/** What came back, whatever its status. */
export interface CallAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Null where it is longer than was allowed. */
  readonly body: Uint8Array | null
}

/** Makes a request. Follows no redirect and decodes nothing. Rejects with `CallTimeout`, or as the connection broke. */
export type Call = (url: URL, call: OutgoingCall) => Promise<CallAnswer>

/** No whole answer came within the time. */
export class CallTimeout extends Error {
  override readonly name = 'CallTimeout'
  readonly code = 'ETIMEDOUT'
}

/**
 * Calls to addresses that the operator has named: a provider’s API, the gateway’s own public address. Names are
 * resolved and certificates trusted as for deliveries; where they lead is the operator’s business, inside too.
 *
 * @param trusted - whose certificates are trusted; null: the system’s
 */
export function createCall(resolve: Resolve, trusted: SecureContext | null): Call {
  return callBy(async (wanted) => {
    const begun = performance.now()
    const family = isIP(wanted.hostname)
    const addresses = family === 0 ? await resolve(wanted.hostname) : [{ address: wanted.hostname, family }]
    // A new one each time: a TLS session must not be taken up again at another server.
    const open = createOpenSocket(trusted)
    const left = Math.max(1, connectMs - (performance.now() - begun))
    return await new Promise((resolved, rejected) => {
      raceAddresses(
        addresses,
        (address) => open(wanted, address),
        left,
        (error, socket) => (socket === null ? rejected(error) : resolved(socket)),
      )
    })
  })
}

/** Calls to addresses that anybody else has named: they lead only where a delivery may go. */
export function createGuardedCall(egress: Egress): Call {
  return callBy(
    (wanted) =>
      new Promise((resolved, rejected) => {
        const connect = createConnector(egress, { allowPrivate: false, ca: null })
        connect(wanted, connectMs, (error, socket) => (socket === null ? rejected(error) : resolved(socket)))
      }),
  )
}

function callBy(connect: (wanted: Wanted) => Promise<Socket>): Call {
  const dispatcher = new Agent({
    allowH2: false,
    connect: (wanted, done) => {
      connect(wanted).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      )
    },
  })
  return async (url, { method, headers, body, timeoutMs, maxBytes }) => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await request(url, {
        ...{ method, headers, signal, dispatcher },
        ...(body !== undefined && { body }),
      })
      return { status: answer.statusCode, headers: answer.headers, body: await start(answer.body, maxBytes) }
    } catch (cause) {
      throw signal.aborted ? new CallTimeout('no whole answer in time', { cause }) : cause
    }
  }
}

async function start(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Uint8Array | null> {
  const gathered = new Gathered()
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    // Leaving the loop closes the connection.
    if (gathered.length + chunk.byteLength > maxBytes) return null
    gathered.add(chunk)
  }
  return gathered.take()
}
