import type { Page } from 'playwright-core'

/** How long a page that is asked for may take to come, in ms. */
const patienceMs = 20_000

/**
 * Presses Tab until what has the focus goes by this name; then what is done there is up to the caller. A page that was
 * asked for may still have to come: it is gone round again until then.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const fits = (found: string): boolean => (typeof name === 'string' ? found === name : name.test(found))
  let passed: string[] = []
  const until = Date.now() + patienceMs
  for (let tabs = 0; tabs < 90 || Date.now() < until; tabs++) {
    await page.keyboard.press('Tab')
    const found = String(await page.evaluate(nameOfFocus))
      .replace(/\s+/g, ' ')
      .trim()
    if (fits(found)) return
    passed = [...passed.slice(-90), found]
  }
  throw new Error(`The focus never came to ${name}: it passed ${passed.join(' | ')}`)
}

/** Runs in the page. */
const nameOfFocus = `(() => {
  const at = document.activeElement
  const label = at?.getAttribute('aria-label') ?? at?.labels?.[0]?.innerText ?? at?.getAttribute('placeholder')
  return label ?? at?.innerText ?? ''
})()`
