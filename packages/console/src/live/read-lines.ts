/** Cuts a stream of text into lines, as they come. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>
  const reader = body.pipeThrough(decoder).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    const lines = (text + (value ?? '')).split('\n')
    text = done ? '' : (lines.pop() ?? '')
    for (const line of lines) if (line !== '') yield line
    if (done) return
  }
}
