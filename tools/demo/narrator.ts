import colors from 'picocolors'

/** Tells the demo step by step, and counts what did not go as promised. */
export interface Narrator {
  chapter(title: string): void
  /** One step: what was sent, what was answered, and what became of it. */
  step(what: string, answer: string, became: string, asPromised: boolean): void
  /** How many steps did not go as promised. */
  readonly broken: number
}

/** Writes lines for people; picocolors leaves the colours out where `--no-color` or NO_COLOR says so. */
export function createNarrator(write: (line: string) => void): Narrator {
  let broken = 0
  return {
    chapter: (title) => write(`\n${colors.bold(title)}`),
    step(what, answer, became, asPromised) {
      if (!asPromised) broken += 1
      const mark = asPromised ? colors.green('✔') : colors.red('✘')
      write(`${mark} ${colors.cyan(what.padEnd(14))} ${answer}`)
      write(`  ${' '.repeat(14)} ${colors.dim(became)}`)
    },
    get broken() {
      return broken
    },
  }
}
