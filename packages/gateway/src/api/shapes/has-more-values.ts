/** Whether there are more than so many values in one that was JSON, itself among them; no more than those are looked at. */
export function hasMoreValues(value: unknown, most: number): boolean {
  const open = [value]
  for (let seen = 1; open.length > 0; seen++) {
    if (seen > most || open.length > most) return true
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    if (Array.isArray(next) && next.length > most) return true
    open.push(...Object.values(next).slice(0, most + 1))
  }
  return false
}
