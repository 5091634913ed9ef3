import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { seatable } from 'countersign/schemes/seatable'
import { signedMessage } from 'countersign/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A running application of the matrix. Other addresses where the framework keeps them apart. */
export interface Running {
  readonly url: string
  readonly eaten?: string
  readonly unset?: string
  close(): unknown
}

/** How a framework stands out of the matrix. */
export interface Expected {
  readonly start: () => Promise<Running>
  /** What refusals were told since it was last asked. */
  readonly told: () => readonly string[]
  /** What the cure of an eaten body says; none where nothing can eat it. */
  readonly cure?: RegExp | undefined
  /** What the cure says where the platform in front inflates; without it compressed bodies arrive as they are. */
  readonly inflates?: RegExp | undefined
  /** What the cure says where the platform in front makes text of bodies. */
  readonly decodes?: RegExp | undefined
  /** The content type that bytes need to come through. Default: application/json. */
  readonly binary?: string | undefined
  /** The status of what the handler throws. Default: 500. */
  readonly failure?: number
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Posts bytes, in chunks where there are several. */
export function post(
  url: string,
  headers: Sent['headers'],
  ...chunks: Uint8Array[]
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const length = chunks.length === 1 ? { 'content-length': `${chunks[0]?.length}` } : {}
    const request = httpRequest(url, { method: 'POST', headers: { ...headers, ...length }, agent: false })
    request.on('error', reject).on('response', async (response) => {
      const body = Buffer.concat(await response.toArray()).toString()
      resolve({ status: response.statusCode ?? 0, body })
    })
    const write = ([chunk, ...more]: Uint8Array[]): void => {
      if (chunk === undefined) request.end()
      else request.write(chunk, () => setImmediate(write, more))
    }
    if (chunks.length === 1) request.end(chunks[0])
    else write(chunks)
  })
}

/** A message of SeaTable's, signed with the matrix's secret. */
export async function message(body?: Uint8Array, headers: Sent['headers'] = {}): Promise<Sent> {
  const given = body === undefined ? {} : { body }
  return signedMessage(seatable, 'insert_row', { secret: 'my-secret', headers, ...given })
}

const notUtf8 = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x24, 0x26, 0xff, 0x00, 0x7d)

/** One framework's row of the matrix: each kind of body over a real socket. */
export function row(
  name: string,
  { start, told, cure, inflates, decodes, binary, failure = 500 }: Expected,
): void {
  describe(name, () => {
    let running: Running
    beforeAll(async () => {
      running = await start()
    })
    afterAll(() => running?.close())
    const type: Record<string, string> = binary === undefined ? {} : { 'Content-Type': binary }
    const send = async (path: string, { headers, body }: Sent, ...chunks: Uint8Array[]) => {
      told()
      const sent = chunks.length === 0 ? [body] : chunks
      const answer = await post(path.startsWith('/') ? running.url + path : path, headers, ...sent)
      return { ...answer, code: /ERR_[A-Z_]+/.exec(answer.body)?.[0] }
    }
    /** The one line that a refusal was told; another process' comes a moment later than its answer. */
    const toldOf = async (code: string): Promise<string> => {
      const lines: string[] = []
      const heard = () => lines.push(...told().filter((line) => line.startsWith(`${code} `))) && lines.length
      await expect.poll(heard).toBeGreaterThan(0)
      return lines.join('\n')
    }
    const got = (body: Uint8Array) => ({ size: body.length, start: [...body.subarray(0, 32)] })

    test('a sample event; a forged one is refused, and one without signature', async () => {
      const { headers, body } = await message()
      const { status, body: answered } = await send('/hook', { headers, body })
      expect([status, JSON.parse(answered)]).toEqual([200, { type: 'insert_row', ...got(body) }])
      const forged = Uint8Array.from([...body, 32])
      expect(await send('/hook', { headers, body: forged })).toMatchObject({
        status: 401,
        code: 'ERR_SIGNATURE_MISMATCH',
      })
      expect(await send('/hook', { headers: { 'content-type': 'application/json' }, body })).toMatchObject({
        status: 401,
        code: 'ERR_SIGNATURE_MISSING',
      })
    })

    test('bytes that are no UTF-8', async () => {
      const answer = await send('/hook', await message(notUtf8, type))
      if (decodes === undefined) expect(JSON.parse(answer.body)).toMatchObject(got(notUtf8))
      else {
        expect(answer).toMatchObject({ status: 401, code: 'ERR_SIGNATURE_MISMATCH' })
        expect(await toldOf('ERR_SIGNATURE_MISMATCH')).toMatch(decodes)
      }
    })

    test('a compressed body stays compressed', async () => {
      const body = gzipSync('{"event":"update","data":{"op_type":"insert_row"}}')
      const answer = await send(
        '/hook',
        await message(body, { ...(inflates ? {} : type), 'content-encoding': 'gzip' }),
      )
      if (inflates === undefined) expect(JSON.parse(answer.body)).toMatchObject(got(body))
      else {
        expect(answer).toMatchObject({ status: 401, code: 'ERR_SIGNATURE_MISMATCH' })
        expect(await toldOf('ERR_SIGNATURE_MISMATCH')).toMatch(inflates)
      }
    })

    test('in chunks: two, and one for each byte', async () => {
      const sent = await message()
      const bytes = Array.from(sent.body, (byte) => Uint8Array.of(byte))
      for (const chunks of [[sent.body.subarray(0, 11), sent.body.subarray(11)], bytes]) {
        const answer = await send('/hook', sent, ...chunks)
        expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, got(sent.body)])
      }
    })

    test('empty', async () => {
      const answer = await send('/hook', await message(new Uint8Array(0), type))
      expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { type: '', size: 0, start: [] }])
    })

    test('exactly the limit, and one byte more', async () => {
      const answer = await send('/hook', await message(new Uint8Array(50_000), type))
      expect(JSON.parse(answer.body)).toMatchObject({ size: 50_000 })
      const more = await message(new Uint8Array(50_001), type)
      expect(await send('/hook', more)).toMatchObject({ status: 413, code: 'ERR_BODY_TOO_LARGE' })
    })

    test.runIf(cure !== undefined)(
      'a body that a parser has eaten: the cure is told here, and to no stranger',
      async () => {
        const answer = await send(running.eaten ?? '/eaten', await message())
        expect(answer).toMatchObject({ status: 500, code: 'ERR_BODY_CONSUMED' })
        const line = await toldOf('ERR_BODY_CONSUMED')
        expect(line.split('\n')).toEqual([expect.stringMatching(cure ?? /$^/)])
        expect(answer.body).not.toContain(line.slice('ERR_BODY_CONSUMED '.length))
      },
    )

    test('a secret that is missing at a request', async () => {
      const answer = await send(running.unset ? `${running.unset}/` : '/unset', await message())
      expect(answer).toMatchObject({ status: 500, code: 'ERR_SECRET_EMPTY' })
      expect(await toldOf('ERR_SECRET_EMPTY')).toMatch(/Set it|set/)
    })

    test('what the handler throws is a failure, and the next one is served', async () => {
      expect(await send('/hook', await message(new Uint8Array(7), type))).toMatchObject({ status: failure })
      expect(await send('/hook', await message())).toMatchObject({ status: 200 })
    })
  })
}
