const key = 'countersign-theme'

/** Shows the page as it was last turned; without that, as the system has it. */
export function restoreTheme(): void {
  const kept = localStorage.getItem(key)
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept
}

/** Turns light to dark and back. */
export function turnTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const next = (document.documentElement.dataset.theme ?? system) === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset.theme = next
  if (next === system) {
    delete document.documentElement.dataset.theme
    localStorage.removeItem(key)
  } else localStorage.setItem(key, next)
}
