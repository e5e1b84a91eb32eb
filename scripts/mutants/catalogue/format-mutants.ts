import type { Mutant } from '../mutant.ts'

/** In `record-format/`, `compression/` and `accumulator/`: the bytes. */
export const FORMAT_MUTANTS: readonly Mutant[] = [
  {
    name: 'timestamps count from the record before',
    file: 'record-format/record-batch-builder.ts',
    find: 'const delta = record.timestamp - this.#baseTimestamp\n    this.#position',
    replace: 'const delta = record.timestamp - this.#maxTimestamp\n    this.#position',
  },
  {
    name: 'a split loses a record',
    file: 'record-format/split-records.ts',
    find: 'index < whole.recordCount; index++',
    replace: 'index < whole.recordCount - 1; index++',
  },
  {
    name: 'memory of a compressed batch is given back and was never taken',
    file: 'accumulator/batch-compression.ts',
    find: '      this.#budget.charge(compressed.length)\n',
    replace: '',
  },
  {
    name: 'the records of a codec that fails are held for ever',
    file: 'accumulator/batch-compression.ts',
    find: '    this.#failed.push({ batch, cause })\n',
    replace: '    if (cause === batch) this.#failed.push({ batch, cause })\n',
  },
  {
    name: 'compressed batches do not say so',
    file: 'record-format/record-batch-builder.ts',
    find: 'layout.NO_COMPRESSION : compressed.compressionId',
    replace: 'layout.NO_COMPRESSION : layout.NO_COMPRESSION',
  },
]
