import { connect, type Socket } from 'node:net'

/** An HTTP answer as it came over a raw socket. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: {
    success?: boolean
    id?: string
    duplicate?: boolean
    held?: boolean
    error?: { code: string; message: string }
  }
}

/** Sends bytes as they are and reads what comes until the server closes. */
export async function raw(
  port: number,
  bytes: string | Buffer,
  more?: (socket: Socket) => Promise<void> | void,
): Promise<RawAnswer> {
  const socket = connect(port)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  // Not `once` of node:events: a server that closes on us makes an error, and the answer stands all the same.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  await more?.(socket)
  await closed
  return parseAnswer(Buffer.concat(chunks).toString('latin1'))
}

/** A POST over a raw socket; header lines are sent as they are. */
export function post(
  port: number,
  path: string,
  headerLines: readonly string[],
  body: string | Buffer,
): Promise<RawAnswer> {
  const bytes = Buffer.from(body)
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: hooks.example.com',
    'Connection: close',
    `Content-Length: ${bytes.length}`,
    ...headerLines,
  ]
  return raw(port, Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]))
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const body = text.slice(end + 4)
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    ),
    text: body,
    json: parseJson(body),
  }
}

/** Empty for what is no JSON, such as several answers on one connection. */
function parseJson(text: string): RawAnswer['json'] {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
