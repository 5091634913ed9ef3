import { platform } from '#platform'
import { WebhookError } from '../../errors/webhook-error.ts'
import { hmacKeyOf } from '../../keys/shared-secret.ts'
import type { Bytes } from '../../message/bytes.ts'
import { utf8 } from '../../message/encoding.ts'
import type { SecretMaterial } from '../../platform/platform.ts'
import type { HandshakeReply, HandshakeValue } from '../../scheme/handshake.ts'
import { readableKeyForm } from '../readable-key-form.ts'

/** What an answer is made of. */
export interface Ingredients {
  /** Empty where the rule has none. */
  readonly challenge: string
  readonly params: Readonly<Record<string, string>>
  /** The source's URL as registered at the provider. */
  readonly url: string | undefined
  /** The newest live secret; asked for only where an answer is signed. */
  readonly secret: () => SecretMaterial
}

type Signed = Extract<HandshakeValue, { readonly hmac: 'challenge' }>
type Hashed = Extract<HandshakeValue, { readonly digest: unknown }>

/** A setting of the source; an empty one is none. */
function setting(params: Readonly<Record<string, string>>, name: string): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined
  if (value) return value
  throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `The handshake needs the param ${name}.` })
}

async function signed(
  { hash, encoding, prefix = '', hashed }: Signed,
  { challenge, secret }: Ingredients,
): Promise<string> {
  const form = readableKeyForm({ encoding: 'utf8', ...(hashed && { hashed }) })
  return (
    prefix + (await platform.hmac(hash, hmacKeyOf(secret(), form, hash, platform), [challenge], encoding))
  )
}

async function digested(
  { digest, hash, encoding }: Hashed,
  { challenge, params, url }: Ingredients,
): Promise<string> {
  const pieces = digest.map((part) => {
    if (part === 'challenge') return challenge
    if (part !== 'url') return setting(params, part.param)
    if (url === undefined) throw new WebhookError('ERR_URL_MISSING')
    return url
  })
  return platform.hash(hash, pieces, encoding)
}

async function written(value: HandshakeValue, ingredients: Ingredients): Promise<string | number | boolean> {
  if (typeof value !== 'object') return value
  if ('echo' in value) return ingredients.challenge
  if ('param' in value) return setting(ingredients.params, value.param)
  if ('hmac' in value) return signed(value, ingredients)
  if ('digest' in value) return digested(value, ingredients)
  const pieces = await Promise.all(value.joined.map((piece) => written(piece, ingredients)))
  return pieces.join('')
}

/** The body of an answer. */
export async function bodyOf({ body }: HandshakeReply, ingredients: Ingredients): Promise<Bytes> {
  if (body === undefined) return new Uint8Array(0)
  if ('text' in body) return utf8(String(await written(body.text, ingredients)))
  const fields: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(body.json)) fields[name] = await written(value, ingredients)
  return utf8(JSON.stringify(fields))
}

/** The headers of an answer, by lower-case name. What strangers sent is never guessed to be a page. */
export function headersOf({ body, headers = {} }: HandshakeReply, challenge: string): Record<string, string> {
  const all: Record<string, string> = {}
  if (body !== undefined) {
    all['content-type'] = 'json' in body ? 'application/json' : 'text/plain; charset=utf-8'
    all['x-content-type-options'] = 'nosniff'
  }
  for (const [name, value] of Object.entries(headers)) {
    all[name.toLowerCase()] = typeof value === 'string' ? value : challenge
  }
  return all
}
