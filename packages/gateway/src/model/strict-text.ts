const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a body, without the mark at its beginning; null where it is no UTF-8. */
export function strictText(body: Uint8Array): string | null {
  try {
    return strictUtf8.decode(body).replace(/^\ufeff/, '')
  } catch {
    return null
  }
}
