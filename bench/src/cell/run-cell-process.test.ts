import { describe, expect, it } from 'vitest'
import { parseCellFigures } from '../figures/cell-figures.ts'
import { runCellProcess } from './run-cell-process.ts'

const AMPLE_MS = 60_000
const FOREVER = 'setInterval(() => {}, 1000)'
const FIGURES = {
  clientVersion: '6',
  runtime: '7',
  acknowledged: 1,
  values: { recordsPerSecond: 2 },
}

describe('runCellProcess', () => {
  it('brings back the figures that the process has printed', async () => {
    const print = `console.log('talk'); console.log('${JSON.stringify(FIGURES)}')`

    expect(await runCellProcess(nodeProgram(print), AMPLE_MS, never())).toEqual({
      kind: 'measured',
      figures: FIGURES,
    })
  })

  it('tells the exit code and what the process said on its error output', async () => {
    const fail = "console.error('no broker'); process.exitCode = 3"

    expect(await runCellProcess(nodeProgram(fail), AMPLE_MS, never())).toEqual({
      kind: 'failed',
      reason: 'ended with code 3\nno broker',
    })
  })

  it('does not take figures from a process that failed after it had printed them', async () => {
    const fail = `console.log('${JSON.stringify(FIGURES)}'); process.exitCode = 1`

    const { kind } = await runCellProcess(nodeProgram(fail), AMPLE_MS, never())

    expect(kind).toBe('failed')
  })

  it('fails when the program does not exist', async () => {
    const command = {
      program: 'headwater-no-such-program',
      args: [],
      figuresOf: parseCellFigures,
    }

    expect(await runCellProcess(command, AMPLE_MS, never())).toEqual({
      kind: 'failed',
      reason: expect.stringContaining('ENOENT'),
    })
  })

  it('kills a process that is not done in time', async () => {
    expect(await runCellProcess(nodeProgram(FOREVER), 1, never())).toEqual({
      kind: 'failed',
      reason: 'not done after 1 ms',
    })
  })

  it('kills the process and rejects when it is interrupted', async () => {
    const interrupt = new AbortController()
    const running = runCellProcess(nodeProgram(FOREVER), AMPLE_MS, interrupt.signal)

    interrupt.abort(new Error('interrupted'))

    await expect(running).rejects.toThrow('interrupted')
  })

  it('starts nothing once it is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'))

    await expect(runCellProcess(nodeProgram(FOREVER), AMPLE_MS, signal)).rejects.toThrow(
      'interrupted',
    )
  })
})

function nodeProgram(source: string) {
  return { program: process.execPath, args: ['--eval', source], figuresOf: parseCellFigures }
}

function never(): AbortSignal {
  return new AbortController().signal
}
