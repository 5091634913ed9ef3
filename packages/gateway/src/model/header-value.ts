// RFC 9110, section 5.5: the tab is the one control character that a value may hold.
const value = /^[\t\x20-\x7e\x80-\xff]*$/

/** Whether a text can stand as the value of a header: no line break, nothing beyond Latin-1. */
export function isHeaderValue(text: string): boolean {
  return value.test(text)
}
