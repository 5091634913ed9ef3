import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** How long a page that is asked for may take to come, in ms. */
const patienceMs = 20_000

/**
 * Presses Tab until what has the focus goes by this name; then what is done there is up to the caller. A page that was
 * asked for may still have to come: it is gone round again until then.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  let passed: string[] = []
  const until = Date.now() + patienceMs
  for (let tabs = 0; tabs < 90 || Date.now() < until; tabs++) {
    await page.keyboard.press('Tab')
    const found = spaced(await page.evaluate(nameOfFocus))
    if (fits(name, found)) return
    passed = [...passed.slice(-90), found]
  }
  throw new Error(`The focus never came to ${name}: it passed ${passed.join(' | ')}`)
}

function fits(name: string | RegExp, found: string): boolean {
  return typeof name === 'string' ? found === name : name.test(found)
}

function spaced(text: unknown): string {
  return String(text).replace(/\s+/g, ' ').trim()
}

/** Where the key behind a `g` leads. */
const ledTo = {
  o: '/',
  l: '/live',
  e: '/events',
  r: '/rejections',
  s: '/sources',
  d: '/destinations',
  m: '/more',
}

/** What somebody without a mouse does on a page. */
export interface ByKeyboard {
  /** Presses one key after the other. */
  press(...keys: string[]): Promise<void>
  /** Writes into the field of this name. */
  write(name: string | RegExp, text: string): Promise<void>
  /**
   * Presses Enter on what goes by this name. What is drawn anew in between loses the focus, and nothing was pressed: it is
   * looked for again.
   */
  open(name: string | RegExp): Promise<void>
  /**
   * Goes to a page by `g` and its key. Keys that come more than a second and a half apart are no pair: a loaded machine is
   * given another try, from outside of what the second key alone may have opened.
   */
  goTo(key: keyof typeof ledTo): Promise<void>
}

/** The keys of a page. */
export function byKeyboard(page: Page): ByKeyboard {
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  return {
    press,
    async write(name, text) {
      await tabTo(page, name)
      await page.keyboard.type(text)
    },
    async open(name) {
      for (let pressed: string | null = null; pressed === null || !fits(name, pressed); ) {
        await tabTo(page, name)
        await page.evaluate(noteWhatIsPressed)
        await press('Enter')
        pressed = spaced(await page.evaluate('globalThis.pressedOn'))
      }
    },
    async goTo(key) {
      const isThere = (url: URL): boolean => url.pathname === ledTo[key]
      let tries = 0
      const led = async (): Promise<string> => {
        if (tries++ > 0) await press('Escape')
        await press('g', key)
        await page.waitForURL(isThere, { timeout: 3_000 }).catch(() => undefined)
        return new URL(page.url()).pathname
      }
      await expect.poll(led, { timeout: 40_000 }).toBe(ledTo[key])
    },
  }
}

/** Runs in the page. */
const nameOfFocus = `(() => {
  const at = document.activeElement
  const label = at?.getAttribute('aria-label') ?? at?.labels?.[0]?.innerText ?? at?.getAttribute('placeholder')
  return label ?? at?.innerText ?? ''
})()`

/** Runs in the page: keeps the name of what had the focus when the next key came, before anything acts on it. */
const noteWhatIsPressed = `addEventListener('keydown', () => {
  globalThis.pressedOn = ${nameOfFocus}
}, { capture: true, once: true })`
