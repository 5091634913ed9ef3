import type { Operation } from '../operations/operation.ts'

/** What of an operation says where what it makes is to be found. */
type Placed = Pick<Operation, 'method' | 'path' | 'status'>

/** Whether what an operation makes can be asked for by its id: only then is it answered with a Location. */
export function isFoundAgain({ status, path }: Placed, operations: readonly Placed[]): boolean {
  if (status !== 201) return false
  const one = (other: Placed): boolean =>
    other.method === 'get' &&
    other.path.startsWith(`${path}/{`) &&
    other.path.indexOf('}') === other.path.length - 1
  return operations.some(one)
}

/** The header that says where what was made is to be found; none for many at once, which have no place in common. */
export function madeAt(path: string, answer: unknown): { readonly location?: string } {
  const id = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : null
  return typeof id === 'string' ? { location: `${path}/${encodeURIComponent(id)}` } : {}
}
