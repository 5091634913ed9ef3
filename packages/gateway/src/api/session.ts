import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Operation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import type { SignIn } from './sign-in.ts'
import { bytesOf, isJson, parseJson } from './take-bodies.ts'
import { iso, timeSchema } from './times.ts'

/** The cookie that carries a session of the console. */
export const sessionCookie = 'countersign_session'

const codeInput = z.strictObject({ code: z.string().max(200) })

const signInSchema: z.ZodType<{ url: string; expiresAt: string }> = z
  .object({ url: z.string(), expiresAt: timeSchema })
  .meta({ id: 'SignIn', description: 'A link that opens the console, once.' })

/** The link that opens the console; the code stands where it reaches no server and no log. */
export function signInLink(adminUrl: string, code: string): string {
  return `${adminUrl}/#sign-in=${code}`
}

/** `POST /sign-ins`: a link for a browser, by a token. */
export function signInOperation(signIn: SignIn, adminUrl: () => string): Operation {
  return operation({
    method: 'post',
    path: '/sign-ins',
    id: 'createSignIn',
    summary: 'Make a link that opens the console, once and for ten minutes',
    scope: 'operator',
    status: 201,
    answer: signInSchema,
    codes: [],
    async handle() {
      const { code, expiresAt } = signIn.createCode()
      return { url: signInLink(adminUrl(), code), expiresAt: iso(expiresAt) }
    },
  })
}

/**
 * Serves `/api/session`: POST turns a code into a session's cookie, DELETE ends it. Both want JSON, which a
 * page of another origin cannot send without being asked first, and is then refused.
 */
export function registerSession(app: FastifyInstance, signIn: SignIn): void {
  // The browser says what the page came by, whatever proxies stand in between; to a page that came by http it
  // would not give a cookie back that is `Secure`.
  const cookie = (value: string, maxAge: number, { headers: { origin } }: FastifyRequest): string => {
    const secure = origin?.startsWith('https:') === true ? '; Secure' : ''
    return `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure}`
  }
  app.post('/api/session', { bodyLimit: 1024 }, async (request, reply) => {
    const input = codeInput.safeParse(isJson(request) ? parseJson(bytesOf(request)) : undefined)
    const opened = input.success ? signIn.open(input.data.code) : null
    if (opened === null) throw new Problem('ERR_SIGN_IN')
    reply
      .header('set-cookie', cookie(opened.session, opened.maxAgeSeconds, request))
      .header('cache-control', 'no-store')
    return reply.code(204).send()
  })
  app.delete('/api/session', { bodyLimit: 1024 }, async (request, reply) => {
    reply.header('set-cookie', cookie('', 0, request)).header('cache-control', 'no-store')
    return reply.code(204).send()
  })
}
