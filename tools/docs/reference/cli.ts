export function cliPage(): string {
  return ''
}
