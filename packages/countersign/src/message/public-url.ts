/** Whether a URL is whole, and not a path alone. */
export function isWholeUrl(url: string): boolean {
  return /^https?:\/\//i.test(url)
}

/**
 * The URL that the provider knows, for schemes that sign it. A public URL without a query takes over that of
 * the request, since some providers add parameters of their own (Twilio's `bodySHA256`).
 */
export function effectiveUrl(
  publicUrl: string | undefined,
  requestUrl: string | undefined,
): string | undefined {
  if (publicUrl === undefined)
    return requestUrl !== undefined && isWholeUrl(requestUrl) ? requestUrl : undefined
  if (requestUrl === undefined || publicUrl.includes('?')) return publicUrl
  const at = requestUrl.indexOf('?')
  return at < 0 ? publicUrl : publicUrl + requestUrl.slice(at)
}
