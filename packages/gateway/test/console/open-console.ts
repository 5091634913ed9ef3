import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'
import type { StartedGateway } from '../harness/start-gateway.ts'

/** A browser, and what its pages have done that they must not. */
export interface OpenedBrowser {
  readonly browser: Browser
  /** A page of its own profile, signed in where asked; a phone where asked. */
  page(gateway: StartedGateway, options?: PageOptions): Promise<Page>
  /** What was refused by the content security policy, thrown or written as an error of the console so far. */
  readonly faults: string[]
  close(): Promise<void>
}

/** How a page is opened. */
export interface PageOptions {
  readonly path?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly phone?: boolean
  readonly timezoneId?: string
  /** Signs in by a link for this person; null: stays outside. Absent: as who holds the operator's token. */
  readonly person?: string | null
}

/** Starts the browser that comes with the development dependencies; one a test file, since a start takes a second. */
export async function openBrowser(): Promise<OpenedBrowser> {
  chromium.setGraphicsMode = false
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Not what the package proposes: that is one process for all, which dies with a page, and no web security.
    args: ['--no-sandbox', '--disable-gpu', '--use-gl=angle', '--use-angle=swiftshader'],
    headless: true,
  })
  const faults: string[] = []
  return {
    browser,
    faults,
    async page(gateway, options = {}) {
      const { path = '/', colorScheme = 'light', phone = false, timezoneId = 'Europe/Berlin' } = options
      const viewport = phone ? { width: 390, height: 844 } : { width: 1440, height: 900 }
      const context = await browser.newContext({
        ...{ colorScheme, timezoneId, viewport, hasTouch: phone, isMobile: phone, reducedMotion: 'reduce' },
      })
      context.setDefaultTimeout(20_000)
      await record(context, faults)
      const page = await context.newPage()
      if (options.person !== null) await signIn(page, gateway, options.person)
      await page.goto(`${gateway.adminUrl}${path}`)
      return page
    },
    close: () => browser.close(),
  }
}

async function signIn(page: Page, gateway: StartedGateway, person?: string): Promise<void> {
  const { body } = await gateway.api('POST', '/sign-ins', person === undefined ? {} : { person })
  await page.goto(body.url)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
}

async function record(context: BrowserContext, faults: string[]): Promise<void> {
  context.on('console', (message) => {
    // What the browser itself says of an answer that a story is about, such as one of 401.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(message.text())
    }
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) => {
    console.error('content security policy', event.violatedDirective, event.blockedURI, event.sample)
  })`)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds wrong with what a page shows now: rule and place, a line each. A list that is about to be another is faint
 * until that has come; nobody is meant to read it any more, and it is waited for.
 *
 * @param rules - those that are asked for. Absent: all
 */
export async function auditPage(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  // By the debugger, which the page's own policy does not hold; it is told of no violation.
  await page.evaluate(axe)
  return await page.evaluate(async (runOnly) => {
    const { violations } = await (globalThis as unknown as { axe: AxeRun }).axe.run(
      runOnly === undefined ? {} : { runOnly },
    )
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`),
    )
  }, rules)
}

interface AxeRun {
  run(options: { readonly runOnly?: readonly string[] }): Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[]
  }>
}
