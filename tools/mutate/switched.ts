import { eachWithin, isNode, type Node, parsed } from '../syntax.ts'
import { isSwitched, namedSites } from './named.ts'

const loops = /^(For|ForOf|ForIn|While|DoWhile)Statement$/

/** Where something is put in before what stands there. */
type Insertions = Map<number, string>

/** Each loop counts its turns, so that one that a mutant made endless ends. */
function guards(text: string, file: string): Insertions {
  const found: Insertions = new Map()
  const visit = (node: Node): void => {
    const { type, body } = node
    if (loops.test(type) && isNode(body)) {
      if (body.type === 'BlockStatement') found.set(body.start + 1, 'mutants.turn();')
      else {
        found.set(body.start, `{mutants.turn();${found.get(body.start) ?? ''}`)
        found.set(body.end, `${found.get(body.end) ?? ''}}`)
      }
    }
    eachWithin(node, visit)
  }
  visit(parsed(text, file))
  return found
}

/** A source in which each site asks by its name whether it is to be wrong now; what is evaluated when it is loaded, of modules of data alone. */
export function switched(text: string, file: string): string {
  const insertions = guards(text, file)
  const sites = namedSites(text, file)
    .filter(isSwitched)
    .toSorted(({ site: one }, { site: other }) => one.start - other.start || other.end - one.end)
  let next = 0
  const plain = (from: number, to: number): string => {
    let made = ''
    let at = from
    for (const place of [...insertions.keys()]
      .filter((one) => one >= from && one < to)
      .sort((one, other) => one - other)) {
      made += text.slice(at, place) + insertions.get(place)
      insertions.delete(place)
      at = place
    }
    return made + text.slice(at, to)
  }
  const rendered = (from: number, to: number): string => {
    let made = ''
    let at = from
    for (let one = sites[next]; one !== undefined && one.site.start < to; one = sites[next]) {
      next++
      const { start, end, wrong } = one.site
      const before = plain(at, start)
      made += `${before}(mutants.is(${JSON.stringify(one.id)}) ? (${wrong}) : (${rendered(start, end)}))`
      at = end
    }
    return made + plain(at, to)
  }
  return rendered(0, text.length) + (insertions.get(text.length) ?? '')
}
