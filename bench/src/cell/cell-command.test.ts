import { describe, expect, it } from 'vitest'
import { cellCommand } from './cell-command.ts'
import type { CellRequest } from './cell-request.ts'

const REQUEST = {
  client: 'kafkajs',
  scenario: 'a',
  brokers: ['127.0.0.1:1'],
  topic: 'bench',
  warmUpMs: 1,
  measureMs: 2,
} as const satisfies CellRequest

const LAUNCH = { javaLibrariesPath: '/jars', cpuProfilePath: null, round: 2 }

describe('cellCommand', () => {
  it('runs a Node.js client with the running Node.js', () => {
    const { program, args } = cellCommand(REQUEST, LAUNCH)

    expect(program).toBe(process.execPath)
    expect(args[0]).toMatch(/run-cell\.js$/)
    expect(args.slice(1)).toEqual(['kafkajs', 'a', '127.0.0.1:1', 'bench', '1', '2'])
  })

  it('lets Node.js write a profile whose name tells the cell', () => {
    const { args } = cellCommand(REQUEST, { ...LAUNCH, cpuProfilePath: 'profiles' })

    expect(args.slice(0, 3)).toEqual([
      '--cpu-prof',
      '--cpu-prof-dir=profiles',
      '--cpu-prof-name=kafkajs-a-2.cpuprofile',
    ])
  })

  it('runs the Java harness from its source, without a profile', () => {
    const launch = { ...LAUNCH, cpuProfilePath: 'profiles' }
    const { program, args } = cellCommand({ ...REQUEST, client: 'java' }, launch)

    expect(program).toBe('java')
    expect(args.slice(0, 2)).toEqual(['-cp', '/jars/*'])
    expect(args[2]).toMatch(/ProducerHarness\.java$/)
    expect(args.slice(3)).toEqual(['java', 'a', '127.0.0.1:1', 'bench', '1', '2'])
  })

  it('cannot run Java without its jars', () => {
    const launch = { ...LAUNCH, javaLibrariesPath: null }

    expect(() => cellCommand({ ...REQUEST, client: 'java' }, launch)).toThrow('jars')
  })
})
