/** What the bot answers: a text, and an image by its address. */
export interface Reply {
  readonly text: string
  readonly files?: readonly string[]
}

const batSignal = 'https://upload.wikimedia.org/wikipedia/en/c/c6/Bat-signal_1989_film.jpg'

/** `/batman`, `/batcave TEXT` and `/batsignal`, anywhere in the text and in any case; null for everything else. */
export function replyTo(message: string, botName: string): Reply | null {
  const text = without(message, botName)
  const lower = text.toLowerCase()
  if (lower.includes('batman') || lower.includes('whoareyou')) return { text: "I'm Batman!" }
  const cave = lower.indexOf('batcave')
  if (cave >= 0) {
    const echo = text.slice(cave + 'batcave'.length).trim()
    return { text: echo === '' ? 'The Batcave is silent...' : `The Batcave echoes, '${echo}'` }
  }
  return lower.includes('batsignal') ? { text: 'The Batsignal', files: [batSignal] } : null
}

/** In a group room the text begins with the mention of the bot. A bot may be called "Batman". */
function without(message: string, botName: string): string {
  const at = botName === '' ? -1 : message.toLowerCase().indexOf(botName.toLowerCase())
  return at < 0 ? message : message.slice(0, at) + message.slice(at + botName.length)
}
