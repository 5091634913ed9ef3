import type { Browser, Page } from 'playwright-core'
import { type Traced, traced } from './browser-trace.ts'

/** How one scrolled: frames a second as the page saw them, and what they took. */
interface Scrolled extends Traced {
  readonly rate: number
}

const seconds = 4

/**
 * Scrolls the page's list, and in turns with it a bare one of the same rows, without a line of script: what the renderer
 * itself takes here.
 *
 * @param page - shows a list of many rows
 */
export async function scrollInTurns(
  browser: Browser,
  page: Page,
  rounds: number,
): Promise<{ readonly ours: readonly Scrolled[]; readonly bare: readonly Scrolled[] }> {
  await page.evaluate(bareList)
  const ours: Scrolled[] = []
  const bare: Scrolled[] = []
  for (let round = 0; round < rounds; round++)
    for (const which of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      await page.evaluate(`showList(${which === 'bare'})`)
      await page.waitForTimeout(500)
      let frames = 0
      const trace = await traced(browser, page, async () => {
        frames = await page.evaluate(scroll)
      })
      ;(which === 'bare' ? bare : ours).push({ ...trace, rate: frames / seconds })
    }
  return { ours, bare }
}

/** A sibling of the list with as many copies of its rows as are scrolled by; one of the two is shown. */
const bareList = `{
  const list = document.querySelector('[role=grid]').parentElement
  const rows = [...list.querySelectorAll('[data-index]')]
  const high = rows[0].getBoundingClientRect().height
  const bare = list.cloneNode(true)
  const body = bare.querySelector('[data-index]').parentElement
  body.style.height = 900 * high + 'px'
  body.replaceChildren(...Array.from({ length: 900 }, (_, n) => {
    const row = rows[n % rows.length].cloneNode(true)
    row.style.transform = 'translateY(' + n * high + 'px)'
    return row
  }))
  list.after(bare)
  globalThis.showList = (asBare) => {
    list.style.display = asBare ? 'none' : ''
    bare.style.display = asBare ? '' : 'none'
    ;(asBare ? bare : list).scrollTop = 0
  }
}`

/** Scrolls what is shown by 60 pixels a frame, and counts the frames. */
const scroll = `new Promise((resolve) => {
  const place = [...document.querySelectorAll('[role=grid]')]
    .map((grid) => grid.parentElement)
    .find((each) => each.style.display !== 'none')
  let frames = 0
  const begun = performance.now()
  const step = (now) => {
    frames++
    place.scrollTop += 60
    now - begun < ${seconds * 1000} ? requestAnimationFrame(step) : resolve(frames)
  }
  requestAnimationFrame(step)
})`
