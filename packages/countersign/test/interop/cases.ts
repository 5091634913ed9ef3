import { type Scheme, sign } from 'countersign'
import { schemes } from 'countersign/catalogue'

/** A provider's library, as `sdks.mjs` writes it. */
export interface Sdk {
  readonly name: string
  readonly scheme: string
  readonly secret: string
  readonly signingSecret?: string
  readonly body?: string | ((now: number) => string)
  /** The version of a library that is installed only where it is asked for. */
  readonly apart?: string
  verifier(load: Load): Promise<(given: Given) => unknown>
  signer?(
    load: Load,
  ): Promise<(given: { body: Buffer; secret: string; now: number }) => Promise<Headers> | Headers>
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

interface Message {
  readonly headers: Headers
  readonly body: Buffer
}

/** Signs as the provider does, by this library. */
export async function signedBy(sdk: Sdk, body: Buffer, ageSeconds = 0): Promise<Message> {
  const at = new Date(now - ageSeconds * 1000)
  const signed = await sign(
    { body, id: 'msg_1', url },
    {
      scheme: (schemes as Readonly<Record<string, Scheme>>)[sdk.scheme] as Scheme,
      secrets: sdk.signingSecret ?? sdk.secret,
      now: at,
    },
  )
  const headers = Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])
  return { headers: Object.fromEntries(headers), body: Buffer.from(signed.body) }
}

const bodyOf = (sdk: Sdk, at = now): Buffer => {
  const { body = '{"type":"a","data":{"name":"é"}}' } = sdk
  return Buffer.from(typeof body === 'function' ? body(at) : body)
}

/** The longest value is the signature; lists and pairs have it at their end. */
function signatureOf({ headers }: Message): readonly [name: string, value: string] {
  const [longest = ['', '']] = Object.entries(headers).toSorted((a, b) => b[1].length - a[1].length)
  return longest
}
function changedSignature(message: Message, change: (value: string) => string): Message {
  const [name, value] = signatureOf(message)
  return { headers: { ...message.headers, [name]: change(value) }, body: message.body }
}
/**
 * A message whose signature ends in padding; `undefined` where none does. ECDSA's in DER are of 70 to 72 bytes, each time
 * others: of so many, some have padding.
 */
async function padded(sdk: Sdk): Promise<Message | undefined> {
  for (let tries = 0; tries < 64; tries++) {
    const message = await signedBy(sdk, bodyOf(sdk))
    if (signatureOf(message)[1].endsWith('=')) return message
  }
  return undefined
}
const upper = (value: string): string => value.replace(/[0-9a-f]{64}/, (hex) => hex.toUpperCase())
const inText = (body: Buffer, byte: number): Buffer => {
  const at = body.lastIndexOf('"')
  return Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at)])
}

/** What is done to a message before both sides are asked; `undefined` where it says nothing of the scheme. */
export const cases: Readonly<Record<string, (sdk: Sdk) => Promise<Message | undefined>>> = {
  'as it was signed': (sdk) => signedBy(sdk, bodyOf(sdk)),
  'one byte more in the body': async (sdk) => {
    const { headers, body } = await signedBy(sdk, bodyOf(sdk))
    return { headers, body: Buffer.concat([body, Buffer.from(' ')]) }
  },
  'no signature': async (sdk) => changedSignature(await signedBy(sdk, bodyOf(sdk)), () => ''),
  'a signature cut by one letter': async (sdk) =>
    changedSignature(await signedBy(sdk, bodyOf(sdk)), (value) => value.replace(/[^=](=*)$/, '$1')),
  'a signature without the last of its padding': async (sdk) => {
    const message = await padded(sdk)
    return message && changedSignature(message, (value) => value.slice(0, -1))
  },
  'the signature in upper case': async (sdk) => {
    const message = await signedBy(sdk, bodyOf(sdk))
    const changed = changedSignature(message, upper)
    return JSON.stringify(changed.headers) === JSON.stringify(message.headers) ? undefined : changed
  },
  'a body that is no UTF-8': (sdk) => signedBy(sdk, inText(bodyOf(sdk), 0xff)),
  'another body that decodes to the same text': async (sdk) => {
    // Signed with U+FFFD, which a decoder puts in place of any byte that is no UTF-8.
    const { headers } = await signedBy(sdk, Buffer.from(inText(bodyOf(sdk), 0xff).toString()))
    return { headers, body: inText(bodyOf(sdk), 0xfe) }
  },
  'a byte order mark before the body': (sdk) =>
    signedBy(sdk, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bodyOf(sdk)])),
  'signed 301 seconds ago': (sdk) => signedBy(sdk, bodyOf(sdk, now - 301_000), 301),
  'signed 301 seconds ahead': (sdk) => signedBy(sdk, bodyOf(sdk, now + 301_000), -301),
}
