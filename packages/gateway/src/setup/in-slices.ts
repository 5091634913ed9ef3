/** How long work goes on before whatever else waits in this process goes first, in ms. */
const sliceMs = 8

let lastRest: Promise<unknown> = Promise.resolve()

/** Until the event loop has come round once for each that rests already: of all work in slices one goes on in a round. */
function rest(): Promise<unknown> {
  lastRest = lastRest.then(() => new Promise((resolve) => setImmediate(resolve)))
  return lastRest
}

/** As `items.map(work)`, in slices. Rejects with what the work throws. */
export async function mapInSlices<Item, Made>(
  items: readonly Item[],
  work: (item: Item, at: number) => Made,
): Promise<Made[]> {
  return await inSlices(mapping(items, work))
}

function* mapping<Item, Made>(
  items: readonly Item[],
  work: (item: Item, at: number) => Made,
): Generator<void, Made[]> {
  const made: Made[] = []
  for (const [at, item] of items.entries()) {
    yield
    made.push(work(item, at))
  }
  return made
}

/**
 * Works to the end in slices, at each `yield` of which it may rest: what takes seconds at once is time in which nothing
 * would be taken in. Rejects with what the work throws.
 */
export async function inSlices<Made>(work: Generator<void, Made>): Promise<Made> {
  let began = performance.now()
  for (;;) {
    const part = work.next()
    if (part.done) return part.value
    if (performance.now() - began < sliceMs) continue
    await rest()
    began = performance.now()
  }
}
