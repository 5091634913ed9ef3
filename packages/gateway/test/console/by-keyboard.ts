import type { Page } from 'playwright-core'

/** Presses Tab until what has the focus goes by this name; then what is done there is up to the caller. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const fits = (found: string): boolean => (typeof name === 'string' ? found === name : name.test(found))
  const passed: string[] = []
  for (let tabs = 0; tabs < 90; tabs++) {
    await page.keyboard.press('Tab')
    const found = String(await page.evaluate(nameOfFocus))
      .replace(/\s+/g, ' ')
      .trim()
    if (fits(found)) return
    passed.push(found)
  }
  throw new Error(`The focus never came to ${name}: it passed ${passed.join(' | ')}`)
}

/** Runs in the page. */
const nameOfFocus = `(() => {
  const at = document.activeElement
  const label = at?.getAttribute('aria-label') ?? at?.labels?.[0]?.innerText ?? at?.getAttribute('placeholder')
  return label ?? at?.innerText ?? ''
})()`
