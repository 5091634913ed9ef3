/** Shows how far a long command is: one line that is written over on a terminal; a line a step elsewhere. */
export interface Progress {
  show(step: string, done: number, total: number): void
  end(): void
}

/** @param unit - what is counted; empty where each step counts its own */
export function createProgress(out: NodeJS.WriteStream, unit: string): Progress {
  const width = 24
  let last = ''
  let shown = false
  return {
    show(step, done, total) {
      if (out.isTTY !== true) {
        if (step !== last) out.write(unit === '' ? `${step}\n` : `${step}: ${total} ${unit}\n`)
        last = step
        return
      }
      const filled = total === 0 ? width : Math.min(width, Math.round((width * done) / total))
      const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
      out.write(`\r\x1b[2K${step.padEnd(18)} ${bar} ${done} of ${total}`)
      shown = true
    },
    end() {
      if (shown) out.write('\r\x1b[2K')
    },
  }
}
