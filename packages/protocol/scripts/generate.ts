// Writes the generated sources of this package. With `--check` it writes nothing, names what differs from the definitions
// and then exits with 1.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { differences, generatedFiles, MESSAGES_FOLDER } from './generated-files.ts'

const packageFolder = join(import.meta.dirname, '..')
const [option] = process.argv.slice(2)

if (option === undefined) write()
else if (option === '--check') check()
else fail(`Unknown option ${option}; the only one is --check`)

function write(): void {
  const files = generatedFiles(packageFolder)
  const messagesFolder = join(packageFolder, MESSAGES_FOLDER)
  mkdirSync(messagesFolder, { recursive: true })
  for (const file of readdirSync(messagesFolder)) {
    if (!files.has(`${MESSAGES_FOLDER}/${file}`)) rmSync(join(messagesFolder, file))
  }
  for (const [path, source] of files) writeFileSync(join(packageFolder, path), source)
  console.log(`Wrote ${files.size} files`)
}

function check(): void {
  const found = differences(packageFolder)
  if (found.length === 0) return console.log('The generated files are those of the definitions')
  fail(`${found.join('\n')}\nRun "npm run generate" and commit the result`)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
