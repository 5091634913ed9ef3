import type { Scheme } from '../scheme/scheme.ts'
import { standardWebhooks } from '../schemes/standard-webhooks.ts'
import { svix } from '../schemes/svix.ts'
import { signatureHeaders } from './signature-headers.ts'
import type { Change, Trial } from './trial.ts'

type Headers = Readonly<Record<string, string>>

/** More are not loaded. */
const mostSchemes = 24
/** A header that more schemes read tells nothing of who sent it. */
const mostReaders = 6

const known = new Set(Object.values(signatureHeaders).flat())
/** The two spellings of one scheme are mistaken for each other even where no other scheme is given. */
const standard: Readonly<Record<string, Scheme>> = {
  [standardWebhooks.name]: standardWebhooks,
  [svix.name]: svix,
}

/**
 * The schemes of the catalogue by the headers that are there, those first whose headers few others read. Of those that share a
 * header the same provider's come first, then what they all follow: it names nobody who may not have sent it.
 */
function namesBy(headers: Headers, scheme: Scheme): readonly string[] {
  const far = (name: string): number => (isKin(scheme, { name }) ? 0 : isStandard({ name }) ? 1 : 2)
  const found = Object.keys(headers)
    .flatMap((name) => (Object.hasOwn(signatureHeaders, name) ? [signatureHeaders[name] ?? []] : []))
    .sort((one, other) => one.length - other.length)
    .map((readers) => readers.toSorted((one, other) => far(one) - far(other)))
  return [...new Set(found.flat())]
}

/** What two schemes of one provider begin with: `hubspot` of `hubspot-v3`. */
function provider({ name }: Pick<Scheme, 'name'>): string {
  return name.split('-', 1)[0] ?? name
}

function isStandard({ name }: Pick<Scheme, 'name'>): boolean {
  return Object.hasOwn(standard, name)
}

/** Whether two are forms of one scheme. */
function isKin(scheme: Pick<Scheme, 'name'>, other: Pick<Scheme, 'name'>): boolean {
  return provider(other) === provider(scheme) || (isStandard(scheme) && isStandard(other))
}

function signedAs(other: Scheme, scheme: Scheme): Change {
  return {
    code: isKin(scheme, other) ? 'another-form' : 'another-provider',
    evidence: `With the scheme ${other.name} it matches.`,
    detail: `It is signed as ${other.title} signs (${other.name}), not as ${scheme.title} (${scheme.name}).`,
    fix: `Use the scheme ${other.name}.`,
  }
}

/**
 * The schemes among those given that read headers of this message. Those of the catalogue are looked up by name in an
 * index of their headers, so that no others are loaded where loading waits for the look-up.
 */
export function otherSchemes(
  scheme: Scheme,
  given: Readonly<Record<string, Scheme>>,
  headers: Headers,
): readonly Trial[] {
  const own = Object.keys(given).filter((name) => !known.has(name))
  const names = [...own, ...namesBy(headers, scheme)].slice(0, mostSchemes + own.length)
  const from: Readonly<Record<string, Scheme>> = isStandard(scheme) ? standard : {}
  const found = names.flatMap((name) =>
    Object.hasOwn(given, name) ? (given[name] ?? []) : (from[name] ?? []),
  )
  return found
    .filter(({ name, proof }) => name !== scheme.name && proof.headers.some((one) => one in headers))
    .map((other) => ({ scheme: other, changes: [signedAs(other, scheme)] }))
}

/** Whether a trial's scheme reads nothing of the message that this one does not: that it fits may be no more than a slip of the secret. */
export function readsNoMore({ scheme: other }: Trial, scheme: Scheme, headers: Headers): boolean {
  if (other === undefined || isKin(scheme, other)) return false
  return other.proof.headers.every((name) => scheme.proof.headers.includes(name) || !(name in headers))
}

/** Whose message it may be by its headers alone, none of them one that this scheme reads. */
export function othersHeaders({ name, proof }: Scheme, headers: Headers): readonly Change[] {
  return Object.keys(headers).flatMap((header): Change[] => {
    const readers = Object.hasOwn(signatureHeaders, header) ? (signatureHeaders[header] ?? []) : []
    // What many senders follow is named in their place.
    const told = readers.length > mostReaders ? readers.filter((one) => isStandard({ name: one })) : readers
    if (told.length === 0 || proof.headers.includes(header) || readers.includes(name)) return []
    const kin = told.some((reader) => provider({ name: reader }) === provider({ name }))
    const evidence = `There is a header ${header}, which this scheme does not read, and ${told.join(', ')} does.`
    return [{ code: kin ? 'another-form' : 'another-provider', evidence }]
  })
}
