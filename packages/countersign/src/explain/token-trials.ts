import { jsonPart } from '../engines/jws/read-jws.ts'
import { holds, jwt } from '../engines/jwt.ts'
import type { Bytes } from '../message/bytes.ts'
import type { RawInput } from '../message/input.ts'
import { Received } from '../message/received.ts'
import { jwsForms } from '../scheme/jws-algorithms.ts'
import type { Claims, JwtOptions } from '../scheme/jwt-options.ts'
import { textOf } from '../scheme/param-text.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { duration } from './clock-change.ts'
import type { Change, Trial } from './trial.ts'

type Params = Readonly<Record<string, string>>

/** Longer tokens are not looked at. */
const mostLetters = 65_536
/** Within it every token holds; in seconds. */
const anyLeeway = 1e11

/** What a token says, believed by nobody yet. */
interface Said {
  readonly options: JwtOptions
  readonly header: Claims
  readonly claims: Claims
}

/** The tokens that a message holds where its scheme looks for them. */
function tokensIn(
  { proof }: Scheme,
  raw: RawInput & { readonly body: Bytes },
  params: Params,
): readonly Said[] {
  const url = raw.url === undefined ? undefined : String(raw.url)
  const message = new Received(raw.headers, raw.body, raw.method, url, url, params)
  return (proof.parts ?? [proof]).flatMap(({ jwt: options }) => {
    if (options === undefined) return []
    const { at, prefix = '' } = options
    const text =
      at === 'body'
        ? new TextDecoder().decode(raw.body.subarray(0, mostLetters))
        : at.find(message)?.[0]?.slice(prefix.length, mostLetters)
    const [header, claims] = (text ?? '').split('.', 2).map(jsonPart)
    return header === undefined || claims === undefined ? [] : [{ options, header, claims }]
  })
}

/** The claims that say something else than the scheme wants. */
function contrary({ options, claims }: Said, params: Params): readonly string[] {
  const wanted = Object.entries(options.claims ?? {})
  return wanted.flatMap(([name, value]) =>
    holds(claims, name, typeof value === 'boolean' ? value : textOf(value, { params })) ? [] : [name],
  )
}

function claimChange(name: string): Change {
  const code = name === 'aud' ? 'token-audience' : name === 'iss' ? 'token-issuer' : 'token-claim'
  return { code, evidence: `But for its claim ${name} the token holds.` }
}

function timeChanges({ exp, nbf }: Claims, { leewaySeconds = 0 }: JwtOptions, now: number): Change[] {
  const changes: Change[] = []
  if (typeof exp === 'number' && now >= (exp + leewaySeconds) * 1000) {
    const evidence = `It expired ${duration(now - exp * 1000)} before the time it is judged by.`
    changes.push({ code: 'token-expired', evidence })
  }
  if (typeof nbf === 'number' && now < (nbf - leewaySeconds) * 1000) {
    const evidence = `It begins ${duration(nbf * 1000 - now)} after the time it is judged by.`
    changes.push({ code: 'token-not-yet-valid', evidence })
  }
  return changes
}

/** The algorithm that a token is made with, where it is none of its scheme's and of the same kind of key. */
function otherAlgorithm({ header, options: { algorithms } }: Said): keyof typeof jwsForms | undefined {
  const said = (Object.keys(jwsForms) as (keyof typeof jwsForms)[]).find((one) => one === header.alg)
  const [own] = algorithms
  if (said === undefined || own === undefined || algorithms.includes(said)) return undefined
  // A public key is never tried as a secret.
  return 'hash' in jwsForms[said] === 'hash' in jwsForms[own] ? said : undefined
}

/** The scheme without what a token fails by its own word: with the right key it is proven that nothing else is wrong. */
export function tokenTrials(
  scheme: Scheme,
  raw: RawInput & { readonly body: Bytes },
  params: Params,
  now: number,
): readonly Trial[] {
  return tokensIn(scheme, raw, params).flatMap((said) => {
    const { bodyHash, agrees, ...options } = said.options
    const algorithm = otherAlgorithm(said)
    const names = contrary(said, params)
    const claims = Object.fromEntries(
      Object.entries(options.claims ?? {}).filter(([name]) => !names.includes(name)),
    )
    const lenient = {
      ...options,
      claims,
      leewaySeconds: anyLeeway,
      ...(algorithm && { algorithms: [algorithm] }),
    }
    const changes: Change[] = [
      ...(algorithm === undefined
        ? []
        : [{ code: 'token-algorithm', evidence: `With ${algorithm} the token holds.` } as const]),
      ...names.map(claimChange),
      ...timeChanges(said.claims, options, now),
    ]
    const kept = { ...(bodyHash && { bodyHash }), ...(agrees && { agrees }) }
    const trials: Trial[] = [{ scheme: jwt({ ...lenient, ...kept }), changes }]
    const { covers = bodyHash === undefined ? undefined : 'body' } = options
    const bare = { ...lenient, ...(covers && { covers }) }
    if (bodyHash !== undefined) {
      const evidence = `But for the hash of the body in its claim ${bodyHash.claim} the token holds.`
      const scheme = jwt({ ...bare, ...(agrees && { agrees }) })
      trials.push({ scheme, changes: [...changes, { code: 'token-of-another-body', evidence }] })
    }
    if (agrees !== undefined) {
      const evidence = 'But for what its claims say of the message the token holds.'
      trials.push({ scheme: jwt(bare), changes: [...changes, { code: 'token-claim', evidence }] })
    }
    return trials.filter((trial) => trial.changes.length > 0)
  })
}

/** What a token's header tells that no trial can prove. */
export function tokenSuspicions(
  scheme: Scheme,
  raw: RawInput & { readonly body: Bytes },
  params: Params,
  keyRefused: boolean,
): readonly Change[] {
  return tokensIn(scheme, raw, params).flatMap(
    ({ header: { alg, kid }, options: { algorithms } }): Change[] => {
      if (typeof alg === 'string' && /^none$/i.test(alg))
        return [{ code: 'token-unsigned', evidence: 'Its header says that its algorithm is none.' }]
      if (!algorithms.some((one) => one === alg)) {
        const named = typeof alg === 'string' && /^[\w-]{1,16}$/.test(alg) ? alg : 'another algorithm'
        return [
          {
            code: 'token-algorithm',
            evidence: `Its header says ${named}; here it is ${algorithms.join(' or ')}.`,
          },
        ]
      }
      if (!keyRefused || typeof kid !== 'string') return []
      return [{ code: 'token-key-unknown', evidence: 'Its kid names a key that was not to be had.' }]
    },
  )
}
