import { readableKeyForm } from '../engines/readable-key-form.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { taggedList } from '../engines/tagged-list.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { readerOf } from '../message/dates.ts'
import { spellings } from '../message/spelling.ts'
import { checkParams } from '../scheme/check-params.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import type { HmacForm, HmacOptions } from '../scheme/hmac-options.ts'
import { textOf } from '../scheme/param-text.ts'
import type { SignedForm, SignedOptions } from '../scheme/signed-options.ts'

/** What the options of a signature over a content name, by values. */
export function signedForm<O extends SignedOptions>(
  options: O,
): Omit<O, 'signature' | 'prefix' | 'timestamp' | 'id' | 'content'> &
  Pick<SignedForm, 'dedupeBytes' | 'checkParams' | 'signature' | 'prefix' | 'timestamp' | 'id' | 'content'> {
  const { signature, prefix, timestamp, id, content } = options
  return {
    ...options,
    dedupeBytes: hashedBody,
    checkParams,
    signature: 'in' in signature && signature.in === 'list' ? taggedList(signature) : signature,
    prefix: typeof prefix === 'object' ? (message) => textOf(prefix, message) : prefix,
    timestamp: timestamp && clock({ ...timestamp, read: readerOf(timestamp.unit) }),
    id: id && signedId(id),
    content: typeof content === 'function' ? content : content && contentOf(content),
  }
}

/** The options of a keyed hash by values. Throws ERR_OPTIONS_INVALID where there is no such encoding. */
export function hmacForm(builder: string, options: HmacOptions): HmacForm {
  const encoding = Object.hasOwn(spellings, options.encoding) ? spellings[options.encoding] : undefined
  if (encoding === undefined)
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `${builder} knows no such encoding.` })
  const { key } = options
  return { ...signedForm(options), encoding, key: key && readableKeyForm(key) }
}
