// C0 and C1 controls (line breaks, ANSI escapes), Unicode's line breaks, and the marks that reorder what a terminal shows.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * Text from outside, made safe for one line of a log or an error message: what could break the line, move the cursor or
 * reorder the display becomes an escape (`\u` and four digits), and what is longer than `maxLength` characters is cut with an ellipsis.
 */
export function printableText(text: string, maxLength: number): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
  return short.replace(UNPRINTABLE, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
