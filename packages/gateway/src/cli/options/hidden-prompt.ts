import type { ReadStream } from 'node:tty'

// Enter in its two spellings, Ctrl-C and Ctrl-D.
const endings = '\r\n\u0003\u0004'

/**
 * Asks on the terminal without showing what is typed. Resolves with the line, or null where the person
 * pressed Ctrl-C or Ctrl-D. The question goes to stderr, so that stdout stays the command's result.
 */
export function hiddenPrompt(question: string, terminal: ReadStream): Promise<string | null> {
  return new Promise((resolve) => {
    let typed = ''
    // Not setEncoding: the body may be read from the same terminal afterwards, as bytes.
    const decoder = new TextDecoder()
    const finish = (answer: string | null): void => {
      terminal.off('data', onData)
      terminal.setRawMode(false)
      terminal.pause()
      process.stderr.write('\n')
      resolve(answer)
    }
    const onKey = (key: string): void => {
      typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key
    }
    const onData = (chunk: Uint8Array): void => {
      const keys = decoder.decode(chunk, { stream: true })
      const end = [...keys].find((key) => endings.includes(key))
      for (const key of end === undefined ? keys : keys.slice(0, keys.indexOf(end))) onKey(key)
      if (end !== undefined) finish(end === '\r' || end === '\n' ? typed : null)
    }
    // Before the question is shown: nothing typed in answer to it may be echoed.
    terminal.setRawMode(true)
    terminal.on('data', onData)
    terminal.resume()
    process.stderr.write(question)
  })
}
