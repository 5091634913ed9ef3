/** One message of a stream of server-sent events. */
export interface SseMessage {
  readonly event: string
  readonly data: string
  readonly id: string | null
}

/**
 * Cuts a stream of server-sent events into messages. Read by `fetch` instead of `EventSource`, which can carry no
 * token and hides whether the gateway has refused it or is away.
 */
export async function* readSse(body: ReadableStream<Uint8Array>): AsyncGenerator<SseMessage> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as never as TransformStream<Uint8Array, string>)
    .getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    text += value
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) yield parse(block)
  }
}

function parse(block: string): SseMessage {
  const message = { event: 'message', data: '', id: null as string | null }
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).replace(/^ /, '')
    if (line.startsWith('event:')) message.event = value
    else if (line.startsWith('data:')) message.data += value
    else if (line.startsWith('id:')) message.id = value
  }
  return message
}
