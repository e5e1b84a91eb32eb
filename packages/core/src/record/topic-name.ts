const MAX_TOPIC_NAME_LENGTH = 249
const LEGAL_CHARACTERS = /^[a-zA-Z0-9._-]+$/
const FIRST_ILLEGAL_CHARACTER = /[^a-zA-Z0-9._-]/

/**
 * Why Kafka would refuse this topic name, or `null` when it would not. Legal are 1 to 249 of `a-z A-Z 0-9 . _ -`, except
 * the names `.` and `..`; so `__proto__` and `constructor` are topics like any other.
 *
 * The reason never repeats the name: the caller decides how much of it to print.
 */
export function topicNameProblem(name: unknown): string | null {
  if (typeof name !== 'string') return 'it is not text'
  if (name.length === 0) return 'it is empty'
  if (name.length > MAX_TOPIC_NAME_LENGTH) {
    return `it has ${name.length} characters, of at most ${MAX_TOPIC_NAME_LENGTH}`
  }
  if (name === '.' || name === '..') return 'Kafka reserves "." and ".."'
  if (LEGAL_CHARACTERS.test(name)) return null
  return `character ${name.search(FIRST_ILLEGAL_CHARACTER) + 1} is none of a-z A-Z 0-9 . _ -`
}
