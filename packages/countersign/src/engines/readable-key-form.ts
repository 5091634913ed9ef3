import { fromBase64, fromHex } from '../message/encoding.ts'
import type { KeyForm, ReadableKeyForm } from '../scheme/hmac-options.ts'
import { hashedKey } from './hmac/hashed-key.ts'

/** A key's form with the ways to read it. */
export function readableKeyForm({ hashed, ...form }: KeyForm): ReadableKeyForm {
  const { encoding } = form
  const derived = hashed === undefined ? {} : hashedKey(hashed)
  return encoding === 'utf8'
    ? { ...form, ...derived, encoding }
    : { ...form, ...derived, decode: encoding === 'base64' ? fromBase64 : fromHex }
}
