import type { Cause } from './causes.ts'
import { ordersOf, percentCase, sortedParts } from './form-trials.ts'
import type { Change, Trial } from './trial.ts'

type Headers = Readonly<Record<string, string>>
/** One piece of a URL in another form; without a change it is as it was. */
type Form = { readonly text: string; readonly change?: Change }

/** More are not tried. */
const mostUrls = 160
const pieces = /^(https?):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/i

function first(text: string | undefined): string | undefined {
  return text?.split(',')[0]?.trim()
}

function forwarded(headers: Headers, name: 'host' | 'proto'): string | undefined {
  return new RegExp(`(?:^|[;,\\s])${name}="?([^";,]+)`, 'i').exec(headers.forwarded ?? '')?.[1]
}

/** What stands there, then each other text once. */
function forms(
  text: string,
  others: readonly [code: Cause, what: string, text: string | undefined][],
): Form[] {
  const known = new Set([text])
  const found: Form[] = [{ text }]
  for (const [code, what, other] of others) {
    if (other === undefined || known.has(other)) continue
    known.add(other)
    found.push({ text: other, change: { code, evidence: `With ${what} the signature matches.` } })
  }
  return found
}

function authorities(
  authority: string,
  scheme: string,
  headers: Headers,
  requested: string | undefined,
): Form[] {
  const bare = authority.replace(/:\d+$/, '')
  const port = first(headers['x-forwarded-port'])
  const hosts = [
    first(headers['x-forwarded-host']),
    forwarded(headers, 'host'),
    first(headers['x-original-host']),
    headers.host,
    requested,
  ]
  return forms(authority, [
    ['url-port', 'no port', bare],
    ['url-port', `the port of ${scheme}`, `${bare}:${scheme === 'https' ? '443' : '80'}`],
    ['url-port', 'the port that the proxy names', port === undefined ? undefined : `${bare}:${port}`],
    ...hosts.map((host): [Cause, string, string | undefined] => [
      'url-host',
      `the host ${host?.slice(0, 128)}`,
      host === undefined || !/^[\w.:[\]-]+$/.test(host) ? undefined : host,
    ]),
    ['url-host', 'the host in lower case', authority.toLowerCase()],
    ['url-host', 'or without www.', authority.startsWith('www.') ? authority.slice(4) : `www.${authority}`],
  ])
}

function paths(path: string, headers: Headers, requested: string | undefined): Form[] {
  const { 'x-forwarded-prefix': prefix } = headers
  const originals = [
    'x-original-url',
    'x-original-uri',
    'x-rewrite-url',
    'x-envoy-original-path',
    'x-forwarded-uri',
  ]
  return forms(path, [
    ['url-slash', 'a slash at the end, or without', path.endsWith('/') ? path.slice(0, -1) : `${path}/`],
    ['url-path', 'the path that arrived', requested],
    ...originals.map((name): [Cause, string, string | undefined] => [
      'url-path',
      `the path of ${name}`,
      headers[name]?.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''),
    ]),
    [
      'url-path',
      'the path behind X-Forwarded-Prefix',
      prefix === undefined ? undefined : first(prefix) + path,
    ],
    ['url-percent', 'percent-encoding in capitals', percentCase(path, 'upper')],
    ['url-percent', 'percent-encoding in lower case', percentCase(path, 'lower')],
    ['url-percent', 'the path decoded', decodedPath(path)],
  ])
}

function decodedPath(path: string): string | undefined {
  try {
    return decodeURI(path)
  } catch {
    return undefined
  }
}

function queries(query: string, requested: string): Form[] {
  const bare = query.slice(1)
  return forms(query, [
    ['url-query', 'no query', ''],
    ['url-query', 'the query that arrived', requested],
    ['url-query', 'the query in alphabetical order', query === '' ? undefined : `?${sortedParts(bare)}`],
    ['url-percent', 'percent-encoding of the query in capitals', percentCase(query, 'upper')],
    ['url-percent', 'percent-encoding of the query in lower case', percentCase(query, 'lower')],
    ['url-percent', '%20 for a blank in the query', query.replaceAll('+', '%20')],
    ['url-percent', '+ for a blank in the query', query.replaceAll('%20', '+')],
  ])
}

/**
 * The URL as a provider may know it that sends through proxies: scheme, host, port, slash, path and query, each in another
 * form and several together, those with fewest changes first.
 *
 * @param known - the public URL, or the request’s whole one
 * @param requested - the request’s, which may be a path alone
 */
export function urlTrials(
  known: string | undefined,
  requested: string | undefined,
  headers: Headers,
): readonly Trial[] {
  const target = requested ?? ''
  const whole = known ?? `https://${headers.host ?? 'localhost'}${target.startsWith('/') ? target : '/'}`
  const parsed = pieces.exec(whole)
  if (parsed === null) return []
  const [, scheme = '', authority = '', path = '', query = ''] = parsed
  const [, , requestedHost, ,] = pieces.exec(target) ?? []
  const rest = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '')
  const [requestedPath = ''] = rest.split('?', 1)
  const other = scheme.toLowerCase() === 'https' ? 'http' : 'https'
  const schemes = forms(scheme, [['url-scheme', other, other]])
  // What was made whole here is a change already.
  const evidence = `With https://${(headers.host ?? '').slice(0, 128)} before it the signature matches.`
  const made: Change[] =
    known === undefined
      ? [{ code: 'url-host', evidence, detail: 'The message has no more of it than its path.' }]
      : []
  const found: Trial[] = []
  for (const one of schemes)
    for (const host of authorities(authority, one.text.toLowerCase(), headers, requestedHost))
      for (const at of paths(path, headers, requestedPath || undefined))
        for (const asked of queries(query, rest.slice(requestedPath.length))) {
          const changes = [...made, ...[one, host, at, asked].flatMap(({ change }) => change ?? [])]
          found.push({ url: `${one.text}://${host.text}${at.text}${asked.text}`, changes })
        }
  const fewest = found.sort((first, second) => first.changes.length - second.changes.length)
  const likely = fewest.filter(({ url }) => known === undefined || url !== known).slice(0, mostUrls)
  const reordered: Change = { code: 'url-query', evidence: 'With its query in another order it matches.' }
  const others = ordersOf(query.slice(1)).map((order) => ({
    url: `${scheme}://${authority}${path}?${order}`,
    changes: [...made, reordered],
    rare: true,
  }))
  return query === '' ? likely : [...likely, ...others]
}
