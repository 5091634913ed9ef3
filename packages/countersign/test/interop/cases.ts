import { type Scheme, sign, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'

/** How a provider's messages are made. */
export interface Signed {
  readonly scheme: string
  readonly secret: string
  readonly signingSecret?: string
  readonly body?: string | ((now: number) => string)
  /** What the provider sends beside the signature, by lower-case names. */
  readonly headers?: Headers
  /** Settings that the scheme names. */
  readonly params?: Readonly<Record<string, string>>
  /** Makes what the provider sends beside the body, by lower-case names, where this library signs no such message. */
  headersOf?(body: Buffer, at: number): Headers
}

/** A provider's library, as `sdks.mjs` writes it. */
export interface Sdk extends Signed {
  readonly name: string
  /** The version of a library that is installed only where it is asked for. */
  readonly apart?: string
  verifier(load: Load): Promise<(given: Given) => unknown>
  signer?(
    load: Load,
  ): Promise<(given: { body: Buffer; secret: string; now: number }) => Promise<Headers> | Headers>
  /** Makes a whole message, where the signature stands in the body. */
  maker?(load: Load): Promise<() => Message>
}
export type Load = (name: string) => Promise<unknown>
type Headers = Readonly<Record<string, string>>
interface Given {
  readonly headers: Headers
  readonly body: Buffer
  readonly secret: string
  readonly url: string
}

export const url = 'https://example.com/webhook'
/** When messages are read. */
export const now = 1_700_000_000_000

export interface Message {
  readonly headers: Headers
  readonly body: Buffer
}

/** Signs as the provider does: by this library, where it can. */
async function signedBy(sdk: Signed, body: Buffer, at: number): Promise<Message> {
  if (sdk.headersOf !== undefined) return { headers: sdk.headersOf(body, at), body }
  const signed = await sign(
    { body, id: 'msg_1', url, headers: sdk.headers ?? {} },
    {
      scheme: (schemes as Readonly<Record<string, Scheme>>)[sdk.scheme] as Scheme,
      secrets: sdk.signingSecret ?? sdk.secret,
      params: sdk.params,
      now: new Date(at),
    },
  )
  const headers = Object.entries({ ...sdk.headers, ...signed.headers }).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ])
  return { headers: Object.fromEntries(headers), body: Buffer.from(signed.body) }
}

const bodyOf = (sdk: Signed, at: number): Buffer => {
  const { body = '{"type":"a","data":{"name":"é"}}' } = sdk
  return Buffer.from(typeof body === 'function' ? body(at) : body)
}

/** The longest value is the signature; lists and pairs have it at their end. `undefined` where it stands in the body. */
function signatureOf(sdk: Signed, { headers }: Message): readonly [name: string, value: string] | undefined {
  const own = Object.entries(headers).filter(([name]) => sdk.headers?.[name] === undefined)
  return own.toSorted((a, b) => b[1].length - a[1].length)[0]
}
function changedSignature(
  sdk: Signed,
  message: Message,
  change: (value: string) => string,
): Message | undefined {
  const signature = signatureOf(sdk, message)
  if (signature === undefined) return undefined
  const [name, value] = signature
  return { headers: { ...message.headers, [name]: change(value) }, body: message.body }
}
/**
 * A message whose signature ends in padding; `undefined` where none does. ECDSA's in DER are of 70 to 72 bytes, each time
 * others: of so many, some have padding.
 */
async function padded(sdk: Signed, make: (sdk: Signed) => Promise<Message>): Promise<Message | undefined> {
  for (let tries = 0; tries < 64; tries++) {
    const message = await make(sdk)
    if (signatureOf(sdk, message)?.[1].endsWith('=')) return message
  }
  return undefined
}
const upper = (value: string): string => value.replace(/[0-9a-f]{64}/, (hex) => hex.toUpperCase())
const inText = (body: Buffer, byte: number): Buffer => {
  const at = body.lastIndexOf('"')
  // A form has none: at its end.
  if (at === -1) return Buffer.concat([body, Buffer.of(byte)])
  return Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at)])
}

/**
 * What is done to a message before both sides are asked; `undefined` where it says nothing of the scheme.
 *
 * @param over - in ms, above the limit that most have: more where the other side has a clock of its own
 */
export function casesAt(
  time: number,
  over = 301_000,
): Readonly<Record<string, (sdk: Signed) => Promise<Message | undefined>>> {
  const usual = (sdk: Signed): Promise<Message> => signedBy(sdk, bodyOf(sdk, time), time)
  return {
    'as it was signed': usual,
    'one byte more in the body': async (sdk) => {
      const { headers, body } = await usual(sdk)
      return { headers, body: Buffer.concat([body, Buffer.from(' ')]) }
    },
    'no signature': async (sdk) => changedSignature(sdk, await usual(sdk), () => ''),
    'a signature cut by one letter': async (sdk) =>
      changedSignature(sdk, await usual(sdk), (value) => value.replace(/[^=](=*)$/, '$1')),
    'a signature without the last of its padding': async (sdk) => {
      const message = await padded(sdk, usual)
      return message && changedSignature(sdk, message, (value) => value.slice(0, -1))
    },
    'the signature in upper case': async (sdk) => {
      const message = await usual(sdk)
      const changed = changedSignature(sdk, message, upper)
      return JSON.stringify(changed?.headers) === JSON.stringify(message.headers) ? undefined : changed
    },
    'a body that is no UTF-8': (sdk) => signedBy(sdk, inText(bodyOf(sdk, time), 0xff), time),
    'another body that decodes to the same text': async (sdk) => {
      // Signed with U+FFFD, which a decoder puts in place of any byte that is no UTF-8.
      const text = Buffer.from(inText(bodyOf(sdk, time), 0xff).toString())
      const { headers } = await signedBy(sdk, text, time)
      return { headers, body: inText(bodyOf(sdk, time), 0xfe) }
    },
    'a byte order mark before the body': (sdk) =>
      signedBy(sdk, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bodyOf(sdk, time)]), time),
    'signed over 300 seconds ago': (sdk) => signedBy(sdk, bodyOf(sdk, time - over), time - over),
    'signed over 300 seconds ahead': (sdk) => signedBy(sdk, bodyOf(sdk, time + over), time + over),
  }
}

export const cases: ReturnType<typeof casesAt> = casesAt(now)

/** A case's message; `undefined` where a timestamp, or a signature, goes into no body that cannot be read. */
export const messageOf = (
  make: (sdk: Signed) => Promise<Message | undefined>,
  sdk: Signed,
): Promise<Message | undefined> =>
  make(sdk).catch((error: unknown) => {
    if (WebhookError.is(error) && /UNSUPPORTED|CONTENT_MALFORMED/.test(error.code)) return undefined
    throw error
  })
