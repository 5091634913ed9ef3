import type { ListenerJson } from '../../api/answers/listener.ts'

/** A line for each listener that is new beside this one, claims or claims no more, or is gone. */
export function toldOfOthers(before: readonly ListenerJson[], now: readonly ListenerJson[]): string[] {
  const was = new Map(before.map((other) => [other.name, other]))
  const is = new Set(now.map(({ name }) => name))
  const here = now.filter(({ name, claim }) => was.get(name)?.claim !== claim)
  const gone = before.filter(({ name }) => !is.has(name))
  return [
    ...here.map((other) => `also here: ${shown(other)}`),
    ...gone.map(({ name }) => `${name} listens no more`),
  ]
}

function shown({ name, host, claim, sources }: ListenerJson): string {
  const named = sources.map((source) => source.name).join(', ')
  return `${name}${host === '' ? '' : ` (${host})`} ${claim ? 'claims' : 'listens to'} ${named}`
}
