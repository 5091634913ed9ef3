/**
 * How many there are, in words: `1 event`, `3 events`. What has more to it is given both ways, as
 * `counted(n, 'delivery waits', 'deliveries wait')`.
 *
 * @param many - default: `one` with an s
 */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
