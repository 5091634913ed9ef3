import type { Message } from './message.ts'

/**
 * What of a body is JSON: all of it, or of a form what its only field holds, where that is `payload`: so GitHub (by its
 * form content type), Slack's interactions and Travis CI send it. Whatever else would be read as such a form is no JSON
 * by its first letter, so that a signed body has one reading alone.
 */
export function jsonText(text: string, message: Pick<Message, 'form'>): string {
  return /^payload=[^&]*$/.test(text) ? (message.form().get('payload') ?? '') : text
}
