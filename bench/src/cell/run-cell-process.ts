import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { CellFigures } from '../figures/cell-figures.ts'
import type { CellCommand } from './cell-command.ts'

export type CellOutcome =
  | { readonly kind: 'measured'; readonly figures: CellFigures }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It cannot run on this machine, and nothing was tried. */
  | { readonly kind: 'absent'; readonly reason: string }

const KEPT_OUTPUT_CHARACTERS = 16_384

/**
 * Runs one measuring process to its end. A process that has not ended after `limitMs` is killed and has failed.
 *
 * @throws {Error} the signal's reason when it is aborted: the process is killed then, and gone when this rejects
 */
export async function runCellProcess(
  command: CellCommand,
  limitMs: number,
  signal: AbortSignal,
): Promise<CellOutcome> {
  signal.throwIfAborted()
  const child = spawn(command.program, command.args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = keepTail(child.stdout)
  const errors = keepTail(child.stderr)
  const kill = () => child.kill('SIGKILL')
  let hasReachedLimit = false
  const limit = setTimeout(() => {
    hasReachedLimit = true
    kill()
  }, limitMs)
  signal.addEventListener('abort', kill)
  try {
    const exit = await exitOf(child)
    signal.throwIfAborted()
    if (hasReachedLimit) return failed(`not done after ${limitMs} ms`, errors())
    if (exit !== 'code 0') return failed(`ended with ${exit}`, errors())
    return { kind: 'measured', figures: command.figuresOf(output()) }
  } catch (error) {
    signal.throwIfAborted()
    return failed(error instanceof Error ? error.message : String(error), errors())
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', kill)
  }
}

async function exitOf(child: ChildProcess): Promise<string> {
  // 'close' and not 'exit': only then everything that the process has printed has been read.
  const [code, signalName] = await once(child, 'close')
  return code === null ? `signal ${signalName}` : `code ${code}`
}

function keepTail(stream: NodeJS.ReadableStream): () => string {
  let tail = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    tail = (tail + text).slice(-KEPT_OUTPUT_CHARACTERS)
  })
  return () => tail
}

function failed(reason: string, errors: string): CellOutcome {
  const details = errors.trim()
  return { kind: 'failed', reason: details === '' ? reason : `${reason}\n${details}` }
}
