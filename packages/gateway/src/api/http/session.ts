import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { PeopleStore } from '../../journal/port/people.ts'
import type { Actor } from '../../model/act.ts'
import { type Action, everything } from '../../model/permission.ts'
import { permissionOfRole } from '../../model/person.ts'
import { Refusal } from '../../model/refusal.ts'
import { type Operation, operation } from '../operations/operation.ts'
import { findPerson } from '../operations/person.ts'
import { refuseMore } from '../operations/refuse-more.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import { sessionCookieName, sessionsOf } from './session-cookie.ts'
import type { SignIn } from './sign-in.ts'
import { bytesOf, isJson, parseJson } from './take-bodies.ts'

const codeInput = z.strictObject({ code: z.string().max(200) })

const signInSchema: z.ZodType<{ url: string; expiresAt: string }> = z
  .object({ url: z.string(), expiresAt: timeSchema })
  .meta({ id: 'SignIn', description: 'A link that opens the console, once.' })

/** The link that opens the console; the code stands where it reaches no server and no log. */
export function signInLink(adminUrl: string, code: string): string {
  return `${adminUrl}/#sign-in=${code}`
}

/** `POST /sign-ins`: a link for a browser, by a token. */
export function signInOperation(
  signIn: SignIn,
  adminUrl: () => string,
  people: Pick<PeopleStore, 'people'>,
): Operation {
  return operation({
    method: 'post',
    path: '/sign-ins',
    id: 'createSignIn',
    summary: 'Make a link that opens the console, once and for ten minutes',
    action: 'sign-ins.write',
    body: z.strictObject({
      person: z
        .string()
        .max(200)
        .optional()
        .meta({ description: 'Name or id of whom it signs in. Absent: whoever asks.' }),
    }),
    status: 201,
    answer: signInSchema,
    codes: ['ERR_NOT_FOUND'],
    async handle({ body, identity, act }) {
      const person = body.person === undefined ? null : await findPerson(people, body.person)
      refuseMore(identity, (person === null ? everything : permissionOfRole(person.role)).actions)
      const made = person === null ? act : { ...act, target: `/people/${person.id}` }
      // Who signs in by a token of the API stays that token: its name stands in the audit, and its end ends the session.
      const { code, expiresAt } = await signIn.createCode(person?.id ?? identity.by.id, made)
      return { url: signInLink(adminUrl(), code), expiresAt: iso(expiresAt) }
    },
  })
}

/** Who asks, as the console shows them and decides what to offer. */
export interface SessionJson {
  readonly name: string
  readonly kind: Actor['kind']
  readonly actions: readonly Action[]
  /** The gateway's clock: a browser's may be off. */
  readonly now: string
  readonly version: string
}

/**
 * Serves `/api/session`: GET says who asks, POST turns a code into a session's cookie, DELETE ends the sessions that the
 * request carries, at every gateway of the store. POST wants JSON, and DELETE is no simple request either: a page of
 * another origin cannot send them without being asked first, and is then refused.
 */
export function registerSession(
  app: FastifyInstance,
  signIn: SignIn,
  adminUrl: () => string,
  failed: (request: IncomingMessage) => Promise<void>,
  who: (request: IncomingMessage) => Promise<SessionJson>,
): void {
  app.get('/api/session', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return await who(request.raw)
  })
  // The browser says what the page came by, whatever proxies stand in between; to a page that came by http it
  // would not give a cookie back that is `Secure`.
  const cookie = (name: string, value: string, maxAge: number, { headers }: FastifyRequest): string => {
    const secure = headers.origin?.startsWith('https:') === true ? '; Secure' : ''
    return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure}`
  }
  app.post('/api/session', { bodyLimit: 1024 }, async (request, reply) => {
    const input = codeInput.safeParse(isJson(request) ? parseJson(bytesOf(request)) : undefined)
    const opened = input.success ? await signIn.open(input.data.code) : null
    if (opened === null) {
      await failed(request.raw)
      throw new Refusal('ERR_SIGN_IN')
    }
    const { session, maxAgeSeconds } = opened
    reply
      .header('set-cookie', cookie(sessionCookieName(adminUrl()), session, maxAgeSeconds, request))
      .header('cache-control', 'no-store')
    return reply.code(204).send()
  })
  app.delete('/api/session', { bodyLimit: 1024 }, async (request, reply) => {
    const carried = sessionsOf(request.headers)
    // Those of other gateways on this host are none of ours, and stay.
    const held = await signIn.held(carried.map(({ session }) => session))
    const ours = carried.filter(({ session }) => held.has(session))
    for (const { session } of ours) await signIn.end(session)
    const names = new Set([sessionCookieName(adminUrl()), ...ours.map(({ name }) => name)])
    reply
      .header(
        'set-cookie',
        [...names].map((name) => cookie(name, '', 0, request)),
      )
      .header('cache-control', 'no-store')
    return reply.code(204).send()
  })
}
