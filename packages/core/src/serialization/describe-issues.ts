import { printableText } from '../errors/printable-text.ts'
import type { SchemaIssue } from './standard-schema.ts'

// A hostile value of a million wrong items must not become a message of a million lines.
const MAX_ISSUES = 5
const MAX_PATH_LENGTH = 100
const MAX_MESSAGE_LENGTH = 200

/** The first reasons in one line, each with the path to its place: `items[0].total: expected number`. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const described = issues.slice(0, MAX_ISSUES).map(describeIssue)
  const leftOut = issues.length - described.length
  if (leftOut > 0) described.push(`and ${leftOut} more`)
  return described.join('; ')
}

function describeIssue(issue: SchemaIssue): string {
  const path = describePath(issue.path ?? [])
  const message = printableText(String(issue.message), MAX_MESSAGE_LENGTH)
  return path === '' ? message : `${path}: ${message}`
}

function describePath(path: NonNullable<SchemaIssue['path']>): string {
  let text = ''
  for (const segment of path) {
    const key = typeof segment === 'object' ? segment.key : segment
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return printableText(text, MAX_PATH_LENGTH)
}
