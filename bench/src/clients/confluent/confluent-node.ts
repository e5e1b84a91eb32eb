import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONFLUENT_PACKAGE } from './confluent-package.ts'

/**
 * The Node.js program that Confluent's client was built for, which alone can load it.
 *
 * @returns null when it is not built
 */
export function confluentNode(): string | null {
  try {
    return readFileSync(join(CONFLUENT_PACKAGE.from, 'node-path'), 'utf8').trim()
  } catch {
    return null
  }
}
